"""The yardsticks of the benchmarks are themselves checked: a wrong yardstick would bless a wrong result."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest

from chalkgrad.app.bench import stability
from chalkgrad.app.hand_written import HandWritten
from chalkgrad.app.random_network import ACTIVATIONS, OUTPUTS, RandomNetwork, random_network, total


@pytest.mark.parametrize("layers", range(1, 7))
def test_complex_steps_agree_with_finite_differences(layers: int) -> None:
    network = random_network(np.random.default_rng(layers), layers)
    gradients = network.independent_gradients()
    parameters = {name: network.values[name] for name in network.parameters}
    for name, gradient in gradients.items():
        moved = parameters[name].copy()
        moved.flat[0] += 1e-6
        up = network.cost({**parameters, name: moved})
        moved.flat[0] -= 2e-6
        down = network.cost({**parameters, name: moved})
        assert gradient.flat[0] == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-8)


def test_random_networks_cover_everything() -> None:
    random = np.random.default_rng(0)
    networks = [random_network(random, 1 + number % 6) for number in range(60)]
    assert {name for n in networks for name in (*n.hidden, n.output)} == set(ACTIVATIONS)
    assert {n.output for n in networks} == {output for output, _, _ in OUTPUTS}
    assert {n.penalty > 0 for n in networks} == {True, False}


def test_the_text_of_a_network_says_what_is_computed() -> None:
    network = random_network(np.random.default_rng(3), 2)
    assert f"A1 = {network.hidden[0]}(Z1)" in network.text
    assert f"A2 = {network.output}(Z2)" in network.text
    assert ("lambda" in network.text) == (network.penalty > 0)


def by_hand() -> tuple[HandWritten, Any, Any]:
    random = np.random.default_rng(0)
    widths = (5, 4, 3, 1)
    parameters = {}
    for layer, (inside, outside) in enumerate(pairwise(widths), 1):
        parameters[f"W{layer}"] = random.normal(size=(outside, inside))
        parameters[f"b{layer}"] = random.normal(size=(outside, 1))
    return HandWritten(parameters, 3), random.normal(size=(5, 8)), (random.random((1, 8)) > 0.5).astype(float)


def test_the_hand_written_step_has_right_gradients() -> None:
    rival, x, y = by_hand()
    cost, gradients = rival.backward(x, y), rival.gradients_by_name
    values = {**rival.parameters, "X": x, "Y": y}
    error = OUTPUTS[0][2]
    network = RandomNetwork("", values, ("relu", "relu"), "sigmoid", error, 0.0)
    assert cost == pytest.approx(float(network.cost(rival.parameters).real))
    for name, exact in network.independent_gradients().items():
        assert np.allclose(gradients[name], exact, rtol=1e-10, atol=1e-14)


def test_the_hand_written_step_is_adam() -> None:
    rival, x, y = by_hand()
    before = {name: array.copy() for name, array in rival.parameters.items()}
    rival.step(x, y)
    g = rival.gradients_by_name
    for name, array in rival.parameters.items():
        # in its first step, Adam moves every weight by the learning rate, against the sign of its gradient
        assert np.allclose(array, before[name] - 0.001 * g[name] / (np.abs(g[name]) + 1e-8))


@pytest.mark.parametrize("loss", ["binary", "softmax"])
def test_fifty_digits_agree_with_double_precision_where_that_is_safe(loss: str) -> None:
    with mpmath.workdps(50):
        for z, y in stability.points()[loss]:
            if max(map(abs, z)) > 15 or min(map(abs, z)) < 1e-3:
                continue
            logits, target = np.array(z), np.array(y)
            exact_loss, exact_slope = stability.EXACT[loss](z, y)
            if loss == "binary":
                a = 1 / (1 + np.exp(-logits))
                value = -(target * np.log(a) + (1 - target) * np.log(1 - a)).sum()
            else:
                a = np.exp(logits) / np.exp(logits).sum()
                value = -(target * np.log(a)).sum()
            assert value == pytest.approx(exact_loss, rel=1e-7, abs=1e-12)
            assert np.allclose(a - target, exact_slope, rtol=1e-9, atol=1e-9)


def test_the_naive_spelling_in_float32_is_caught() -> None:
    """The benchmark must be able to fail: plain NumPy breaks the promise from |z| about 17."""
    batch = stability.points()["binary"]
    with mpmath.workdps(50):
        exact = [stability.exact_binary(z, y) for z, y in batch]
    answers = []
    with np.errstate(all="ignore"):
        for z, y in batch:
            logit, target = np.float32(z[0]), np.float32(y[0])
            a = 1 / (1 + np.exp(-logit))
            value = -(target * np.log(a) + (1 - target) * np.log(1 - a))
            answers.append((float(value), (float(-target / a + (1 - target) / (1 - a)) * float(a * (1 - a)),)))
    broken = [abs(batch[place][0][0]) for place in stability.failures(answers, exact)]
    assert len(broken) > 20
    assert stability.failures(exact, exact) == []


def test_the_grid_is_exact_in_float32() -> None:
    for batch in stability.points().values():
        for z, _ in batch:
            assert all(value == float(np.float32(value)) for value in z)


def test_total_sums_the_last_two_axes() -> None:
    assert total(np.ones((3, 4, 5))).tolist() == [20.0, 20.0, 20.0]
