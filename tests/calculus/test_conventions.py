"""The same network in every convention, and the numbers that must agree."""

import numpy as np
import pytest
from test_numeric import network

import chalkgrad as cg
from chalkgrad.convention import presets

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


@pytest.mark.parametrize("convention", sorted(presets()))
@pytest.mark.parametrize("seed", range(4))
def test_parameter_gradients_are_the_same_numbers_in_every_convention(convention, seed):
    model = cg.read(network(seed))
    values = numbers(model, seed)
    ours = model.gradients(values)
    rows = presets()[convention].examples == "rows"
    given = {name: np.transpose(value) for name, value in values.items()} if rows else values
    theirs = model.gradients(given, convention=convention)
    for name in model.parameters:
        found = theirs[f"d{name}"].T if rows else theirs[f"d{name}"]
        np.testing.assert_allclose(found, ours[f"d{name}"], rtol=1e-9, atol=1e-12)
