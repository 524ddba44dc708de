"""One training run from prepared examples: set up, folder, loop, result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import DataError
from ..model.model import Model
from .compile import Compiled, compile_training
from .examples import Examples
from .interrupt import deferred_interrupt
from .labels import Labels
from .loop import Ending, Observer, Plan, Run, train
from .metric import scores_for
from .placement import Placement
from .record import DataRecord, RunRecord, Settings, current_versions, differences
from .run import RunFolder
from .saving import SECONDS_BETWEEN_CHECKPOINTS, Saving
from .scaler import Scaler
from .trained import Orientation, Trained, evaluate_parts

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Task:
    """Everything a run is made of. ``parts`` has ``train`` and possibly ``validation`` and ``test``."""

    model: Model
    placement: Placement
    sizes: Mapping[str, int]
    settings: Settings
    parts: Mapping[str, Examples]
    labels: Labels
    scaler: Scaler | None
    data: DataRecord
    orientation: Orientation = "rows"


@dataclass(frozen=True)
class Output:
    """Where a run is kept (None: nowhere) and what to do with a run that is there already."""

    folder: str | Path | None = None
    overwrite: bool = False
    resume: bool = False
    seconds_between_checkpoints: float = SECONDS_BETWEEN_CHECKPOINTS


@dataclass
class Session:
    """A run that is set up: ``start`` announces it, ``go`` trains. Setting up finds every mistake in the input."""

    task: Task
    output: Output
    compiled: Compiled = field(init=False)
    run: Run = field(init=False)
    record: RunRecord = field(init=False)
    folder: RunFolder | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        task = self.task
        if task.settings.patience is not None and not len(task.parts.get("validation", ())):
            raise DataError(
                "Early stopping (patience) watches the validation loss, and there is no validation part.",
                hint="Give one: --split 70/15/15, in Python validation=0.15.",
            )
        if self.output.folder is not None:
            self.folder = RunFolder(self.output.folder)
            self.folder.check_free(self.output.overwrite, self.output.resume)
        self.compiled = compile_training(task.model, task.sizes, task.settings, len(task.parts["train"]))
        self.run = Run(self.compiled.initial_state())
        self.record = self._first_record()
        if self.folder is not None:
            self._open(self.folder)

    @property
    def batches(self) -> int:
        """The number of updates in one epoch."""
        return -(-len(self.task.parts["train"]) // self.task.settings.batch_size)

    @property
    def parameter_count(self) -> int:
        return sum(array.size for array in self.run.state.parameters.values())

    def go(self, observers: tuple[Observer, ...] = ()) -> tuple[Trained, Ending]:
        """Train to the end, or to Ctrl-C, which ends it between two steps with everything saved."""
        task, settings = self.task, self.task.settings
        plan = Plan(settings.epochs, settings.batch_size, settings.seed, settings.patience, settings.min_delta)
        saving: tuple[Observer, ...] = ()
        if self.folder is not None:
            saving = (Saving(self.folder, self.record, self.output.seconds_between_checkpoints),)
        validation = task.parts.get("validation")
        with deferred_interrupt() as interrupt:
            ending = train(
                self.compiled.engine,
                self.run,
                plan,
                task.parts["train"],
                validation if validation is not None and len(validation) else None,
                _scores(task.labels),
                (interrupt, *saving, *observers),
            )
        trained = Trained(
            self.compiled,
            task.placement,
            self.run.state,
            task.labels,
            task.scaler,
            self.record,
            self.run.history,
            task.orientation,
            self.run.position.best_epoch or None,
        )
        scores = evaluate_parts(trained, task.parts)
        update = {"status": ending, "epochs_done": self.run.position.epoch, "scores": scores}
        record = self.record.model_copy(update=update)
        if self.folder is not None and ending != "interrupted":
            self.folder.write_weights(self.run.state.parameters)
            self.folder.write_record(record)
        return replace(trained, record=record), ending

    def _first_record(self) -> RunRecord:
        task = self.task
        return RunRecord(
            status="training",
            epochs_done=0,
            settings=task.settings,
            sizes=dict(task.sizes),
            shapes={name: array.shape for name, array in self.run.state.parameters.items()},
            data=task.data,
            scaled=task.scaler is not None,
            orientation=task.orientation,
            versions=current_versions(_own_version()),
        )

    def _open(self, folder: RunFolder) -> None:
        """Begin the folder, or go back to where the run in it was."""
        if self.output.resume and folder.is_run:
            before = folder.read_record()
            changed = differences(before, self.record)
            with suppress(DataError):  # a model file that is missing is written again
                if folder.read_model_text() != self.task.model.source:
                    changed.append("the model is a different text")
                if folder.read_library_text() != self.compiled.library_text:
                    changed.append("the entries of your own library are different")
            if changed:
                raise DataError(
                    f"The run in {folder} cannot be continued with this command: {'; '.join(changed)}.",
                    hint="Repeat the command of the run, or begin again with --overwrite.",
                )
            if self._restore(folder):
                folder.write_record(self.record.model_copy(update={"epochs_done": self.run.position.epoch}))
                return
        folder.begin(
            self.record, self.task.model.source, self.task.labels, self.task.scaler, self.compiled.library_text
        )
        folder.write_checkpoint(self.run)

    def _restore(self, folder: RunFolder) -> bool:
        saved = folder.read_checkpoint()
        if saved is None:
            return False
        state, best, position = saved
        history = folder.read_history(position.epoch)
        own = {name: np.shape(array) for name, array in self.run.state.as_arrays().items()}
        for arrays in (state, best):
            if arrays is not None and {name: array.shape for name, array in arrays.items()} != own:
                raise DataError(f"{folder.path / 'checkpoint.npz'} does not fit this model.", hint=folder.way_out)
        if len(history) != position.epoch:
            raise DataError(f"{folder.path / 'history.jsonl'} is damaged: epochs are missing.", hint=folder.way_out)
        self.run.state.load_arrays(state)
        if position.epoch > self.task.settings.epochs:
            raise DataError(
                f"The run in {folder} has done {position.epoch} epochs already; {self.task.settings.epochs} are asked "
                "for in all.",
                hint=f"To continue it, give more: --epochs {position.epoch + self.task.settings.epochs}.",
            )
        self.run.best, self.run.position, self.run.history = best, position, history
        return True


def _scores(labels: Labels) -> Callable[[Array, Array], dict[str, float]]:
    """The metrics that fit the target, in its own unit."""
    measured = scores_for(labels.is_classification)
    return lambda output, targets: measured(labels.numbers(output), labels.numbers(targets))


def _own_version() -> str:
    try:
        return version("chalkgrad")
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "source"
