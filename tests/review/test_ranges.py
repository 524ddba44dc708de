"""Ranges contain every value that occurs, and are as narrow as the warnings need them."""

from __future__ import annotations

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad import library
from chalkgrad.proof import evaluate
from chalkgrad.review.lint.interval import Interval, hull
from chalkgrad.review.lint.ranges import Ranges, stated

FORMULAS = [
    "sigmoid(z)", "tanh(z)", "relu(z)", "leaky_relu(z)", "softplus(z)", "relu(-z)", "-relu(z) - 1", "sigmoid(relu(z))",
    "1/(1 + exp(-z))", "exp(z)/(exp(z) + 2)", "1/(1 + z^2)", "z^3", "z^2 - 1", "abs(z) + 2", "sqrt(abs(z))",
    "max(z, -1)", "min(z, 2)", "min(tanh(z), 0)", "1 - tanh(z)^2", "log(1 + exp(z))", "exp(-z^2)", "sin(z) cos(z)",
    "2 sigmoid(2 z) - 1", "(1 if z >= 0 else -1)", "1/(2 + tanh(z))", "-3 sigmoid(z)", "1/z^2", "tanh(z) sigmoid(z)",
]  # fmt: skip


def interval(formula: str) -> Interval:
    return Ranges(cg.read(f"L = {formula}")).name("L")


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_value_lies_in_the_range(formula: str) -> None:
    model = cg.read(f"L = {formula}")
    found = Ranges(model).name("L")
    for z in (*np.linspace(-8, 8, 65), 1e-3):
        value = float(evaluate(model.definitions["L"].value, {"z": z}, model.context))
        if np.isfinite(value):
            assert found.low - 1e-12 <= value <= found.high + 1e-12, (z, value, str(found))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("sigmoid(z)", "(0, 1)"),
        ("sigmoid(relu(z))", "[0.5, 1)"),
        ("exp(z)/(exp(z) + 2)", "(0, 1)"),
        ("1/(1 + z^2)", "(0, 1]"),
        ("1/2 (tanh(z) + 1)", "(0, 1)"),
        ("z^2", "[0, inf)"),
        ("1/z", "(-inf, inf)"),
        ("min(relu(z), 1)", "[0, 1]"),
    ],
)
def test_ranges_are_narrow(formula: str, expected: str) -> None:
    assert str(interval(formula)) == expected


def test_what_the_library_states_is_taken_over() -> None:
    model = cg.read("L = z^2")
    for name in library.names("activations"):
        assert str(stated(name, model)) == library.activation(name).range.text


def test_ends_are_told_apart() -> None:
    assert not hull([0, 1]).inside(Interval(0.0, 1.0))
    assert Interval(0.0, 1.0).inside(hull([0, 1]))
    assert hull([0, 1]).near(1.0) and Interval(0.0, 1.0).near(1.0)
