"""Python's cycle collector rests while a derivation is written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Whatever a derivation makes is kept, and none of it is a cycle (a test counts): there is nothing to collect.

    The collector would go over all of it again and again, a third of the time for a network of 100 layers.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
