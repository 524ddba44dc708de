"""What rounding errors can do to a number: arithmetic that is off by a random one after every operation."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .labelled import Array


@dataclass(frozen=True)
class Rounding:
    """Random rounding errors of a precision, at most ``eps`` of the number itself; zeros stay zeros.

    Two programs for one formula differ by about as much as two seeds. Sums and products of short numbers (small whole
    numbers, halves, quarters) are exact in every program, so ``linear`` leaves those alone: otherwise an entry
    that is exactly 0 would fall on a random side of a kink.
    """

    eps: float
    seed: int
    _random: np.random.Generator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_random", np.random.default_rng(self.seed))

    def after(self, array: Array) -> Array:
        """The result of an operation; what is true or false stays so."""
        if array.dtype.kind not in "fc":
            return array
        return np.asarray(array * (1 + self.eps * self._random.uniform(-1, 1, np.shape(array))))

    def linear(self, array: Array) -> Array:
        """Numbers that came about by sums and products."""
        return np.where(self._is_short(array), array, self.after(array))

    def _is_short(self, array: Array) -> Array:
        """Whether the digits are so few that a product still fits."""
        bits = -np.log2(self.eps)
        scaled = array.real * 2.0 ** (bits // 3)
        return np.asarray((np.rint(scaled) == scaled) & (np.abs(scaled) < 2.0**bits) & (array.imag == 0))
