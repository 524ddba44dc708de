"""Gradients have the shape of what they are gradients of."""

import numpy as np

import chalkgrad as cg


def test_a_single_output_unit_may_keep_its_bias_as_a_one_by_one_array():
    model = cg.read(
        "X: n0 x m\nY: 1 x m\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\nA2 = sigmoid(Z2)\n"
        "J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))"
    )
    random = np.random.default_rng(0)
    shapes = {"X": (3, 7), "Y": (1, 7), "W1": (4, 3), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    values = {name: random.random(shape) for name, shape in shapes.items()}
    gradients = model.gradients(values)
    assert {name: gradients[f"d{name}"].shape for name in shapes if name not in "XY"} == {
        name: shape for name, shape in shapes.items() if name not in "XY"
    }
    plain = model.gradients({**values, "b2": float(values["b2"][0, 0])})
    assert plain["db2"].shape == ()
    assert plain["db2"] == gradients["db2"][0, 0]
