"""When two arrays are the same up to rounding, entry by entry.

One scale for a whole array would let a wrong small column hide behind a large one, so every entry has its own: its
own size, and what rounding can do to it (measured by computing the gradient again with every operand off by a
rounding error). Where rounding is as large as the entry, agreement proves nothing, and that is said too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .labelled import Array

#: What is allowed relative to the entry itself, by the precision of the given numbers.
RELATIVE = {"float64": 1e-9, "float32": 1e-5, "float16": 1e-2}
#: How many times the measured effect of rounding is allowed: sums of many terms, other orders of summation.
ROUNDING_MARGIN = 32.0
#: An entry says something if the tolerance is at most this part of it: then a factor of 2 would be seen.
POWER = 0.25


@dataclass(frozen=True)
class Agreement:
    """The result of comparing two arrays of one shape. ``decided`` counts the entries that can say something."""

    agrees: bool
    largest: float
    decided: int
    entries: int
    wrong: int
    worst: tuple[int, ...]


def precision_of(array: Array) -> str:
    """The name of the floating type whose rounding is to be expected in ``array``."""
    name = array.dtype.name
    return name if name in RELATIVE else "float64"


def agreement(given: Array, right: Array, noise: Array | float, relative: float) -> Agreement:
    """Compare finite arrays of one shape; ``noise`` is the effect of rounding on each entry of ``right``."""
    floor = ROUNDING_MARGIN * np.nan_to_num(np.asarray(noise, dtype=float), nan=0.0, posinf=0.0)
    size = np.abs(right)
    allowed = relative * size + floor
    difference = np.abs(given - right)
    ratios = np.divide(difference, allowed, out=np.zeros_like(difference), where=allowed > 0)
    ratios = np.where((allowed == 0) & (difference > 0), np.inf, ratios)
    decided = (allowed <= POWER * size) & (size > 0)
    worst = np.unravel_index(int(np.argmax(ratios)), ratios.shape) if ratios.size else ()
    return Agreement(
        agrees=bool(np.all(ratios <= 1)),
        largest=float(ratios.max(initial=0.0) * relative),
        decided=int(np.count_nonzero(decided)),
        entries=int(given.size),
        wrong=int(np.count_nonzero(ratios > 1)),
        worst=tuple(int(place) for place in worst),
    )
