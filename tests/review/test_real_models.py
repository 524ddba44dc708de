"""Comparisons on models that were read, derived and compiled: nothing here is written by hand but the mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.review import Kind

PENALISED = """
lambda = 0.7
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y ⊙ log(A2)) + lambda/(2 m) (sum(W1^2) + sum(W2^2))
"""


def penalised() -> tuple[Any, dict[str, Any]]:
    random = np.random.default_rng(0)
    values = {
        "X": random.normal(size=(5, 7)),
        "Y": np.eye(3)[:, random.integers(0, 3, 7)],
        "W1": random.normal(size=(4, 5)),
        "b1": random.normal(size=(4, 1)),
        "W2": random.normal(size=(3, 4)),
        "b2": random.normal(size=(3, 1)),
    }
    return cg.read(PENALISED), values


def test_every_gradient_of_a_read_model_is_right() -> None:
    model, values = penalised()
    comparison = model.compare(model.gradients(values), values)
    assert comparison.right, str(comparison)


def test_a_missing_penalty_is_named() -> None:
    model, values = penalised()
    right = model.gradients(values)
    given = {"dW1": right["dW1"] - 0.1 * values["W1"], "dW2": right["dZ2"] @ model_a1(values).T / 7}
    comparison = model.compare(given, values)
    for name in given:
        assert comparison[name].mistake == "penalty missing", str(comparison)
        assert comparison[name].finding == f"{name} without the term with lambda"


def test_a_missing_penalty_without_a_name_for_its_weight_is_named() -> None:
    model = cg.read("X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2) + 0.05 sum(W1^2)")
    random = np.random.default_rng(4)
    values = {name: random.normal(size=shape) for name, shape in (("X", (3, 7)), ("Y", (2, 7)), ("W1", (2, 3)))}
    values["b1"] = np.zeros((2, 1))
    right = model.gradients(values)["dW1"]
    verdict = model.compare({"dW1": right - 0.1 * values["W1"]}, values)["dW1"]
    assert verdict.finding == "dW1 without the term with W1"
    verdict = model.compare({"dW1": right + 0.1 * values["W1"]}, values)["dW1"]
    assert verdict.finding == "dW1 with 0.1 W1 added"
    assert "the penalty in J gives another multiple of W1" in verdict.reason


def test_a_slip_is_recognised_in_a_model_that_was_read() -> None:
    """Derived names are told from the model's own also where one derivation holds the equations of both."""
    model, values = penalised()
    right = model.gradients(values)
    z1 = values["W1"] @ values["X"] + values["b1"]
    verdict = model.compare({"dW2": right["dZ2"] @ z1.T / 7 + 0.1 * values["W2"]}, values)["dW2"]
    assert verdict.mistake == "pre-activation instead of activation"


def model_a1(values: dict[str, Any]) -> Any:
    return np.maximum(values["W1"] @ values["X"] + values["b1"], 0)


def test_the_sign_of_an_error_is_found_under_a_penalty() -> None:
    """-dZ2 gives no multiple of dW2 when a penalty is added, so the place has to be found."""
    model, values = penalised()
    right = model.gradients(values)
    wrong = -right["dZ2"] @ model_a1(values).T / 7 + 0.1 * values["W2"]
    verdict = model.compare({"dW2": wrong}, values)["dW2"]
    assert verdict.site == "dZ2"
    assert verdict.finding == "wrong; fits dZ2 = exactly -1 times the gradient"


def test_a_deep_network_blames_the_layer_with_the_mistake() -> None:
    model = cg.mlp(5, 4, 3, 4, 1, activation="tanh")
    random = np.random.default_rng(1)
    values: dict[str, Any] = {"X": random.normal(size=(5, 7)), "Y": (random.random((1, 7)) > 0.5).astype(float)}
    for layer, (rows, columns) in enumerate(((4, 5), (3, 4), (4, 3), (1, 4)), 1):
        values[f"W{layer}"] = random.normal(size=(rows, columns))
        values[f"b{layer}"] = random.normal(size=(rows, 1))
    right = model.gradients(values)
    assert model.compare(right, values).right
    wrong2 = right["dA2"]  # no slope in layer 2
    wrong1 = values["W2"].T @ wrong2 * (right["dZ1"] / right["dA1"])
    given = {name: right[name] for name in ("dW4", "db4", "dW3", "db3")}
    given["db2"] = wrong2.sum(axis=1, keepdims=True) / 7
    given["dW1"] = wrong1 @ values["X"].T / 7
    comparison = model.compare(given, values)
    assert [comparison[name].kind for name in ("dW4", "db4", "dW3", "db3")] == [Kind.RIGHT] * 4
    assert comparison["db2"].site == "dZ2"
    assert comparison["db2"].mistake == "slope missing"
    assert comparison["dW1"].kind is Kind.FOLLOWS


def test_a_bare_formula_can_be_compared() -> None:
    model = cg.read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))")
    values = {"z": np.array(0.3), "y": np.array(1.0)}
    right = model.gradients(values)
    assert model.compare(right, values).right
    verdict = model.compare({"dz": -right["dz"]}, values)["dz"]
    assert verdict.finding == "exactly -1 times the gradient"


@pytest.mark.parametrize("name", ["dZ2", "dA1", "dZ1"])
def test_the_literal_convention_of_a_read_model_is_recognised(name: str) -> None:
    model, values = penalised()
    literal = model.gradients(values, convention="literal")
    assert model.compare({name: literal[name]}, values)[name].kind is Kind.CONVENTION
    assert model.compare({name: literal[name]}, values, convention="literal")[name].right
