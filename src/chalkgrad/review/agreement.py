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
RELATIVE = {"float64": 1e-9, "float32": 1e-5, "float16": 2e-3}
#: How many times the measured effect of rounding is allowed: sums of many terms, other orders of summation. In half
#: precision a generous margin would hide errors of several percent.
ROUNDING_MARGIN = {"float64": 32.0, "float32": 32.0, "float16": 4.0}
#: Below this relative difference, wrong numbers are called close.
CLOSE = 1e-3
#: An entry says something if the tolerance is at most this part of it: then a factor of 2 would be seen.
POWER = 0.25


@dataclass(frozen=True)
class Allowance:
    """What is allowed to differ: ``noise`` is the effect of rounding on each entry, ``relative`` to the entry."""

    noise: Array
    relative: float
    precision: str = "float64"

    def agreement(self, given: Array, right: Array, ratio: float = 1.0) -> Agreement:
        """Compare finite arrays of one shape; ``ratio`` is how much larger than the gradient's their errors are."""
        noise = self.noise if self.noise.shape == right.shape else np.max(self.noise, initial=0.0)
        return agreement(given, right, ratio * noise, self.relative, ROUNDING_MARGIN[self.precision])


@dataclass(frozen=True)
class Agreement:
    """The result of comparing two arrays of one shape. ``decided`` counts the entries that can say something.

    ``largest`` is the largest difference relative to the entry (or to what rounding leaves of it); ``finest`` the
    relative error that would still be seen in half of the decided entries.
    """

    agrees: bool
    largest: float
    decided: int
    entries: int
    wrong: int
    worst: tuple[int, ...]
    finest: float = 0.0


def precision_of(array: Array) -> str:
    """The name of the floating type whose rounding is to be expected in ``array``."""
    name = array.dtype.name
    return name if name in RELATIVE else "float64"


def agreement(
    given: Array, right: Array, noise: Array | float, relative: float, margin: float = ROUNDING_MARGIN["float64"]
) -> Agreement:
    """Compare finite arrays of one shape; ``noise`` is the effect of rounding on each entry of ``right``."""
    floor = margin * np.nan_to_num(np.asarray(noise, dtype=float), nan=0.0, posinf=0.0)
    size = np.abs(right)
    allowed = relative * size + floor
    difference = np.abs(given - right)
    ratios = np.divide(difference, allowed, out=np.zeros_like(difference), where=allowed > 0)
    ratios = np.where((allowed == 0) & (difference > 0), np.inf, ratios)
    decided = (allowed <= POWER * size) & (size > 0)
    fineness = (allowed / np.where(size > 0, size, 1.0))[decided]
    parts = difference[decided] / size[decided]
    worst = np.unravel_index(int(np.argmax(ratios)), ratios.shape) if ratios.size else ()
    return Agreement(
        agrees=bool(np.all(ratios <= 1)),
        largest=max(float(parts.max(initial=0.0)), float(ratios[~decided].max(initial=0.0) * relative)),
        decided=int(np.count_nonzero(decided)),
        entries=int(given.size),
        wrong=int(np.count_nonzero(ratios > 1)),
        worst=tuple(int(place) for place in worst),
        finest=float(np.median(fineness)) if fineness.size else 0.0,
    )
