"""The loop: reproducible, resumable at any step with the same bits, stopping early with the best, refusing NaN."""

from collections.abc import Mapping

import numpy as np
import pytest

from chalkgrad.errors import RunStopped
from chalkgrad.learning.loop import Ending, Plan, Run, train
from chalkgrad.learning.metric import scores_for
from chalkgrad.learning.position import Position, shuffled

from .handwritten import Array, HandwrittenProgram, HandwrittenState, circle

PLAN = Plan(epochs=4, batch_size=8, seed=1)


class StopAfter:
    """Asks the loop to stop after so many steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step_done(self, run: Run) -> bool:
        self.left -= 1
        return self.left == 0

    def epoch_done(self, run: Run) -> None:
        pass

    def ending(self, run: Run, ending: Ending) -> None:
        pass


def trained(plan: Plan = PLAN, seed: int = 0) -> Run:
    program = HandwrittenProgram()
    run = Run(program.initial_state(seed))
    assert train(program, run, plan, circle(50), circle(20, seed=9), scores_for(True)) == "finished"
    return run


def same_bits(first: Mapping[str, Array], second: Mapping[str, Array]) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[name], second[name]) for name in first)


def test_it_learns_and_records_both_losses_and_accuracy() -> None:
    run = trained(Plan(epochs=150, batch_size=8))
    assert [record.epoch for record in run.history] == list(range(1, 151))
    assert run.history[-1].loss < run.history[0].loss / 2
    assert all(record.validation_loss is not None for record in run.history)
    assert run.history[-1].scores["accuracy"] >= 0.8


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    first, again, other = trained(), trained(), trained(Plan(epochs=4, batch_size=8, seed=2))
    assert same_bits(first.state.as_arrays(), again.state.as_arrays())
    assert not same_bits(first.state.as_arrays(), other.state.as_arrays())
    assert [r.loss for r in first.history] == [r.loss for r in again.history]


def test_every_epoch_has_an_order_of_its_own() -> None:
    assert sorted(shuffled(50, 0, 3).tolist()) == list(range(50))
    assert shuffled(50, 0, 3).tolist() != shuffled(50, 0, 4).tolist()
    assert shuffled(50, 0, 3).tolist() != shuffled(50, 1, 3).tolist()


@pytest.mark.parametrize("steps", range(1, 28))
def test_a_run_resumed_after_any_step_has_the_same_bits(steps: int) -> None:
    whole = trained()
    program = HandwrittenProgram()
    run = Run(program.initial_state(0))
    data, validation, scores = circle(50), circle(20, seed=9), scores_for(True)
    assert train(program, run, PLAN, data, validation, scores, [StopAfter(steps)]) == "interrupted"
    # Only what a checkpoint keeps goes on: arrays, position (through JSON) and history.
    again = Run(program.initial_state(77))
    again.state.load_arrays({name: array.copy() for name, array in run.state.as_arrays().items()})
    again.position = Position.model_validate_json(run.position.model_dump_json())
    again.history = [type(record).model_validate_json(record.model_dump_json()) for record in run.history]
    assert train(program, again, PLAN, data, validation, scores) == "finished"
    assert same_bits(again.state.as_arrays(), whole.state.as_arrays())
    assert [(r.loss, r.validation_loss, r.scores) for r in again.history] == [
        (r.loss, r.validation_loss, r.scores) for r in whole.history
    ]


class Scripted(HandwrittenProgram):
    """Gives the validation losses of a script instead of measuring them."""

    def __init__(self, losses: list[float]) -> None:
        super().__init__()
        self.losses = iter(losses)
        self.states: list[Array] = []

    def loss(self, state: HandwrittenState, batch: Mapping[str, Array]) -> float:
        self.states.append(state.parameters["W1"].copy())
        return next(self.losses)


def test_early_stopping_ends_the_run_and_restores_the_best() -> None:
    program = Scripted([1.0, 0.5, 0.7, 0.5, 0.9])
    run = Run(program.initial_state(0))
    plan = Plan(epochs=50, batch_size=8, patience=3)
    assert train(program, run, plan, circle(50), circle(20)) == "stopped early"
    assert (run.position.epoch, run.position.best_epoch, run.position.best_loss) == (5, 2, 0.5)
    assert np.array_equal(run.state.parameters["W1"], program.states[1])


def test_the_best_is_restored_when_the_epochs_end_first() -> None:
    program = Scripted([0.4, 0.6, 0.5])
    run = Run(program.initial_state(0))
    assert train(program, run, Plan(epochs=3, batch_size=8, patience=10), circle(50), circle(20)) == "finished"
    assert np.array_equal(run.state.parameters["W1"], program.states[0])


def test_an_improvement_below_min_delta_does_not_count() -> None:
    program = Scripted([1.0, 0.95, 0.91])
    run = Run(program.initial_state(0))
    plan = Plan(epochs=50, batch_size=8, patience=2, min_delta=0.1)
    assert train(program, run, plan, circle(50), circle(20)) == "stopped early"
    assert run.position.best_epoch == 1


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_cost_that_is_no_number_stops_the_run_with_its_place(bad: float) -> None:
    class Broken(HandwrittenProgram):
        def step(self, state: HandwrittenState, batch: Mapping[str, Array]) -> float:
            loss = super().step(state, batch)
            return bad if state.count == 9 else loss

    program = Broken()
    with pytest.raises(RunStopped) as caught:
        train(program, Run(program.initial_state(0)), PLAN, circle(50))
    assert caught.value.message == f"The training loss became {bad} in epoch 2 of 4, step 2."
    assert "--learning-rate" in caught.value.hint
    assert caught.value.exit_code == 4


def test_parameters_that_ran_away_in_the_last_step_are_noticed() -> None:
    class Last(HandwrittenProgram):
        def step(self, state: HandwrittenState, batch: Mapping[str, Array]) -> float:
            loss = super().step(state, batch)
            if state.count == 28:
                state.parameters["W1"][0, 0] = np.inf
            return loss

    program = Last()
    with pytest.raises(RunStopped, match="epoch 4 of 4"):
        train(program, Run(program.initial_state(0)), PLAN, circle(50))


def test_a_batch_larger_than_the_data_is_all_of_it() -> None:
    program = HandwrittenProgram()
    run = Run(program.initial_state(0))
    train(program, run, Plan(epochs=3, batch_size=1000), circle(50))
    assert run.state.as_arrays()["count"] == 3
