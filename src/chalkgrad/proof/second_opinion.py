"""The second opinion of the numeric engine: as many digits as it takes to tell a difference from rounding.

Both sides are computed twice, with different numbers of digits and rounded in opposite directions. What both agree
about is a difference; what shrinks as digits are added is rounding. How many digits are needed at least is measured:
sums whose terms differ by 60 orders of magnitude need 60 digits more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .arithmetic import Array
from .precision import DIGITS, HighPrecision, high_precision, watching

#: Terms further apart than so many digits are not told from each other: no verdict.
MOST_DIGITS = 1_500
#: Digits times numbers compared: beyond it, only few digits more than usual are spent.
MOST_WORK = 300_000
#: A difference may hide in the square or the cube of the smallest term.
WITHIN = 3
MOST_WITHIN = 1_200
MORE_DIGITS = 40
#: A difference that both computations see alike to this part is one.
ALIKE = 0.01
ATTEMPTS = 3

#: Both sides in one kind of number: (points, free indices ...).
Sides = tuple[Array, Array]


@dataclass(frozen=True)
class Opinion:
    """Which points are decided, with both sides defined in every entry, and the place of a difference, if any."""

    usable: npt.NDArray[np.bool_]
    different: tuple[int, ...] | None
    left: float = 0.0
    right: float = 0.0


def second_opinion(sides: Callable[[HighPrecision], Sides]) -> Opinion:
    """Whether both sides are equal at each point, wherever both are defined."""
    first = watching()
    left, right = sides(first)
    if not np.any(first.defined(left) & first.defined(right)):
        return Opinion(np.zeros(len(left), dtype=bool), None)
    apart = first.spread
    digits = DIGITS + max(apart, min(WITHIN * apart, MOST_WITHIN))
    settled: npt.NDArray[np.bool_] = np.zeros(left.shape, dtype=bool)
    defined = settled
    for _ in range(ATTEMPTS):
        if digits > MOST_DIGITS or (digits > 3 * DIGITS and digits * left.size > MOST_WORK):
            break
        coarse, fine = high_precision(digits, up=True), high_precision(digits + MORE_DIGITS)
        rough, (left, right) = sides(coarse), sides(fine)
        defined = fine.defined(left) & fine.defined(right) & coarse.defined(rough[0]) & coarse.defined(rough[1])
        gap, rough_gap = _gaps(left, right, defined), _gaps(*rough, defined)
        nonzero = np.asarray((gap > 0) & (rough_gap > 0), dtype=bool)
        different = nonzero & np.asarray(np.abs(gap - rough_gap) <= ALIKE * gap, dtype=bool)
        if different.any():
            where = tuple(int(n) for n in np.argwhere(different)[0])
            return Opinion(_all_entries(defined), where, float(left[where]), float(right[where]))
        tiny = fine.context.mpf(10) ** (MORE_DIGITS // 2)
        size = np.abs(np.where(defined, left, 0)) + np.abs(np.where(defined, right, 0))
        small = gap * tiny <= rough_gap
        small |= gap * tiny * fine.context.mpf(10) ** digits <= size
        settled = ~defined | np.asarray(small, dtype=bool)
        if settled.all():
            break
        digits *= 2
    return Opinion(_all_entries(defined) & _all_entries(settled), None)


def _gaps(left: Array, right: Array, defined: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    return np.asarray(np.abs(np.where(defined, left, 0) - np.where(defined, right, 0)), dtype=object)


def _all_entries(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.all(mask.reshape(len(mask), -1), axis=1)
    return found
