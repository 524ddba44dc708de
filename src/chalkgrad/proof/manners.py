"""The ways leaves are drawn: ranges, all magnitudes, values that agree, and boundaries of comparisons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arithmetic import Array
from .boundaries import Boundary

#: Where leaves are drawn. Several ranges, because a logarithm needs positive numbers and a kink needs both signs.
RANGES: tuple[tuple[float, float], ...] = ((-1.5, 1.5), (0.05, 0.95), (-6.0, 6.0), (0.5, 3.0), (1.5, 40.0))


@dataclass(frozen=True)
class Magnitudes:
    """Both signs, and sizes from ``10^low`` to ``10^high``."""

    low: float
    high: float


@dataclass(frozen=True)
class Ties:
    """Few values, so that names are often equal to each other."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class AtBoundary:
    """The interval, but the boundary's leaf solves ``difference = 0``, or lies off the solution by a part of it.

    The points alternate between ``STEPS_OFF``.
    """

    boundary: Boundary
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """One point: ``draw`` says which of the random numbers it has, ``ranges`` the range of each name."""

    draw: int
    ranges: tuple[tuple[str, tuple[float, float]], ...]


@dataclass(frozen=True)
class EachItsOwn:
    """Every name from a range of its own, at each point another; names that no row mentions from ``default``."""

    rows: tuple[Row, ...]
    default: tuple[float, float] = (0.1, 0.9)

    @property
    def draws(self) -> list[int]:
        return [row.draw for row in self.rows]

    def __str__(self) -> str:
        return "each name from a range of its own"

    def spread(self, parts: Array, name: str) -> Array:
        """Rows that have the same draw and the same range have the same numbers, wherever they stand."""
        ranges = np.asarray([dict(row.ranges).get(name, self.default) for row in self.rows])
        ranges = ranges.reshape(len(ranges), 2, *(1,) * (parts.ndim - 1))
        low, high = ranges[:, 0], ranges[:, 1]
        return np.asarray(low + (high - low) * parts)


Manner = tuple[float, float] | Magnitudes | Ties | AtBoundary | EachItsOwn

ALL_MAGNITUDES = Magnitudes(-6, 3)
TIES = Ties((-2.0, -1.0, 0.0, 1.0, 2.0, 0.5))
#: How far off a boundary its leaf is drawn, relative to its own size or 1.
STEPS_OFF = (0.0, 0.001, -0.001, 0.0, 1.0, -1.0, 0.25, -0.25)
#: Steps of Newton's method: a boundary that is linear in its leaf is met by the first.
NEWTON_STEPS = 12
#: A last step this small, relative to the leaf's size or 1, has come near a solution.
ARRIVED = 1e-3


def spread(parts: Array, manner: Manner, name: str) -> Array:
    """Numbers in [0, 1) for the name, one row for each point, spread as the manner says."""
    match manner:
        case EachItsOwn():
            return manner.spread(parts, name)
        case Magnitudes(low, high):
            sizes = 10.0 ** (low + (high - low) * ((2 * parts) % 1))
            return np.asarray(np.where(parts < 0.5, -sizes, sizes))
        case Ties(choices):
            drawn: Array = np.asarray(choices)[(parts * len(choices)).astype(int)]
            return drawn
        case AtBoundary(_, low, high) | (low, high):
            return _uniform(parts, low, high)


def _uniform(parts: Array, low: float, high: float) -> Array:
    """Of a symmetric interval the second half of the points mirrors the first, so that no sign is missed."""
    if low == -high:
        half = len(parts) // 2
        parts[half : 2 * half] = 1 - parts[:half]
    return np.asarray(low + (high - low) * parts)


def salt(manner: Manner) -> str:
    """What the drawn numbers depend on."""
    return f"boundary {manner.low} {manner.high}" if isinstance(manner, AtBoundary) else str(manner)
