"""What is 0 by the value of a computed name is left out of a gradient, in a line with its reason."""

from __future__ import annotations

import numpy as np
import pytest

import chalkgrad as cg

MEAN = "X: n0 x m\nZ = W X\nmu = 1/m rowsum(Z)\nV = 1/m rowsum((Z - mu)^2)\n"
BATCH_NORM = (
    "Y: n1 x m\neps = 0.00001\ngamma: n1\nbeta: n1\n"
    f"{MEAN}N = (Z - mu)/sqrt(V + eps)\nA = gamma ⊙ N + beta\nJ = 1/(2 m) sum((A - Y)^2)"
)


def test_the_deviations_from_a_mean_add_up_to_0():
    found = cg.read(BATCH_NORM).derive()
    equation = found["dmu"]
    assert equation.text == "-rowsum(dN)/sqrt(V + eps)"
    (step,) = (s for s in equation.steps if "is 0" in s.words)
    assert step.words == "sum_e (Z[i,e] - mu[i]) is 0, as mu[i] = 1/m sum_e Z[i,e]"
    assert step.certificate.kind == "proved"
    assert [child.words for child in step.children] == [
        "the sum is taken term by term",
        "put in mu[i] = 1/m sum_e Z[i,e]",
        "opposite terms cancel, and a product with 0 is 0",
    ]


@pytest.mark.parametrize("convention", ["literal", "numerator", "cs231n", "sum"])
def test_in_every_convention(convention):
    assert "mu" not in cg.read(BATCH_NORM).derive(convention)["dmu"].text


def test_the_whole_gradient_may_vanish():
    found = cg.read(f"{MEAN}J = sum(V)").derive()
    assert found["dmu"].text == "0"
    assert found["dmu"].certificate.kind == "proved"


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ("a = x + y\nb = (a - x - y) w z + z^2", "z", "2 db z"),
        ("a = x + y\nb = (a - x + y) w z", "z", "db (a - x + y) w"),
        ("a = x y\nb = (a - x - y) z + z^2", "z", "db (a - x - y + 2 z)"),
        ("a = 2 x\nb = (a - x) z + z^2", "z", "db (a - x + 2 z)"),
    ],
)
def test_other_names_too_and_only_what_is_0(lines, name, value):
    assert cg.read(f"{lines}\nL = b^2").derive(None, [name])[f"d{name}"].text == value


def cost(values):
    z = values["W"] @ values["X"]
    n = (z - z.mean(1, keepdims=True)) / np.sqrt(z.var(1, keepdims=True) + 0.00001)
    a = values["gamma"] * n + values["beta"]
    return ((a - values["Y"]) ** 2).sum() / (2 * a.shape[1])


def test_the_program_gives_the_gradient_without_it():
    generator = np.random.default_rng(0)
    shapes = {"X": (3, 5), "Y": (2, 5), "W": (2, 3), "gamma": (2, 1), "beta": (2, 1)}
    values = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    found = cg.read(BATCH_NORM).gradients(values)
    step = 1e-6 * np.eye(2, 3)
    up, down = (cost({**values, "W": values["W"] + nudge}) for nudge in (step, -step))
    assert found["dW"][0, 0] + found["dW"][1, 1] == pytest.approx((up - down) / 2e-6, rel=1e-5)
