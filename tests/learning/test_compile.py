"""The compiled program against the same network written by hand: the same numbers, step for step."""

import numpy as np

from chalkgrad.learning.compile import compile_training
from chalkgrad.learning.fit import make_settings
from chalkgrad.learning.loop import Plan, Run, train
from chalkgrad.learning.penalty import with_l2

from .handwritten import HandwrittenProgram, circle
from .models import BINARY, model

SIZES = {"n0": 3, "n1": 5}


def test_training_by_the_program_is_training_by_hand() -> None:
    hand = HandwrittenProgram()
    by_hand = Run(hand.initial_state(0))
    compiled = compile_training(model(BINARY), SIZES, make_settings(learning_rate=0.01, dtype="float64"), 50)
    by_program = Run(compiled.initial_state())
    for name, array in by_hand.state.parameters.items():
        by_program.state.parameters[name][...] = array
    plan, data, validation = Plan(epochs=20, batch_size=8), circle(50), circle(20, seed=9)
    train(hand, by_hand, plan, data, validation)
    train(compiled.engine, by_program, plan, data, validation)
    for name, array in by_hand.state.parameters.items():
        np.testing.assert_allclose(by_program.state.parameters[name], array, rtol=1e-9, atol=1e-12)
    for one, other in zip(by_hand.history, by_program.history, strict=True):
        np.testing.assert_allclose(
            [one.loss, one.validation_loss], [other.loss, other.validation_loss], rtol=1e-9, atol=1e-12
        )


def test_the_m_of_the_penalty_is_the_number_of_training_examples() -> None:
    data = circle(50)
    losses = {}
    for strength in (0.0, 3.0):
        text = with_l2(model(BINARY), strength)
        compiled = compile_training(text, SIZES, make_settings(dtype="float64"), 50)
        state = compiled.initial_state()
        losses[strength] = compiled.engine.loss(state, data.batch(np.arange(8)))
        squares = sum(float(np.sum(state.parameters[name] ** 2)) for name in ("W1", "W2"))
    np.testing.assert_allclose(losses[3.0] - losses[0.0], 3.0 / (2 * 50) * squares, rtol=1e-12)
