"""A network of any depth in a convention with examples in rows: what is shown is what was derived."""

import json

import pytest

import chalkgrad as cg
from chalkgrad.calculus import FOUR_EQUATIONS
from chalkgrad.calculus.derive import derive
from chalkgrad.convention import presets
from chalkgrad.learning.read import read_model
from chalkgrad.notation.text import text as in_text

ROWS = presets()["cs231n"]
SHARED = """
X: n x m
Y: n x m
A[0] = X
Z[l] = W A[l-1] + b
A[l] = A[l-1] + g(Z[l]) for l = 1..L
P = W2 A[L] + b2
J = 1/m sum(C(P, Y)) + lambda/(2 m) sum(W^2)
"""
SOFTMAX = """
X: n[0] x m
Y: n[L] x m, Y in {0, 1}, colsum(Y) = 1
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = tanh(Z[l]) for l = 1..L-1
A[L] = softmax(Z[L])
J = -1/m sum(Y * log(A[L])) + lambda sum_l sum(rowsum(W[l])^2)
"""


def listed(model):
    """Name to shape and formula, of all that is shown of the network."""
    return {
        n: (q.shape, "" if q.written is None else in_text(q.written)) for n, q in model.quantities.items() if n != "J"
    }


def test_the_network_is_shown_in_rows():
    derivation = cg.read(FOUR_EQUATIONS).derive("cs231n")
    assert listed(derivation.model) == {
        "X": ("m x n[0]", ""),
        "Y": ("m x n[L]", ""),
        "W[l]": ("n[l-1] x n[l]", ""),
        "b[l]": ("1 x n[l]", ""),
        "Z[l]": ("m x n[l]", "A[l-1] W[l] + b[l]"),
        "A[l]": ("m x n[l]", "g(Z[l])"),
    }
    assert derivation["dW[l]"].text == "A[l-1]^T dZ[l]"
    assert "n[0] x m" not in derivation.to("terminal", encoding="ascii")
    figure = derivation.figure("columns").to("terminal", encoding="ascii")
    assert "Z[l] = A[l-1] W[l] + b[l]" in figure and "W[l] A[l-1]" not in figure
    forward = {each["name"]: each for each in json.loads(derivation.to("json"))["forward"]}
    assert forward["Z[l]"]["text"] == "A[l-1] W[l] + b[l]"
    assert (forward["A[0]"]["text"], forward["A[0]"]["shape"]) == ("X", "m x n[0]")


@pytest.mark.parametrize("source", [FOUR_EQUATIONS, SHARED, SOFTMAX])
def test_the_turned_text_is_read_as_the_network_that_was_derived(source):
    """Every gradient has the shape of its quantity, and the text alone gives the same equations."""
    derivation = derive(read_model(source, "the test"), ROWS)
    shapes = {name: quantity.shape for name, quantity in derivation.model.quantities.items()}
    for equation in derivation.equations:
        assert equation.shape == shapes.get(
            equation.of, shapes[equation.of.replace("[L]", "[l]")].replace("[l]", "[L]")
        )
    again = derive(read_model(derivation.model.source, "the test"), ROWS)
    assert {e.name: e.text for e in again.equations} == {e.name: e.text for e in derivation.equations}
    assert {e.certificate.kind for e in again.equations} == {"proved"}


def test_sums_along_a_side_are_turned_too():
    """Also under a sum over the layers, and in the penalty that the split repeats."""
    derivation = cg.read(SOFTMAX).derive("cs231n")
    cost = derivation.model.quantities["J"].written
    assert in_text(cost) == "-1/m sum(Y * log(A[L])) + lambda sum_l sum(colsum(W[l])^2)".replace("*", "⊙")
    assert "rowsum(W[l])" not in derivation.split
    assert "rowsum(Y) = 1" in [fact.text for fact in derivation.model.facts]


def test_rows_stay_rows():
    source = cg.read(FOUR_EQUATIONS).derive("cs231n").model.source
    assert cg.read(source).derive("cs231n").model.source == source


@pytest.mark.parametrize("convention", ["ng", "cs231n"])
def test_layer_zero_is_listed_with_its_shape(convention):
    page = cg.read(FOUR_EQUATIONS).derive(convention).to("terminal", encoding="ascii").splitlines()
    found = [line.split() for line in page if line.startswith("  A[0] = X")]
    shape = {"ng": ["n[0]", "x", "m"], "cs231n": ["m", "x", "n[0]"]}[convention]
    assert found == [["A[0]", "=", "X", *shape]]
