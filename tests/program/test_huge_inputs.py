"""Very large and infinite inputs give what is right, or inf or nan, and no warning (warnings are errors here)."""

import numpy as np
import pytest

import chalkgrad as cg

MODELS = {
    "focal": "a = sigmoid(z); L = -(1 - a)^2 log(a)",
    "focal, both": "a = sigmoid(z); L = -(y (1 - a)^2 log(a) + (1 - y) a^2 log(1 - a))",
    "cross-entropy": "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))",
    "user's sigmoid": "a = 1/(1 + exp(-z)); L = -log(a)",
    "user's swish": "sw(z) = z sigmoid(2 z); a = sw(z); L = a^2",
    "log cosh": "L = log((exp(z) + exp(-z))/2)",
    "exp": "L = exp(z)",
    "quotient": "L = 1/z",
    "root": "L = sqrt(z)",
    "pieces": "L = z if z > 0 else exp(z) - 1",
    "ratio": "L = exp(z)/(exp(z) + exp(-z))",
    "mish": "a = z tanh(log(1 + exp(z))); L = a^2",
}
INPUTS = (-800.0, 800.0, -1e308, 1e308, 0.0, 1e-320, float("inf"), float("-inf"))


@pytest.mark.parametrize("name", MODELS)
def test_no_input_leaks_a_warning(name):
    model = cg.read(MODELS[name])
    for z in INPUTS:
        values = {"z": z} | ({"y": 1.0} if "y" in model.quantities else {})
        assert model.gradients(values, wrt="z")["dz"].shape == ()


@pytest.mark.parametrize(
    ("name", "z", "slope"),
    [
        ("focal", -800.0, -1.0),
        ("focal", -1e308, -1.0),
        ("focal", 1e308, 0.0),
        ("cross-entropy", -1e308, -1.0),
        ("user's sigmoid", -1e308, -1.0),
        ("user's sigmoid", 800.0, 0.0),
        ("user's swish", -800.0, 0.0),
        ("log cosh", 1e308, 1.0),
        ("log cosh", -800.0, -1.0),
        ("pieces", 800.0, 1.0),
        ("exp", 800.0, np.inf),
    ],
)
def test_the_value_is_the_right_one(name, z, slope):
    model = cg.read(MODELS[name])
    values = {"z": z} | ({"y": 1.0} if "y" in model.quantities else {})
    assert float(model.gradients(values, wrt="z")["dz"]) == slope
