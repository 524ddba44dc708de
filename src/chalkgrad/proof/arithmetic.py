"""The kinds of numbers of the numeric engine: float64 and complex128 here, 50 digits in ``precision``.

The kinds that proof uses turn undefined results (log of a number that is not positive, division by zero) into NaN: an
infinity would come back as a defined value through 1/inf or a comparison. Comparisons look at real parts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


class Arithmetic:
    """float64 as NumPy has it; the other kinds change what differs."""

    name = "float64"
    tolerance = 1e-9
    tied: Any = 0.0  # numbers this far apart, relative to their size, are taken to be equal in a comparison
    strict = False  # whether what has no value or no derivative is NaN
    most_numbers = 2**62  # in one array

    def numbers(self, values: Array) -> Array:
        """Drawn values (float64) in this kind of number."""
        return np.asarray(values, dtype=np.float64)

    def constant(self, value: Fraction) -> Array:
        return np.asarray(nearest(value))

    def add(self, left: Array, right: Array) -> Array:
        total: Array = left + right
        return total

    def total(self, values: Array, axis: int) -> Array:
        """The sum along an axis, which stays with size 1."""
        total: Array = values.sum(axis=axis, keepdims=True)
        return total

    def divide(self, left: Array, right: Array) -> Array:
        quotient: Array = np.divide(left, right)
        return quotient

    def power(self, base: Array, exponent: Array) -> Array:
        result: Array = np.power(base, exponent)
        return result

    def apply(self, function: str, value: Array) -> Array:
        result: Array = getattr(np, function)(value)
        return result

    def real(self, value: Array) -> Array:
        return value

    def met(self, left: Array, right: Array) -> None:
        """Told the sides of every comparison; of interest to one kind of number alone."""

    def settled(self, left: Array, right: Array) -> tuple[Array, Array]:
        """The sides of a comparison; here as they are."""
        return left, right

    def defined(self, value: Array) -> npt.NDArray[np.bool_]:
        return np.isfinite(value)

    def as_float(self, value: Array) -> npt.NDArray[np.float64]:
        """Magnitudes for error reports."""
        magnitude: npt.NDArray[np.float64] = np.abs(np.asarray(value)).astype(np.float64)
        return magnitude


class StrictArithmetic(Arithmetic):
    """float64 in which what is infinite is undefined, and so is a derivative at a kink."""

    strict = True
    most_numbers = 2**25

    def divide(self, left: Array, right: Array) -> Array:
        return _finite(super().divide(left, right))

    def power(self, base: Array, exponent: Array) -> Array:
        return _finite(super().power(base, exponent))

    def apply(self, function: str, value: Array) -> Array:
        return _finite(super().apply(function, value))


class ComplexArithmetic(StrictArithmetic):
    """complex128: an opinion in which no comparison of magnitudes can hide a wrong factor."""

    name = "complex128"

    def numbers(self, values: Array) -> Array:
        return np.asarray(values, dtype=np.complex128)

    def constant(self, value: Fraction) -> Array:
        return np.asarray(complex(nearest(value)))

    def real(self, value: Array) -> Array:
        real: Array = np.real(value)
        return real


def nearest(value: Fraction) -> float:
    """The closest float64; infinite beyond its range."""
    try:
        return value.numerator / value.denominator
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _finite(values: Array) -> Array:
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


PLAIN = Arithmetic()
FLOAT = StrictArithmetic()
COMPLEX = ComplexArithmetic()
