"""The same network in every convention, and the numbers that must agree."""

import re

import numpy as np
import pytest
from test_numeric import network

import chalkgrad as cg
from chalkgrad.calculus.split import split
from chalkgrad.convention import presets
from chalkgrad.errors import NotSupported
from chalkgrad.terms import ONE

KINKS = ("left", "right", "mean")

SOFTMAX = """
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y log(A2))
"""


def texts(convention):
    return {name: equation.text for name, equation in cg.read(SOFTMAX).derive(convention).items()}


def test_nielsen_calls_the_error_delta():
    found = texts("nielsen")
    assert (found["δ2"], found["δ1"], found["dW1"]) == ("A2 - Y", "dA1 ⊙ (1 - A1^2)", "1/m δ1 X^T")


def test_rows_stand_the_other_way_round():
    model = cg.read(SOFTMAX)
    derivation = model.derive("cs231n")
    assert "Z1 = X W1 + b1" in derivation.model.text
    assert "rowsum(Y) = 1" in derivation.model.text
    assert texts("cs231n") == {
        "dA2": "-1/m (Y/A2)",
        "dZ2": "1/m (A2 - Y)",
        "dW2": "A1^T dZ2",
        "db2": "colsum(dZ2)",
        "dA1": "dZ2 W2^T",
        "dZ1": "dA1 ⊙ (1 - A1^2)",
        "dW1": "X^T dZ1",
        "db1": "colsum(dZ1)",
    }


def sizes_of(model):
    found = {"m": 7}
    for quantity in model.quantities.values():
        for axis in quantity.layout:
            if axis is not None:
                found.setdefault(axis.name, 2 + len(found))
    return found


def numbers(model, seed):
    random = np.random.default_rng(seed)
    sizes = sizes_of(model)
    values = {}
    for name, quantity in model.quantities.items():
        if quantity.written is None:
            shape = [1 if axis is None else sizes[axis.name] for axis in quantity.layout]
            values[name] = random.normal(size=shape) if any(quantity.layout) else 0.3
    if "Y" in values:
        chosen = random.integers(0, values["Y"].shape[0], size=values["Y"].shape[1])
        values["Y"] = np.eye(values["Y"].shape[0])[:, chosen]
    return values


def in_convention(gradients, model, convention, examples):
    """The numbers of the course's gradients as another convention writes them."""
    chosen = presets()[convention]
    averaged = split(model).scale is not ONE
    found = {}
    for name, value in gradients.items():
        carries = model.example_axis in model.quantities[name.removeprefix("d")].layout
        scale = 1.0
        if averaged and chosen.meaning == "literal" and carries:
            scale = 1 / examples
        if averaged and chosen.meaning == "sum" and not carries:
            scale = examples
        turned = (chosen.examples == "rows") != chosen.is_turned
        found[chosen.adjoint_of(name.removeprefix("d"))] = scale * (value.T if turned else value)
    return found


@pytest.mark.parametrize("convention", sorted(presets()))
@pytest.mark.parametrize("seed", range(6))
def test_gradients_are_those_of_the_course_after_the_bridge(convention, seed):
    model = cg.read(network(seed))
    values = numbers(model, seed)
    ours = in_convention(model.gradients(values), model, convention, 7)
    rows = presets()[convention].examples == "rows"
    given = {name: np.transpose(value) for name, value in values.items()} if rows else values
    theirs = model.gradients(given, convention=convention)
    for name, expected in ours.items():
        np.testing.assert_allclose(theirs[name], expected, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("convention", sorted(presets()))
@pytest.mark.parametrize("kink", ["left", "right", "mean"])
def test_the_slope_at_a_kink_is_that_of_the_convention_in_steps_and_in_numbers(convention, kink):
    chosen = presets()[convention].with_kink(kink)
    model = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nA1 = relu(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)")
    derivation = model.derive(chosen)
    values = {"X": np.ones((3, 2)), "Y": -np.ones((2, 2)), "W1": np.zeros((2, 3)), "b1": np.zeros((2, 1))}
    if chosen.examples == "rows":
        values = {name: value.T for name, value in values.items()}
    found = model.gradients(values, convention=chosen)
    slope = {"left": 0.0, "right": 1.0, "mean": 0.5}[kink]
    np.testing.assert_array_equal(found[chosen.adjoint_of("Z1")], slope * found["dA1"])
    spoken = {"left": "left-hand slope", "right": "right-hand slope", "mean": "mean of both"}[kink]
    assert spoken in derivation[chosen.adjoint_of("Z1")].note
    assert spoken in derivation.to("terminal")


KINKED = [
    ("f(z) = z if z > 0 else 0", "f(Z)"),
    ("f(z) = z if z >= 0 else 0", "f(Z)"),
    ("f(z) = 0 if z < 0 else z", "f(Z)"),
    ("f(z) = 0 if 0 >= z else z", "f(Z)"),
    ("f(z) = max(z, 0)", "f(Z)"),
    ("f(z) = max(0, z)", "f(Z)"),
    ("f(z) = -min(-z, 0)", "f(Z)"),
    ("f(z) = (abs(z) + z)/2", "f(Z)"),
    ("", "max(Z, 0)"),
    ("", "max(0, Z)"),
]


@pytest.mark.parametrize(("definition", "call"), KINKED)
@pytest.mark.parametrize("kink", ["left", "right", "mean"])
def test_every_spelling_of_a_kink_has_the_slope_of_the_convention(definition, call, kink):
    model = cg.read(f"{definition}\nX: n x m\nparameter w: n x 1\nZ = w ⊙ X\nA = {call}\nJ = 1/m sum(A)")
    chosen = presets()["ng"].with_kink(kink)
    values = {"X": np.array([[1.0, 2.0, -3.0]]), "w": np.zeros((1, 1))}
    found = model.gradients(values, convention=chosen)["dZ"]
    wanted = {"left": 0.0, "right": 1.0, "mean": 0.5}[kink]
    np.testing.assert_array_equal(found, np.full((1, 3), wanted))
    assert "slope" in model.derive(chosen)["dZ"].note


def test_both_sides_of_a_maximum_share_a_tie():
    model = cg.read("X: n x m\nparameter w: n x 1\nZ = w ⊙ X\nA = max(Z, 3 Z)\nJ = 1/m sum(A)")
    values = {"X": np.array([[1.0]]), "w": np.zeros((1, 1))}
    slopes = {k: model.gradients(values, convention=presets()["ng"].with_kink(k))["dZ"].item() for k in KINKS}
    assert sorted(slopes.values()) == [1.0, 2.0, 3.0]
    assert slopes["mean"] == 2.0


BATCH_NORM = """
X: n0 x m
Y: 1 x m
Z = W1 X
mu = 1/m rowsum(Z)
C = Z - mu
A = w2^T @ C
J = 1/(2 m) sum((A - Y)^2)
"""


def test_an_examples_own_derivative_is_refused_where_there_is_none():
    model = cg.read(BATCH_NORM)
    for name in ("ng", "nielsen"):
        with pytest.raises(NotSupported, match=r"not supported: the convention .* mu adds up over them[^$]*literal"):
            model.derive(name)
    usual = model.derive()
    assert usual.convention.name == "literal"
    assert "the examples act on each other, as mu adds up over them: every dX is literal" in usual.notes
    assert usual["dZ"].meaning == "dZ is the derivative of J with respect to Z"


def test_the_convention_fallen_back_on_is_the_literal_one_with_its_own_slope_at_a_kink():
    model = cg.read(BATCH_NORM.replace("C = Z - mu", "C = relu(Z - mu)"))
    usual, literal = model.derive(), model.derive("literal")
    assert usual.convention == literal.convention
    assert usual["dZ"].steps == literal["dZ"].steps
    assert usual["dC"].note == literal["dC"].note
    assert usual.notes == literal.notes  # that of the examples acting on each other is on both pages


def test_a_mean_of_the_data_alone_does_not_make_examples_act_on_each_other():
    model = cg.read("X: n0 x m\nY: 1 x m\nmu = 1/m rowsum(X)\nZ = w^T (X - mu) + b\nJ = 1/(2 m) sum((Z - Y)^2)")
    assert model.derive("ng")["dZ"].text == "Z - Y"


def test_a_plain_sum_says_what_it_differentiates():
    derivation = cg.read("X: n0 x m\nY: 1 x m\nZ = w^T X\nJ = 1/(2 m) sum((Z - Y)^2) + lambda/m sum(w^2)").derive("sum")
    assert derivation["dw"].meaning == "dw is the derivative of m J with respect to w"
    assert derivation["dw"].text == "X dZ^T + 2 lambda w"


def test_numerator_layout_has_the_transposed_shapes():
    found = cg.read(SOFTMAX).derive("numerator")
    assert texts("numerator") == {
        "dA2": "-1/m (Y/A2)^T",
        "dZ2": "1/m (A2 - Y)^T",
        "dW2": "A1 dZ2",
        "db2": "colsum(dZ2)",
        "dA1": "dZ2 W2",
        "dZ1": "dA1 ⊙ (1 - A1^2)^T",
        "dW1": "X dZ1",
        "db1": "colsum(dZ1)",
    }
    assert [found[name].shape for name in ("dZ2", "dW2", "db2")] == ["m x n2", "n1 x n2", "1 x n2"]
    assert {step.certificate.kind for equation in found.values() for step in equation.steps} == {"proved"}


@pytest.mark.parametrize("name", sorted(presets()))
def test_no_convention_speaks_of_a_mean_that_is_not_there(name):
    """The words say where 1/m stands; of a cost that only adds up they must not."""
    model = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/2 sum((Z1 - Y)^2)")
    found = model.derive(name)
    assert found.averaged is False
    for said in ("and 1/m is there", "1/m enters", "divides by m", "of m J", "a 1/m"):
        assert said not in found.meaning and said not in str(found)
    assert not any("1/m" in equation.text for equation in found.values())
    assert cg.read(model.source.replace("1/2", "1/(2 m)")).derive(name).meaning == presets()[name].words_for()


def test_a_cost_that_is_no_sum_over_examples_has_no_derivative_of_one_example():
    found = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = log(sum((Z1 - Y)^2))").derive("ng")
    assert found.averaged is None
    assert found.meaning.endswith("every dX is the derivative of J.")
    assert "each example's own" not in str(found)


@pytest.mark.parametrize("name", sorted(presets()))
@pytest.mark.parametrize("cost", ["1/(2 days) sum((A - Y)^2)", "1/2 sum((A - Y)^2)"])
def test_what_a_gradient_means_is_said_of_the_cost_and_the_examples_of_the_model(name, cost):
    model = cg.read(f"X: n0 x days\nY: 1 x days\nZ = W X + b\nA = tanh(Z)\nerror = {cost}")
    said = model.derive(name).meaning
    assert not re.search(r"\b(J|dJ|m)\b|[{}]", said)
    assert not re.search(r"[{}]", presets()[name].words_for())
    if name not in ("cs231n", "nielsen"):  # these speak of the cost without its name
        assert "error" in said
