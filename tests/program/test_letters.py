"""Bound letters in an index form never meet the free ones of the array that is computed."""

import numpy as np
import pytest

import chalkgrad as cg

BATCH_NORM = """
X: n0 x m
Y: 1 x m
parameter W1: n1 x n0
parameter b1: n1 x 1
parameter w2: n1 x 1
parameter b2: scalar
Z = W1 X + b1
mu = 1/m rowsum(Z)
C = Z - mu
S = 1/m rowsum(C^2)
N = C / sqrt(S + 0.1)
P = w2^T N + b2
J = 1/m sum((P - Y)^2)
"""
MODELS = {
    "batch norm": BATCH_NORM,
    "rows of unit length": "X: n0 x m; S = rowsum(X^2); N = X/sqrt(S); J = 1/m sum(N^3)",
    "a matrix with itself": "X: n x n; parameter W1: n x n; A = W1 @ X @ W1^T; B = (A ⊙ A^T) @ A; J = sum(B)",
    "weight norm": "X: n0 x m; parameter W1: n1 x n0; s = sum(W1^2); V = W1/sqrt(s); Z = V X; J = 1/m sum(Z^3)",
    "two sums of one product": "X: n0 x m; parameter W1: n1 x n0; J = sum((W1 X)^2)/m + sum(W1 X)^2",
}
SIZES = {"n0": 3, "n1": 4, "m": 5, "n": 3}


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_those_of_finite_differences(name):
    model = cg.read(MODELS[name])
    random = np.random.default_rng(1)
    values = {}
    for quantity in model.quantities.values():
        if quantity.written is None:
            values[quantity.name] = random.normal(size=[SIZES[str(a)] if a else 1 for a in quantity.layout])
    program = model.program(convention="literal")
    wanted = list(model.parameters) or ["X"]
    found = model.gradients(values, wrt=wanted, convention="literal")
    for parameter in wanted:
        for place in np.ndindex(values[parameter].shape):
            slope = central_difference(program, model.cost, values, parameter, place)
            np.testing.assert_allclose(found[f"d{parameter}"][place], slope, rtol=1e-6, atol=1e-6)


def central_difference(program, cost, values, name, place, step=1e-5):
    ends = []
    for sign in (1, -1):
        moved = dict(values)
        moved[name] = values[name].copy()
        moved[name][place] += sign * step
        ends.append(float(program.forward(moved, [cost])[cost]))
    return (ends[0] - ends[1]) / (2 * step)
