"""Gradients of models that are no dense networks, against differences of the cost."""

from __future__ import annotations

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.calculus.split import split
from chalkgrad.proof import evaluate
from chalkgrad.terms import ONE, Context

from .differences import agrees, by_differences, random_values
from .random_models import random_model

SIZES = {"n": 3, "n0": 3, "n1": 4, "n2": 2, "m": 5}
ODD = {
    "batch norm": """\
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
J = 1/m sum((P - Y)^2)""",
    "a row's norm": "parameter X: n0 x m\nS = rowsum(X^2)\nN = X/sqrt(S)\nJ = 1/m sum(N^3)",
    "a letter used twice": """\
X: n x n
parameter W1: n x n
A = W1 @ X @ W1^T
B = (A ⊙ A^T) @ A
J = sum(B)""",
    "weight norm": """\
X: n0 x m
parameter W1: n1 x n0
s = sum(W1^2)
V = W1/sqrt(s)
Z = V X
J = 1/m sum(Z^3)""",
    "a square of a sum": "X: n0 x m\nparameter W1: n1 x n0\nJ = sum((W1 X)^2)/m + sum(W1 X)^2",
    "column sums": "X: n0 x m\nparameter W1: n0 x m\nL = colsum(W1)\nJ = 1/m sum(L^2)",
    "row sums": "X: n0 x m\nparameter W1: n0 x m\nL = rowsum(W1)\nJ = 1/m sum(L^2)",
    "a sum of a product": "X: n0 x m\nparameter W1: n1 x n0\nJ = 1/m sum(W1 X)",
    "nothing but a sum": "parameter W1: n0 x n1\nJ = sum(W1)",
    "a sum of column sums": "X: n0 x m\nparameter b1: n0 x 1\nA = X + b1\nL = colsum(A)\nJ = sum(L)",
}


def is_a_mean(model):
    return split(model).scale is not ONE


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("convention", [None, "literal", "numerator", "sum"])
def test_odd_models_have_the_gradients_of_their_cost(name, convention):
    model = cg.read(ODD[name])
    values = random_values(model, SIZES)
    derivation = model.derive(convention)
    program = model.program(convention=convention)
    turned, scale = (
        derivation.convention.is_turned,
        float(SIZES["m"]) if convention == "sum" and is_a_mean(model) else 1.0,
    )
    gradients, cost = program.gradients(values), program.forward(values)["J"]
    layouts = program.lowered.layouts
    for adjoint, of in program.lowered.adjoint_of.items():
        extents = tuple(1 if axis is None else SIZES[axis.name] for axis in layouts[of])
        extents = extents[::-1] if turned else extents
        assert gradients[adjoint].shape == (extents if any(layouts[of]) else ())
    for of in model.parameters:
        if derivation.convention.meaning == "course" and model.example_axis in layouts[of]:
            continue  # dW1 may be m times the derivative there
        found = gradients[f"d{of}"].T if turned else gradients[f"d{of}"]
        assert agrees(found / scale, by_differences(program, values, of), float(cost)), of


@pytest.mark.parametrize("seed", [*range(60), 108])
def test_random_models_have_the_values_and_gradients_of_their_equations(seed):
    """Reductions, norms, centring, products with transposes and shared names, in one line and over several."""
    model = cg.read(random_model(seed))
    values = random_values(model, {"n0": 3, "n1": 2, "m": 4})
    program = model.program(convention="literal")
    context = Context(program.lowered.layouts, model.definitions, model.functions, model.facts)
    for name, computed in program.forward(values).items():
        if name in model.definitions:
            entry = model.definitions[name].entry
            exact = evaluate(entry, values, context, indices=entry.indices)
            assert np.allclose(computed.squeeze(), exact, rtol=1e-10, atol=1e-12), name
    moving = [name for name in model.parameters if name in program.lowered.adjoint_of.values()]
    gradients, cost = program.gradients(values, moving), program.forward(values)["J"]
    for name in moving:
        assert agrees(gradients[f"d{name}"], by_differences(program, values, name), float(cost)), name


def test_a_gradient_that_needs_only_a_size_asks_for_the_array_that_has_it():
    model = cg.read("parameter W1: n0 x n1\nJ = sum(W1)")
    assert model.gradients({"W1": np.zeros((2, 3))}, "W1")["dW1"].tolist() == [[1.0] * 3] * 2
