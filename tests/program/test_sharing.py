"""The training step does common work once, and computes the same numbers to the last digit."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.program import sharing, training

NETWORK = """
X: n0 x m
Y: 1 x m
n0 = 4
Z1 = W1 X + b1
A1 = {inner}(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
n1 = 3
"""


def engine(inner: str, optimizer: str = "adam", dtype: str = "float64"):
    model = cg.read(NETWORK.format(inner=inner))
    return training(model, model.derive("literal"), optimizer=optimizer, settings={}, dtype=dtype, training_size=8)


def test_the_cross_entropy_takes_one_exponential() -> None:
    body = engine("relu").source.split("def loss_and_gradients")[1].split("def ")[0]
    assert body.count("np.exp(") == 1 and body.count("np.log1p(") == 1
    assert "dZ1 = dA1 * (Z1 >= 0)" in body


@settings(max_examples=12, deadline=None)
@given(inner=st.sampled_from(["relu", "tanh", "sigmoid", "softplus", "leaky_relu"]), seed=st.integers(0, 99))
def test_sharing_changes_no_digit(inner: str, seed: int) -> None:
    ours = engine(inner, dtype="float32")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sys.modules["chalkgrad.program.training"], "shared", lambda lines, functions, arrays: tuple(lines)
        )
        plain = engine(inner, dtype="float32")
    assert ours.source != plain.source
    random = np.random.default_rng(seed)
    batch = {"X": 10 * random.normal(size=(4, 8)), "Y": (random.random((1, 8)) > 0.5).astype(float)}
    first, second = ours.initial_state(seed), plain.initial_state(seed)
    for _ in range(3):
        assert ours.step(first, batch) == plain.step(second, batch)
    for name, array in first.parameters.items():
        assert np.array_equal(array, second.parameters[name])


def test_a_name_of_the_user_is_not_overwritten() -> None:
    lines = (
        sharing.Line("A", sharing.op.LibraryCall("softplus", (sharing.op.Ref("shared1"),))),
        sharing.Line("B", sharing.op.LibraryCall("softplus", (sharing.op.Negate(sharing.op.Ref("shared1")),))),
    )
    lowered = engine("tanh").lowered
    found = sharing.shared(lines, lowered.functions(lines), frozenset(("shared1",)))
    made = [line.name for line in found]
    assert "shared1" not in made and "shared2" in made


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "rmsprop", "adam"])
def test_an_update_is_the_text_of_the_library(name: str) -> None:
    """Scalars are brought together, and the numbers stay those of the text, computed entry by entry."""
    ours = engine("tanh", optimizer=name)
    state = ours.initial_state(3)
    random = np.random.default_rng(3)
    batch = {"X": random.normal(size=(4, 8)), "Y": (random.random((1, 8)) > 0.5).astype(float)}
    expected = {key: array.copy() for key, array in state.parameters.items()}
    v = {key: np.zeros_like(array) for key, array in expected.items()}
    s = {key: np.zeros_like(array) for key, array in expected.items()}
    for t in range(1, 5):
        gradients = cg.read(NETWORK.format(inner="tanh")).gradients({**batch, **expected}, convention="literal")
        for key in expected:
            g = gradients[f"d{key}"]
            expected[key] = expected[key] - by_hand(name, g, v, s, key, t)
        ours.step(state, batch)
    for key, array in expected.items():
        np.testing.assert_allclose(state.parameters[key], array, rtol=1e-12, atol=1e-14)


def by_hand(name: str, g, v, s, key: str, t: int):
    if name == "gradient_descent":
        return 0.1 * g
    if name == "momentum":
        v[key] = 0.9 * v[key] + 0.1 * g
        return 0.1 * v[key]
    if name == "rmsprop":
        s[key] = 0.9 * s[key] + 0.1 * g * g
        return 0.001 * g / (np.sqrt(s[key]) + 1e-8)
    v[key] = 0.9 * v[key] + (1 - 0.9) * g
    s[key] = 0.999 * s[key] + (1 - 0.999) * g * g
    return 0.001 * (v[key] / (1 - 0.9**t)) / (np.sqrt(s[key] / (1 - 0.999**t)) + 1e-8)
