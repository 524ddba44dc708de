"""Telling a person how a run goes: a bar on a terminal, a few plain lines anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from .loop import Ending, Observer, Run
from .metric import show_scores
from .position import EpochRecord

if TYPE_CHECKING:
    from rich.progress import Progress

#: Not more than five updates a second reach the terminal.
SECONDS_BETWEEN_UPDATES = 0.2
MOST_PLAIN_LINES = 20
#: The bar has at least this many columns, if the terminal has.
NARROWEST_BAR = 20


def describe(record: EpochRecord) -> str:
    """``loss 0.0710 · validation loss 0.0830 · validation accuracy 0.976``; without validation ``loss · accuracy``."""
    return " · ".join(_parts(record))


def _parts(record: EpochRecord) -> list[str]:
    """The numbers of an epoch: of the training part, then of the validation part or the scores."""
    parts = [f"loss {record.loss:.3g}"]
    validated = record.validation_loss is not None
    if validated:
        parts.append(f"validation loss {record.validation_loss:.3g}")
    if record.scores:
        shown = show_scores(record.scores)
        parts.append(f"validation {shown}" if validated else shown)
    return parts


def shortened(parts: list[str], time_left: str, room: int) -> str:
    """As many of the numbers, and the time left, as fit into ``room`` columns.

    Numbers of the training part go first where there are validation scores, else scores from the end; the time left
    goes before the last number does.
    """
    kept = list(parts)
    while kept or time_left:
        text = " · ".join([*kept, time_left] if time_left else kept)
        if len(text) <= room:
            return text
        if len(kept) > 1:
            kept.pop(0 if kept[-1].startswith("validation") else -1)
        elif time_left:
            time_left = ""
        else:
            kept.clear()
    return ""


class PlainProgress:
    """At most about 20 lines for a whole run, evenly spaced, the last epoch always among them."""

    def __init__(self, epochs: int, write_line: Callable[[str], None]) -> None:
        self._epochs = epochs
        self._every = max(1, -(-epochs // (MOST_PLAIN_LINES - 1)))
        self._write_line = write_line
        self._written = 0

    def step_done(self, run: Run) -> bool:
        return False

    def epoch_done(self, run: Run) -> None:
        epoch = run.position.epoch
        if epoch % self._every == 0 or epoch in (1, self._epochs):
            self._write(run)

    def ending(self, run: Run, ending: Ending) -> None:
        if run.history and run.position.epoch != self._written:
            self._write(run)

    def _write(self, run: Run) -> None:
        self._written = run.position.epoch
        self._write_line(f"epoch {run.position.epoch}/{self._epochs}  {describe(run.history[-1])}")


class BarProgress:
    """A bar that is redrawn at most five times a second and left complete at the end."""

    def __init__(self, epochs: int, batches: int, stream: TextIO) -> None:
        self._epochs = epochs
        self._batches = batches
        self._stream = stream
        self._bar: Progress | None = None
        self._began = 0.0
        self._first_done = 0.0
        self._drawn = 0.0

    def step_done(self, run: Run) -> bool:
        now = time.monotonic()
        if now - self._drawn >= SECONDS_BETWEEN_UPDATES:
            self._draw(run, now)
        return False

    def epoch_done(self, run: Run) -> None:
        """Nothing: the next step draws, and ``ending`` the last state."""

    def ending(self, run: Run, ending: Ending) -> None:
        self._draw(run, time.monotonic())

    def close(self) -> None:
        """Give the terminal back, also after an error."""
        if self._bar is not None:
            self._bar.stop()

    def _draw(self, run: Run, now: float) -> None:
        done = run.position.epoch + run.position.step / self._batches
        if self._bar is None:
            self._bar = _new_bar(self._stream)
            self._bar.add_task("", total=self._epochs, epoch=f"epoch 1/{self._epochs}", numbers="")
            self._bar.start()
            self._began, self._first_done = now, done
        self._drawn = now
        pace = (now - self._began) / (done - self._first_done) if done > self._first_done else None
        time_left = ""
        if pace is not None and done < self._epochs:
            time_left = f"{_duration(pace * (self._epochs - done))} left"
        shown = min(run.position.epoch + (run.position.step > 0), self._epochs)
        epoch = f"epoch {shown}/{self._epochs}"
        room = self._bar.console.width - len(epoch) - NARROWEST_BAR - 3
        numbers = shortened(_parts(run.history[-1]) if run.history else [], time_left, room)
        self._bar.update(self._bar.task_ids[0], completed=done, epoch=epoch, numbers=numbers, refresh=True)


def _new_bar(stream: TextIO) -> Progress:
    # Here, because it takes longer to import than many runs take to train.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.fields[epoch]}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[numbers]}", markup=False),
        console=Console(file=stream),
        auto_refresh=False,
        expand=True,
    )


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


@contextmanager
def progress_on(stream: TextIO, epochs: int, batches: int) -> Iterator[Observer]:
    """The bar if the stream is a terminal, else plain lines. The terminal is given back however the block ends."""
    if stream.isatty():
        bar = BarProgress(epochs, batches, stream)
        try:
            yield bar
        finally:
            bar.close()
        return

    def write_line(text: str) -> None:
        stream.write(text + "\n")
        stream.flush()

    yield PlainProgress(epochs, write_line)
