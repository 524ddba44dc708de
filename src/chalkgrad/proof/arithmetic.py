"""The kinds of numbers of the numeric engine: float64 and complex128 here, 50 digits in ``precision``.

Each kind turns undefined results (log of a negative number, division by zero) into NaN instead of raising, so that a
point can be called undefined. Comparisons look at real parts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


class Arithmetic:
    """float64; the other kinds change what differs."""

    name = "float64"
    tolerance = 1e-9

    def numbers(self, values: Array) -> Array:
        """Drawn values (float64) in this kind of number."""
        return np.asarray(values, dtype=np.float64)

    def constant(self, value: Fraction) -> Array:
        return np.asarray(value.numerator / value.denominator)

    def divide(self, left: Array, right: Array) -> Array:
        quotient: Array = np.divide(left, right)
        return quotient

    def power(self, base: Array, exponent: Array) -> Array:
        result: Array = np.power(base, exponent)
        return result

    def apply(self, function: str, value: Array) -> Array:
        result: Array = getattr(np, function)(value)
        return result

    def absolute(self, value: Array) -> Array:
        return np.where(self.real(value) < 0, -value, value)

    def real(self, value: Array) -> Array:
        return value

    def defined(self, value: Array) -> npt.NDArray[np.bool_]:
        return np.isfinite(value)

    def as_float(self, value: Array) -> npt.NDArray[np.float64]:
        """Magnitudes for error reports."""
        magnitude: npt.NDArray[np.float64] = np.abs(np.asarray(value)).astype(np.float64)
        return magnitude


class ComplexArithmetic(Arithmetic):
    """complex128: an opinion in which no comparison of magnitudes can hide a wrong factor."""

    name = "complex128"

    def numbers(self, values: Array) -> Array:
        return np.asarray(values, dtype=np.complex128)

    def constant(self, value: Fraction) -> Array:
        return np.asarray(complex(value.numerator / value.denominator))

    def real(self, value: Array) -> Array:
        real: Array = np.real(value)
        return real


FLOAT = Arithmetic()
COMPLEX = ComplexArithmetic()
