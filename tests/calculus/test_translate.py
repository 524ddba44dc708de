"""One gradient in two conventions: the bridge is proved, true in numbers, and there for every pair."""

import itertools
import json

import numpy as np
import pytest
from test_conventions import numbers
from test_golden import SHALLOW, SOFTMAX
from test_numeric import network

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.convention import convention, presets
from chalkgrad.errors import InputError, NotSupported

PENALISED = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
J = 1/(2 m) sum((Z2 - Y)^2) + lambda/(2 m) (sum(W1^2) + sum(W2^2))
"""
PAIRS = list(itertools.permutations(sorted(presets()), 2))


def bridges(found):
    return {pair.of: pair.bridge for pair in (*found.below, *found.pairs)}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_pair_of_conventions_has_a_proved_bridge(source, target):
    derivation = cg.read(PENALISED).derive(source)
    found = derivation.translate("W1", to=target)
    assert {step.certificate.kind for bridge in bridges(found).values() for step in bridge.steps} == {"proved"}
    assert set(bridges(found)) == {"W1", "Z1", "A1", "Z2"}
    assert found.to("terminal") and found.to("github") and json.loads(found.to("json"))["to"] == target


@pytest.mark.parametrize("text", [SHALLOW, SOFTMAX])
def test_every_name_has_a_proved_bridge(text):
    derivation = cg.read(text).derive("ng-theta")
    for name in derivation:
        found = derivation.translate(name, to="numerator")
        assert {step.certificate.kind for bridge in bridges(found).values() for step in bridge.steps} == {"proved"}


FACTORS = {"1": 1.0, "m": 7.0, "1/m": 1 / 7}


def in_numbers(bridge, value):
    """What the right-hand side of ``dW1_ng = m dW1_sum^T`` makes of the numbers of dW1 in the other convention."""
    words = bridge.right.text.split()
    factor = FACTORS[words[0]] if len(words) == 2 else 1.0
    return factor * (value.T if words[-1].endswith("^T") else value)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_the_bridge_is_true_in_numbers(source, target):
    seed = PAIRS.index((source, target)) % 8
    model = cg.read(network(seed))
    values = numbers(model, seed)
    rows = {name: np.transpose(value) for name, value in values.items()}
    first, second = (
        model.gradients(rows if presets()[name].examples == "rows" else values, convention=name)
        for name in (source, target)
    )
    found = model.derive(source).translate("W1", to=target)
    for pair in (*found.below, *found.pairs):
        expected = in_numbers(pair.bridge, second[pair.target.name])
        np.testing.assert_allclose(first[pair.source.name], expected, rtol=1e-9, atol=1e-12)


def test_the_bridge_reads_as_one_would_say_it():
    derivation = cg.read(SHALLOW).derive("ng")
    found = {
        target: derivation.translate("dZ2", to=target).pairs[0].bridge.right.text
        for target in sorted(presets().keys() - {"ng"})
    }
    assert found == {
        "cs231n": "m dZ2_cs231n^T",
        "literal": "m dZ2_literal",
        "ng-theta": "δ2_ng_theta",
        "nielsen": "δ2_nielsen",
        "numerator": "m dZ2_numerator^T",
        "sum": "dZ2_sum",
    }


def test_a_name_may_be_that_of_either_convention_or_of_the_quantity():
    derivation = cg.read(SHALLOW).derive("ng")
    for name in ("dZ1", "Z1", "δ1"):
        assert [pair.of for pair in derivation.translate(name, to="nielsen").pairs] == ["Z1"]
    for name in ("Theta1", "D1", "Delta1"):
        found = derivation.translate(name, to="ng-theta")
        assert {pair.of for pair in found.pairs} == {"W1", "b1"}
        assert [equation.text for equation in found.together] == ["δ1 [1; X]^T", "1/m Delta1"]


def test_a_different_slope_at_a_kink_is_said():
    found = cg.read(PENALISED).derive("ng").translate("dW1", to="literal")
    assert found.notes == (
        "at a kink ng takes the right-hand slope and literal the left-hand slope; the bridge is shown for the same "
        "slope, so it holds where no entry lies at a kink",
    )
    assert cg.read(PENALISED).derive("ng").translate("dW2", to="literal").notes == ()


def test_a_square_matrix_is_transposed_all_the_same():
    model = cg.read("X: n x n\nY: n x n\nZ = W @ X\nJ = 1/2 sum((Z - Y)^2)")
    assert model.derive("literal").translate("dW", to="numerator").pairs[0].bridge.right.text == "dW_numerator^T"


@pytest.mark.parametrize(
    ("name", "to", "words"),
    [
        ("dW3", "literal", "there is no dW3 in ng or literal\n  Did you mean dW"),
        ("D3", "ng-theta", "there is no D3 in ng or ng-theta\n  Did you mean D"),
        ("dW1", "litteral", "Did you mean literal"),
        ("dW1", "ng", "both conventions are ng"),
        ("J", "literal", "J is the cost itself"),
    ],
)
def test_what_cannot_be_translated_is_said_with_the_nearest_name(name, to, words):
    with pytest.raises(InputError) as caught:
        cg.read(SHALLOW).derive("ng").translate(name, to=to)
    assert words in str(caught.value)


def test_what_a_convention_does_not_allow_is_refused():
    no_bias = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X\nJ = 1/(2 m) sum((Z1 - Y)^2)")
    with pytest.raises(NotSupported, match=r"not supported: the convention ng-theta[^$]*--convention ng"):
        no_bias.derive("ng-theta")
    with pytest.raises(NotSupported, match="ng-theta"):
        no_bias.derive("ng").translate("dW1", to="ng-theta")


def test_the_command(capsys, tmp_path):
    assert run(["translate", "dW1", "--from", "ng", "--to", "cs231n"]) == 0
    shown = capsys.readouterr().out
    assert "No model was given" in shown
    assert "dW1_ng = 1/m dZ1_ng Xᵀ" in shown and "= dW1_cs231nᵀ" in shown
    path = tmp_path / "shallow.chalk"
    path.write_text(SHALLOW, encoding="utf-8")
    page = tmp_path / "page.md"
    assert run(["translate", str(path), "dZ2", "--to", "sum", "-o", str(page)]) == 0
    assert "No model was given" not in page.read_text(encoding="utf-8")
    assert run(["translate", str(path), "dZ2", "--to", "sum", "--format", "json"]) == 0
    assert run(["translate", str(path), "dZ9", "--to", "sum"]) == 2
    assert run(["translate", str(path), "dZ2", "--to", "summ"]) == 2
    assert run(["translate", str(path), "dZ2", "x", "--to", "sum"]) == 2
    assert "Did you mean sum?" in capsys.readouterr().err


def test_without_examples_every_convention_says_the_same():
    model = cg.read("x: n\ny: scalar\nz = w^T x + b\na = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))")
    for target in ("literal", "sum", "nielsen"):
        pair = model.derive("ng").translate("dw", to=target).pairs[0]
        assert pair.bridge.right.text == f"dw_{target}"
    assert convention("ng").kink == "right"


DEEP = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum_l sum(W[l]^2)
"""


@pytest.mark.parametrize("target", ["literal", "cs231n", "sum", "numerator", "nielsen", "ng-theta"])
@pytest.mark.parametrize("name", ["dA[l]", "dZ[l]", "dW[l]", "db[l]", "dZ[L]", "dW[L]", "db[L]"])
def test_at_any_depth_every_gradient_has_a_proved_bridge(name, target):
    found = cg.read(DEEP).derive("ng").translate(name, to=target)
    of = name.removeprefix("d")
    assert of in {pair.of for pair in found.pairs}
    for pair in (*found.pairs, *found.below):
        assert pair.bridge.certificate.kind == "proved"
        assert "l+1" not in pair.of
    assert ("by induction" in " ".join(found.notes)) is name.endswith("[l]")


def test_the_bridge_of_a_layer_starts_at_the_last_one():
    found = cg.read(DEEP).derive("ng").translate("dW[l]", to="cs231n")
    assert [pair.of for pair in found.below] == ["Z[L]", "A[l]", "Z[l]"]
    (pair,) = found.pairs
    assert f"{pair.bridge.left.text} = {pair.bridge.right.text}" == "dW_ng[l] = dW_cs231n[l]^T"
    assert (pair.source.text, pair.target.text) == (
        "1/m dZ[l] A[l-1]^T + lambda/m W[l]",
        "A[l-1]^T dZ[l] + lambda/m W[l]",
    )


@pytest.mark.parametrize(
    ("kind", "layer", "target"),
    [("D", "l", "numerator"), ("D", "L", "ng"), ("Delta", "l", "cs231n"), ("Δ", "L", "literal"), ("Theta", "l", "ng")],
)
def test_what_a_layer_puts_together_is_translated_by_its_parts(kind, layer, target):
    found = cg.read(DEEP).derive("ng-theta").translate(f"{kind}[{layer}]", to=target)
    assert {pair.of for pair in found.pairs} == {f"W[{layer}]", f"b[{layer}]"}
    assert [equation.name for equation in found.together] == [f"Delta[{layer}]", f"D[{layer}]"]
    assert {pair.bridge.certificate.kind for pair in (*found.pairs, *found.below)} == {"proved"}
    shown = str(found)
    assert f"Δ[{layer}]" in shown
    assert "Delta[" not in shown.partition("──")[2]


def test_a_gradient_put_together_is_named_where_another_is_not_found():
    with pytest.raises(InputError, match=r"Did you mean Delta\[l\]\?"):
        cg.read(DEEP).derive("ng-theta").translate("Delt[l]", to="ng")
    shared = DEEP.replace("[0] x", " x").replace("n[L]", "n").replace("W[l]", "W").replace("b[l]", "b")
    shared = shared.replace("sum_l sum(W^2)", "sum(W^2)")
    with pytest.raises(NotSupported, match="by b and W, which is a sum over all layers"):
        cg.read(shared).derive("ng").translate("D", to="ng-theta")


def test_what_has_no_bridge_at_any_depth_is_refused_with_the_way_out():
    shared = "X: n x m\nY: n x m\nA[0] = X\nZ[l] = W A[l-1]\nA[l] = g(Z[l]) for l = 1..L\nJ = 1/m sum(C(A[L], Y))"
    derivation = cg.read(shared).derive("ng")
    with pytest.raises(NotSupported, match=r"a sum over all layers[^$]*at_depth"):
        derivation.translate("dW", to="literal")
    assert derivation.translate("dZ[l]", to="literal").pairs[0].bridge.right.text == "m dZ_literal[l]"
    with pytest.raises(InputError, match=r"there is no dW\[l\+1\] in ng or literal\n  Did you mean dW\[l\]"):
        cg.read(DEEP).derive("ng").translate("dW[l+1]", to="literal")


def test_the_command_knows_the_four_equations(capsys):
    assert run(["translate", "dZ[l]", "--to", "cs231n"]) == 0
    shown = capsys.readouterr().out
    assert "a network with any number of layers" in shown
    assert "dZ_ng[l] = dA_ng[l] ⊙ g'(Z[l])" in shown


@pytest.mark.parametrize("other", ["numerator", "ng-theta"])
@pytest.mark.parametrize("network_text", [SHALLOW, SOFTMAX])
def test_the_derivative_by_the_data_is_translated_too(network_text, other):
    for source, target in (("ng", other), (other, "cs231n")):
        found = cg.read(network_text).derive(source).translate("X", target)
        assert {step.certificate.kind for pair in found.pairs for step in pair.bridge.steps} == {"proved"}
