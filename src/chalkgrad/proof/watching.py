"""float64 that notes what is compared: which sides of a kink have been seen can be told only from the numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arithmetic import Array, StrictArithmetic

#: Functions that are smooth on pieces that may not hang together: ``sqrt(x^2)`` is x on one and -x on the other.
_BROKEN = frozenset({"sqrt", "log"})


class Watching(StrictArithmetic):
    """``gaps`` are left minus right of every comparison that was made, in order; ``broken`` whether a root, a power
    that is not whole, or a logarithm was met."""

    def __init__(self) -> None:
        self.gaps: list[Array] = []
        self.broken = False

    def met(self, left: Array, right: Array) -> None:
        self.gaps.append(np.asarray(left - right))

    def power(self, base: Array, exponent: Array) -> Array:
        self.broken = self.broken or bool(np.any(exponent != np.round(exponent)))
        return super().power(base, exponent)

    def apply(self, function: str, value: Array) -> Array:
        self.broken = self.broken or function in _BROKEN
        return super().apply(function, value)


@dataclass(frozen=True)
class Sight:
    """What one drawing of points has shown.

    ``names`` are the leaves that were drawn, ``usable`` the points at which both sides are defined, ``gaps`` the
    comparisons (first dimension: points, or 1).
    """

    names: tuple[str, ...]
    usable: npt.NDArray[np.bool_]
    gaps: tuple[Array, ...]
    broken: bool

    @property
    def has_pieces(self) -> bool:
        """Whether the two sides may be made of pieces, so that agreement on one says nothing about another."""
        return bool(self.gaps) or self.broken

    def gap(self, number: int) -> Array:
        """Comparison ``number``: one row for each point."""
        values = self.gaps[number]
        rows = values.reshape(len(values), -1)
        return np.broadcast_to(rows, (len(self.usable), rows.shape[1]))
