"""Stopping a run on Ctrl-C between two steps, never in the middle of one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .loop import Ending, Run


class Interrupt:
    """An observer that asks the loop to stop once it was requested."""

    def __init__(self) -> None:
        self.requested = False

    def step_done(self, run: Run) -> bool:
        return self.requested

    def epoch_done(self, run: Run) -> None:
        """Nothing to do."""

    def ending(self, run: Run, ending: Ending) -> None:
        """Nothing to do."""


@contextmanager
def deferred_interrupt() -> Iterator[Interrupt]:
    """Turn the first Ctrl-C inside the block into a request; a second one interrupts at once.

    Outside the main thread, where Python delivers no signals, the request never comes and nothing is changed.
    """
    interrupt = Interrupt()
    if threading.current_thread() is not threading.main_thread():
        yield interrupt
        return

    def request(number: int, frame: FrameType | None) -> None:
        interrupt.requested = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, request)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
