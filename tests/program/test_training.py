"""Training programs: the course's optimizers to the digit, resumption to the bit, m of the penalty, starting values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chalkgrad.errors import DataError, InputError, ShapeError
from chalkgrad.program.training import TrainingProgram

from .networks import BINARY, BINARY_GRADIENTS, CLASSES, CLASSES_GRADIENTS, lowered

SIZES = {"n0": 6, "n1": 5, "n2": 3}


def training(
    text=BINARY, gradients=BINARY_GRADIENTS, optimizer="adam", settings=None, dtype="float32", size=100, sizes=SIZES
) -> TrainingProgram:
    code = lowered(text, gradients, told_apart=True)
    return TrainingProgram(
        replace(code, model=replace(code.model, sizes=sizes)), optimizer, settings or {}, dtype, size
    )


def batch(columns=8, seed=0):
    draw = np.random.default_rng(seed)
    Y = (draw.random((3, columns)) > 0.5).astype(np.float32)
    return {"X": draw.normal(size=(6, columns)).astype(np.float32), "Y": Y}


SLOPE_ONE = "x: scalar\nparameter w: scalar\nJ = w x"


def path(optimizer: str, steps: int, **settings) -> list[float]:
    """w from 0, where the gradient is always 1."""
    code = training(SLOPE_ONE, {"dw": "x"}, optimizer, {"x": 1.0, **settings}, "float64", sizes={})
    state = code.initial_state(0, "zeros")
    found = []
    for _ in range(steps):
        code.step(state, {})
        found.append(float(state.parameters["w"]))
    return found


def test_gradient_descent_steps_against_the_gradient():
    assert path("gradient_descent", 3, learning_rate=0.1) == pytest.approx([-0.1, -0.2, -0.3], rel=1e-12)


def test_momentum_averages_as_the_course_does():
    assert path("momentum", 3, learning_rate=1) == pytest.approx([-0.1, -0.29, -0.561], rel=1e-12)
    steps = np.diff([0, *path("momentum", 3, learning_rate=1)])
    assert steps.tolist() == pytest.approx([-0.1, -0.19, -0.271], rel=1e-12)


def test_rmsprop_divides_by_the_root_and_adds_epsilon_outside():
    w, s = 0.0, 0.0
    expected = []
    for _ in range(3):
        s = 0.9 * s + 0.1
        w -= 0.01 / (np.sqrt(s) + 1e-2)
        expected.append(w)
    assert path("rmsprop", 3, learning_rate=0.01, eps=1e-2) == pytest.approx(expected, rel=1e-12)


def test_adam_corrects_its_averages():
    """With a constant gradient the corrected averages are that gradient: every step is learning_rate / (1 + eps)."""
    assert path("adam", 3, learning_rate=0.5) == pytest.approx([-0.5, -1, -1.5], rel=1e-7)
    v = s = w = 0.0
    code = training(SLOPE_ONE, {"dw": "x"}, "adam", {"x": 2.0, "eps": 0.1}, "float64", sizes={})
    state = code.initial_state(0, "zeros")
    for t in range(1, 5):
        code.step(state, {})
        v, s = 0.9 * v + 0.1 * 2, 0.999 * s + 0.001 * 4
        w -= 0.001 * (v / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 0.1)
        assert float(state.parameters["w"]) == pytest.approx(w, rel=1e-12)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "rmsprop", "adam"])
def test_training_goes_on_bit_for_bit_after_a_break(optimizer):
    code = training(optimizer=optimizer)
    batches = [batch(seed=seed) for seed in range(6)]
    straight = code.initial_state(3)
    for data in batches:
        code.step(straight, data)
    first = code.initial_state(3)
    for data in batches[:3]:
        code.step(first, data)
    saved = first.as_arrays()
    code.step(first, batches[5])  # must not reach what was saved
    second = code.initial_state(99)
    second.load_arrays(saved)
    for data in batches[3:]:
        code.step(second, data)
    for name, array in straight.as_arrays().items():
        assert np.array_equal(array, second.as_arrays()[name]), name


def test_a_state_that_does_not_fit_is_refused_whole():
    code = training()
    state = code.initial_state(0)
    arrays = state.as_arrays()
    before = arrays["W1"].copy()
    arrays["W1"] = arrays["W1"] + 1
    arrays["b1"] = np.zeros((7, 1))
    del arrays["optimizer.t"]
    with pytest.raises(DataError) as caught:
        state.load_arrays({**arrays, "W9": before})
    assert str(caught.value) == (
        "the saved state does not fit this network\n"
        "  optimizer.t is missing\n"
        "  W9 is not part of this state\n"
        "  b1: found shape (7, 1), expected (5, 1)"
    )
    assert np.array_equal(state.parameters["W1"], before)


def test_a_step_returns_the_loss_before_it_and_changes_the_state_in_place():
    code = training(settings={"learning_rate": 0.05})
    state = code.initial_state(0)
    view = state.parameters["W1"]
    data = batch()
    losses = []
    for _ in range(60):
        expected = code.loss(state, data)
        losses.append(code.step(state, data))
        assert losses[-1] == expected
    assert losses[-1] < losses[0] / 4
    assert view is state.parameters["W1"]
    assert np.shares_memory(view, state.vectors["w"])
    assert state.counters == {"t": 60}


def test_the_gradients_are_those_of_the_cost():
    code = training(CLASSES, CLASSES_GRADIENTS, "gradient_descent", {"learning_rate": 1}, "float64")
    state = code.initial_state(1)
    data = batch()
    data["Y"] = np.eye(3)[:, [0, 1, 2, 0, 1, 2, 0, 1]]
    start = {name: array.copy() for name, array in state.parameters.items()}
    code.step(state, data)
    for name, array in start.items():
        place = tuple(0 for _ in array.shape)
        shifted = []
        for sign in (1, -1):
            for other, value in start.items():
                state.parameters[other][...] = value
            state.parameters[name][place] += sign * 1e-6
            shifted.append(code.loss(state, data))
        slope = (shifted[0] - shifted[1]) / 2e-6
        for other, value in start.items():
            state.parameters[other][...] = value
        code.step(state, data)
        assert float(start[name][place] - state.parameters[name][place]) == pytest.approx(slope, abs=1e-7)


PENALTY = BINARY.replace(
    "J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))",
    "lambda: scalar\nL = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))\nJ = L + lambda/(2 m) (sum(W1^2) + sum(W2^2))",
)
FACTORED = PENALTY.replace("L = -1/m sum", "L = -sum").replace(
    "J = L + lambda/(2 m) (sum(W1^2) + sum(W2^2))", "J = 1/m (L + lambda/2 (sum(W1^2) + sum(W2^2)))"
)
NAMED = PENALTY.replace("J = L + lambda/(2 m) (", "c = lambda/(2 m)\nR = c (").replace(
    "sum(W2^2))", "sum(W2^2))\nJ = L + R"
)
PENALTY_GRADIENTS = {
    **BINARY_GRADIENTS,
    "dW2": "1/m dZ2 A1^T + lambda/m W2",
    "dW1": "1/m (dZ1 X^T + lambda W1)",
}


@pytest.mark.parametrize("text", [PENALTY, FACTORED, NAMED])
def test_m_of_the_penalty_is_the_training_size(text):
    settings = {"lambda": 3.0, "learning_rate": 1.0}
    code = training(text, PENALTY_GRADIENTS, "gradient_descent", settings, "float64", size=50)
    plain = training(optimizer="gradient_descent", settings={"learning_rate": 1.0}, dtype="float64")
    data = batch()
    state, bare = code.initial_state(0), plain.initial_state(0)
    weights = {name: state.parameters[name].copy() for name in ("W1", "W2")}
    squares = sum(float((array**2).sum()) for array in weights.values())
    assert code.step(state, data) == pytest.approx(plain.step(bare, data) + 3 / (2 * 50) * squares, rel=1e-12)
    for name, before in weights.items():
        np.testing.assert_allclose(state.parameters[name], bare.parameters[name] - 3 / 50 * before, rtol=1e-10)
    np.testing.assert_allclose(state.parameters["b1"], bare.parameters["b1"], rtol=1e-12)


def test_predictions_do_not_depend_on_the_batch():
    code = training()
    state = code.initial_state(0)
    X = batch()["X"]
    whole = code.predict(state, X)
    assert whole.shape == (3, 8) and whole.dtype == np.float32
    np.testing.assert_allclose(code.predict(state, X[:, :1]), whole[:, :1], rtol=1e-6)


def test_weights_start_by_the_activation_that_follows_and_biases_at_zero():
    wide = {"n0": 400, "n1": 300, "n2": 3}
    state = training(CLASSES, CLASSES_GRADIENTS, sizes=wide).initial_state(0)
    assert state.parameters["W1"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert np.abs(state.parameters["W2"]).max() <= np.sqrt(6 / 303)
    assert not state.parameters["b1"].any()
    state = training(sizes=wide).initial_state(0)
    assert np.abs(state.parameters["W1"]).max() <= np.sqrt(6 / 700) < np.abs(state.parameters["W1"]).max() * 1.01


def test_starting_values_come_from_the_seed_and_can_be_chosen():
    code = training()
    same, again, other = code.initial_state(5), code.initial_state(5), code.initial_state(6)
    assert np.array_equal(same.parameters["W1"], again.parameters["W1"])
    assert not np.array_equal(same.parameters["W1"], other.parameters["W1"])
    assert not code.initial_state(0, "zeros").parameters["W1"].any()
    assert np.abs(code.initial_state(0, "small_normal").parameters["W1"]).max() < 0.05
    with pytest.raises(InputError, match="there is no initialisation 'xavier'"):
        code.initial_state(0, "xavier")


def test_settings_are_checked():
    with pytest.raises(InputError, match="adam has no setting 'lr'\n  Known: learning_rate, beta1, beta2, eps"):
        training(settings={"lr": 0.1})
    with pytest.raises(InputError, match="must be a finite number"):
        training(settings={"learning_rate": float("nan")})
    with pytest.raises(InputError, match="no value is given for lambda"):
        training(PENALTY, PENALTY_GRADIENTS)
    with pytest.raises(InputError, match="the size n1 is not known"):
        training(sizes={"n0": 6, "n2": 3}).initial_state(0)


def test_a_batch_that_does_not_fit_is_refused():
    code = training()
    state = code.initial_state(0)
    data = batch()
    with pytest.raises(ShapeError, match="Y: found shape \\(3, 7\\), expected 8 columns"):
        code.step(state, {"X": data["X"], "Y": data["Y"][:, :7]})
    with pytest.raises(InputError, match="no values are given for Y"):
        code.step(state, {"X": data["X"]})


def test_numbers_that_run_away_are_returned():
    code = training()
    state = code.initial_state(0)
    data = batch()
    with np.errstate(all="ignore"):
        losses = [code.step(state, {**data, "X": np.full_like(data["X"], np.inf)}) for _ in range(2)]
    assert not np.isfinite(losses[-1])


def test_the_update_is_written_in_place_below_its_equation():
    assert (
        "    # v := beta1 v + (1 - beta1) g\n"
        "    np.multiply(beta1, v, out=scratch1)\n"
        "    np.multiply(1 - beta1, g, out=scratch2)\n"
        "    np.add(scratch1, scratch2, out=v)\n"
    ) in training().source
