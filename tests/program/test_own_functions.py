"""Functions that a model defines itself have programs, and so have their slopes."""

from __future__ import annotations

import numpy as np
import pytest

import chalkgrad as cg

from .differences import agrees, by_differences, random_values

MODELS = {
    "a rational function": "f(z) = z^2/(1 + z^2)\nX: n x m\nparameter W: k x n\nA = f(W X)\nJ = 1/m sum(A^2)",
    "of a library function": "f(z) = tanh(z)^2 + softplus(z)\nX: n x m\nparameter W: k x n\nJ = 1/m sum(f(W X))",
    "with a kink": "f(z) = max(z, 0) + z\nX: n x m\nparameter W: k x n\nA = f(W X)\nJ = 1/m sum(A^3)",
    "of another one": "g(z) = z/(1 + z^2)\nf(z) = z g(z)\nX: n x m\nparameter W: k x n\nA = f(W X)\nJ = sum(A)/m",
    "with the same slope everywhere": "f(z) = 3 z + 1\nX: n x m\nparameter W: k x n\nA = f(W)\nJ = 1/m sum(A X)",
}


@pytest.mark.parametrize("name", MODELS)
def test_own_functions_have_gradients(name):
    model = cg.read(MODELS[name])
    values = random_values(model, {"n": 3, "m": 4, "k": 2})
    program = model.program(convention="literal")
    found = program.gradients(values, ["W"])["dW"]
    assert agrees(found, by_differences(program, values, "W"), float(program.forward(values)["J"]))


def test_the_slope_is_written_out_where_it_is_used():
    program = cg.read("f(z) = z^2/(1 + z)\nL = f(x)").program()
    assert "def f(z):" in program.source and "f_slope" not in program.source
    assert program.gradients({"x": np.array(1.0)})["dx"] == pytest.approx(0.75, rel=1e-15)


def test_the_slope_of_a_straight_line_has_the_shape_of_its_argument():
    found = cg.read("f(z) = (1 + 2) z\nX: n x m\nJ = sum(f(X))").gradients({"X": np.ones((2, 3))}, "X")
    assert found["dX"].tolist() == [[3.0] * 3] * 2
