"""The training loop: mini-batches in a reproducible order, both losses every epoch, early stopping.

It can be left after any step and continued later with the same bits as if it had not been left.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from ..errors import RunStopped
from .engine import Engine, State
from .examples import Examples
from .position import EpochRecord, Position, shuffled

Array = np.ndarray[Any, np.dtype[Any]]
Ending = Literal["finished", "stopped early", "interrupted"]
Scores = Callable[[Array, Array], dict[str, float]]


@dataclass(frozen=True)
class Plan:
    """How to train. ``patience`` epochs without improvement of the validation loss by ``min_delta`` end the run."""

    epochs: int = 100
    batch_size: int = 32
    seed: int = 0
    patience: int | None = None
    min_delta: float = 0.0


@dataclass
class Run:
    """A run under way: the program's state, the position, the history, and the best state seen so far."""

    state: State
    position: Position = field(default_factory=Position)
    history: list[EpochRecord] = field(default_factory=list)
    best: dict[str, Array] | None = None


class Observer(Protocol):
    """Somebody who is told of every step and epoch: the progress display, the run folder."""

    def step_done(self, run: Run) -> bool:
        """Called after every update. True asks the loop to stop here."""
        ...

    def epoch_done(self, run: Run) -> None: ...

    def ending(self, run: Run, ending: Ending) -> None:
        """Called once at the end, while the state is still the last one and not the best one."""
        ...


def train(
    engine: Engine,
    run: Run,
    plan: Plan,
    examples: Examples,
    validation: Examples | None = None,
    scores: Scores | None = None,
    observers: Sequence[Observer] = (),
) -> Ending:
    """Train ``run`` until ``plan`` is fulfilled. With ``patience`` the best state is restored however it ends.

    Raises RunStopped as soon as a cost is NaN or infinite, naming the epoch and the step.
    """
    position = run.position
    ending: Ending = "finished"
    while position.epoch < plan.epochs and ending == "finished":
        began = time.perf_counter()
        if plan.patience is not None and position.waited >= plan.patience:
            ending = "stopped early"
        elif not _one_epoch(engine, run, plan, examples, observers):
            ending = "interrupted"
        else:
            run.history.append(_close_epoch(engine, run, plan, examples, validation, scores, began))
            for observer in observers:
                observer.epoch_done(run)
    for observer in observers:
        observer.ending(run, ending)
    if run.best is not None:
        run.state.load_arrays(run.best)
    return ending


def _one_epoch(engine: Engine, run: Run, plan: Plan, examples: Examples, observers: Sequence[Observer]) -> bool:
    """The rest of the current epoch; False if an observer asked to stop."""
    position = run.position
    order = shuffled(len(examples), plan.seed, position.epoch)
    with np.errstate(all="ignore"):  # an overflow shows in the cost, which is checked after every step
        for start in range(position.step * plan.batch_size, len(examples), plan.batch_size):
            rows = order[start : start + plan.batch_size]
            loss = float(engine.step(run.state, examples.batch(rows)))
            if not math.isfinite(loss):
                raise _stopped(loss, "training", position, plan)
            position.step += 1
            position.loss_sum += loss * len(rows)
            answers = [observer.step_done(run) for observer in observers]  # all are asked, whatever one answers
            if any(answers):
                return False
    return True


def _close_epoch(
    engine: Engine,
    run: Run,
    plan: Plan,
    examples: Examples,
    validation: Examples | None,
    scores: Scores | None,
    began: float,
) -> EpochRecord:
    """Measure what is measured after an epoch, note the best state, and move on to the next epoch."""
    position = run.position
    loss = position.loss_sum / len(examples)
    measured = examples if validation is None else validation
    with np.errstate(all="ignore"):
        validation_loss = None if validation is None else float(engine.loss(run.state, validation.whole()))
        found: Mapping[str, float] = {}
        if scores is not None:
            output = engine.predict(run.state, measured.placement.inputs.oriented(measured.inputs))
            found = scores(measured.placement.output.oriented(output), measured.targets)
    if validation_loss is not None and not math.isfinite(validation_loss):
        raise _stopped(validation_loss, "validation", position, plan)
    if not all(np.isfinite(array).all() for array in run.state.parameters.values()):
        raise _stopped(math.inf, "next training", position, plan)
    position.epoch, position.step, position.loss_sum = position.epoch + 1, 0, 0.0
    if plan.patience is not None:
        watched = loss if validation_loss is None else validation_loss
        if position.improves(watched, plan.min_delta):
            position.best_loss, position.best_epoch, position.waited = watched, position.epoch, 0
            run.best = {name: np.array(array) for name, array in run.state.as_arrays().items()}
        else:
            position.waited += 1
    seconds = time.perf_counter() - began
    return EpochRecord(
        epoch=position.epoch,
        loss=loss,
        validation_loss=validation_loss,
        scores={name: value for name, value in found.items() if math.isfinite(value)},
        seconds=seconds,
    )


def _stopped(loss: float, kind: str, position: Position, plan: Plan) -> RunStopped:
    return RunStopped(
        f"The {kind} loss became {loss} in epoch {position.epoch + 1} of {plan.epochs}, step {position.step + 1}.",
        hint="The parameters have run away. Try a smaller --learning-rate (a tenth), standardised features,\n"
        "or another --initialisation; very large numbers in the data have the same effect.",
    )
