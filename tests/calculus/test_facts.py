"""Facts about networks: each chain is certified, and what it finds is computed again with numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.app.command import run
from chalkgrad.calculus import fact, known_facts
from chalkgrad.calculus.slope_range import slope_range
from chalkgrad.calculus.theorem import Written, claim
from chalkgrad.errors import InputError, NotSupported, ProofError
from chalkgrad.notation.text import text
from chalkgrad.proof import evaluate
from chalkgrad.terms import Add, Entry, Mul, Power, Sum, Term, free_indices, number, walk

LINEAR = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = linear(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
THREE = "X: n0 x m\nY: n3 x m\nZ1 = W1 X + b1\nZ2 = W2 Z1 + b2\nZ3 = 2 (W3 Z2 - b3)\nJ = 1/(2 m) sum((Z3 - Y)^2)"


@pytest.mark.parametrize("name", list(known_facts()))
def test_every_fact_is_proved_step_by_step(name: str) -> None:
    found = fact(name)
    assert found.claims
    for each in found.claims:
        assert each.certificate.kind == "proved"
        assert all(step.certificate.kind == "proved" and step.words for step in each.steps)
        for before, after in pairwise(each.steps):
            assert before.after == after.before
    assert found.conclusion.endswith(".")


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("tanh-is-scaled-sigmoid", "tanh(z)", "2 sigmoid(2 z) - 1"),
        ("softmax-shift", "softmax(z + c)[i]", "softmax(z)[i]"),
    ],
)
def test_what_is_proved(name: str, left: str, right: str) -> None:
    (only,) = fact(name).claims
    assert (text(only.left.surface), text(only.right.surface)) == (left, right)


def test_the_two_sides_of_zero_mean() -> None:
    odd, centred = fact("zero-mean").claims
    assert (odd.left.text, odd.right.text) == ("tanh(-z)", "-tanh(z)")
    assert (centred.left.text, centred.right.text) == ("sigmoid(z) + sigmoid(-z)", "1")


def test_a_false_line_is_refused() -> None:
    with pytest.raises(ProofError, match="differ"):
        claim("wrong", "t = tanh(z)", "tanh(z)", (Written("slip", "a slip", "2 sigmoid(z) - 1"),))


def test_linear_layers_collapse_to_the_product_of_the_weights() -> None:
    found = fact("linear-collapse", cg.read(LINEAR))
    assert [(r.name, r.line.text, r.shape) for r in found.results] == [
        ("W'", "W2 W1", "n2 x n0"),
        ("b'", "W2 b1 + b2", "n2 x 1"),
    ]
    (only,) = found.claims
    assert only.left.text == "Z2[i,e]"
    assert only.right.text == "W2 W1 X + (W2 b1 + b2)"


def test_three_layers_collapse_and_the_numbers_agree() -> None:
    model = cg.read(THREE)
    random = np.random.default_rng(0)
    values = {
        "X": random.normal(size=(2, 7)),
        "W1": random.normal(size=(3, 2)),
        "W2": random.normal(size=(4, 3)),
        "W3": random.normal(size=(5, 4)),
        "b1": random.normal(size=3),
        "b2": random.normal(size=4),
        "b3": random.normal(size=5),
    }
    weights, bias = fact("linear-collapse", model).results
    sizes = {"n0": 2, "n1": 3, "n2": 4, "n3": 5, "m": 7}

    def number(term: Term) -> np.ndarray:
        free = sorted(free_indices(term), key=lambda index: ("n3", "n0").index(index.axis.name))
        return evaluate(term, values, model.context, indices=tuple(free), sizes=sizes)

    hidden = values["W1"] @ values["X"] + values["b1"][:, None]
    hidden = values["W2"] @ hidden + values["b2"][:, None]
    expected = 2 * (values["W3"] @ hidden - values["b3"][:, None])
    found = number(weights.line.term) @ values["X"] + number(bias.line.term)[:, None]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_no_letter_has_two_meanings_in_one_line() -> None:
    (only,) = fact("linear-collapse", cg.read(THREE)).claims
    for step in only.steps[:3]:
        letters = [node.bound.name for node in walk(step.result.term) if isinstance(node, Sum)]
        assert len(set(letters)) == len(letters)


def test_examples_as_rows_and_a_way_past_the_layers() -> None:
    rows = cg.read(
        "X: m x n0\nY: m x n2\nparameter W1: n0 x n1\nparameter W2: n1 x n2\nparameter b: 1 x n1\n"
        "A1 = X W1 + b\nA2 = A1 W2\nJ = 1/(2 m) sum((A2 - Y)^2)"
    )
    found = {r.name: (r.line.text, r.shape) for r in fact("linear-collapse", rows).results}
    assert found == {"W'": ("W1 W2", "n0 x n2"), "b'": ("b W2", "1 x n2")}
    past = cg.read(
        "X: n x m\nY: n x m\nparameter W1: n x n\nparameter W2: n x n\nZ1 = W1 @ X + b1\nZ2 = W2 @ Z1 + X\n"
        "J = 1/2 sum((Z2 - Y)^2)"
    )
    found = {r.name: (r.line.text, r.shape) for r in fact("linear-collapse", past).results}
    assert found["rest"] == ("X", "n x m")


def test_every_pair_that_collapses_is_told() -> None:
    """The second one begins after a non-linear function."""
    two = (
        "X: n0 x m\nY: n4 x m\nZ1 = W1 X + b1\nZ2 = W2 Z1 + b2\nA2 = tanh(Z2)\nZ3 = W3 A2 + b3\nZ4 = W4 Z3 + b4\n"
        "J = 1/(2 m) sum((Z4 - Y)^2)"
    )
    found = fact("linear-collapse", cg.read(two))
    assert [claim.right.text for claim in found.claims] == ["W2 W1 X + (W2 b1 + b2)", "W4 W3 A2 + (W4 b3 + b4)"]
    assert [(r.name, r.line.text) for r in found.results] == [
        ("W'_Z2", "W2 W1"),
        ("b'_Z2", "W2 b1 + b2"),
        ("W'_Z4", "W4 W3"),
        ("b'_Z4", "W4 b3 + b4"),
    ]
    assert "Z2 is a linear layer on the input" in found.conclusion
    assert "Z4 is a linear layer on A2" in found.conclusion
    behind = fact("linear-collapse", cg.read(two.replace("Z1 = W1 X + b1\nZ2 = W2 Z1 + b2", "Z2 = W2 X + b2")))
    assert [r.name for r in behind.results] == ["W'", "b'"]


ANY_DEPTH = (
    "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = {} for l = 1..L\n"
    "J = 1/(2 m) sum((A[L] - Y)^2)"
)


@pytest.mark.parametrize("layer", ["linear(Z[l])", "Z[l]", "2 Z[l]"])
def test_layers_of_any_number_are_not_said_to_be_non_linear(layer: str) -> None:
    with pytest.raises(NotSupported, match="any number of layers") as error:
        fact("linear-collapse", cg.read(ANY_DEPTH.format(layer)))
    assert "Its layers do collapse" in error.value.hint
    with pytest.raises(InputError, match="no layer"):
        fact("linear-collapse", cg.read(ANY_DEPTH.format("g(Z[l])")))


def test_a_network_with_activations_does_not_collapse() -> None:
    with pytest.raises(InputError, match="no layer"):
        fact("linear-collapse", cg.mlp(3, 4, 2))


def test_saturation_in_numbers() -> None:
    bounds = {bound.function: bound for bound in fact("saturation").bounds}
    assert set(bounds) >= {"sigmoid", "tanh", "relu", "leaky_relu", "softplus", "linear"}
    sigmoid, tanh, relu = bounds["sigmoid"], bounds["tanh"], bounds["relu"]
    assert (sigmoid.greatest, sigmoid.at) == (0.25, 0.0)
    assert (tanh.greatest, tanh.at) == (1.0, 0.0)
    # sigmoid' = t at a = (1 + sqrt(1 - 4t))/2, and tanh' = t at sqrt(1 - t).
    a = (1 + math.sqrt(1 - 0.04)) / 2
    assert sigmoid.right == pytest.approx(math.log(a / (1 - a)), abs=1e-8)
    assert sigmoid.left == pytest.approx(-math.log(a / (1 - a)), abs=1e-8)
    assert tanh.right == pytest.approx(math.atanh(math.sqrt(0.99)), abs=1e-8)
    assert (relu.left, relu.right) == (0.0, None)
    assert (bounds["leaky_relu"].left, bounds["linear"].left) == (None, None)
    assert all(bound.certificate.kind == "tested" and bound.certificate.points > 50 for bound in bounds.values())


def test_saturation_in_intervals() -> None:
    exact = {bound.function: bound.exact for bound in fact("saturation").bounds}
    assert {name: found.text for name, found in exact.items() if found} == {
        "leaky_relu": "0.01 or 1",
        "linear": "always 1",
        "relu": "0 or 1",
        "sigmoid": "(0, 1/4]",
        "softplus": "(0, 1)",
        "tanh": "(0, 1]",
    }
    sigmoid, relu, linear = exact["sigmoid"], exact["relu"], exact["linear"]
    assert sigmoid and relu and linear
    assert sigmoid.why == "it is a (1 - a), and a lies in (0, 1)"
    assert (relu.where, linear.where) == ("z >= 0", "everywhere")
    assert sigmoid.holds(Fraction(1, 4)) and not sigmoid.holds(Fraction(0)) and not sigmoid.holds(Fraction(26, 100))
    assert relu.holds(Fraction(1)) and not relu.holds(Fraction(1, 2))


@given(st.lists(st.integers(-5, 5), min_size=3, max_size=3), st.fractions(-1, 1, max_denominator=50))
def test_a_parabola_stays_in_its_range(coefficients: list[int], value: Fraction) -> None:
    square, line, constant = coefficients
    slope = Add((Mul((number(square), Power(Entry("a", ()), number(2)))), Mul((number(line), Entry("a", ())))))
    tanh = replace(cg.library.functions()["tanh"], slope=Add((slope, number(constant))))
    found = slope_range(tanh)
    assert found is not None
    if abs(value) < 1:
        assert found.holds(square * value**2 + line * value + constant)


def test_a_slope_of_another_kind_has_no_range() -> None:
    tanh = cg.library.functions()["tanh"]
    cubic = replace(tanh, slope=Power(Entry("a", ()), number(3)))
    assert slope_range(cubic) is None
    assert slope_range(replace(tanh, slope=None)) is None


def test_an_unknown_fact_and_a_model_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="there is no fact") as unknown:
        fact("softmax-shfit")
    assert "Did you mean softmax-shift?" in unknown.value.hint
    with pytest.raises(InputError, match="about functions"):
        fact("softmax-shift", cg.mlp(3, 4, 2))


@pytest.mark.parametrize("name", list(known_facts()))
def test_every_fact_prints(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fact", name, "--width", "100"]) == 0
    printed = capsys.readouterr().out
    assert "✓ proved" in printed and "What it means" in printed
    assert run(["fact", name, "--format", "github"]) == 0
    assert "```math" in capsys.readouterr().out


def test_the_command_lists_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fact"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in known_facts())
    assert run(["fact", "saturation", "--format", "json"]) == 2


def test_the_left_side_becomes_a_matrix_where_the_lines_do() -> None:
    document = page.theorem_page(fact("linear-collapse"))
    (chain,) = (block for block in document.blocks if isinstance(block, page.document.Chain))
    assert [row.left is not None for row in chain.rows] == [False] * (len(chain.rows) - 1) + [True]
