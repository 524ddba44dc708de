"""The observer that keeps a run folder up to date while a run goes on."""

from __future__ import annotations

import time

from .loop import Ending, Run
from .record import RunRecord
from .run import RunFolder

#: A checkpoint costs a few milliseconds (it is flushed to the disk), so small networks do not write one every epoch.
SECONDS_BETWEEN_CHECKPOINTS = 2.0


class Saving:
    """Writes a checkpoint after a step once ``seconds`` have passed since the last one, and at the end."""

    def __init__(self, folder: RunFolder, record: RunRecord, seconds: float = SECONDS_BETWEEN_CHECKPOINTS) -> None:
        self._folder = folder
        self._record = record
        self._seconds = seconds
        self._saved = time.monotonic()

    def step_done(self, run: Run) -> bool:
        if time.monotonic() - self._saved >= self._seconds:
            self._folder.write_checkpoint(run)
            self._saved = time.monotonic()
        return False

    def epoch_done(self, run: Run) -> None:
        """Nothing: a position between two epochs is one after a step as well."""

    def ending(self, run: Run, ending: Ending) -> None:
        """Keep the last state, from which the run can be continued or extended, and say how it ended."""
        self._folder.write_checkpoint(run)
        update = {"status": ending, "epochs_done": run.position.epoch}
        self._folder.write_record(self._record.model_copy(update=update))
