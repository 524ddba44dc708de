"""Numbers of many digits for the numeric engine's second opinion. mpmath loads when the first is needed."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from math import frexp, isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from .arithmetic import Arithmetic, Array

DIGITS = 50
#: Two numbers are taken to be equal in a comparison when all but this many digits agree: ``softmax`` of equal numbers.
SPARE_DIGITS = 10
#: Arguments beyond 2 to this power take exponentials, sines and powers out of reach: the value counts as undefined.
LARGEST_ARGUMENT = 64
#: Whole numbers beyond 2 to this power are no exponents to square up to.
LARGEST_WHOLE = 12
_DIGITS_PER_BIT = 0.30103


class HighPrecision(Arithmetic):
    """Many digits, in object arrays, in a context of its own: the user's mpmath settings stay as they are.

    Every operation is rounded in one direction: ``up`` away from zero, else towards it. What two directions agree about
    is no rounding error. ``spread`` is how many digits apart the terms of any sum were so far, where ``watching``: so
    many digits more are needed to see the smallest of them.
    """

    name = "many digits"
    tolerance = 1e-35
    strict = True
    most_numbers = 2**20

    def __init__(self, digits: int = DIGITS, *, up: bool = False) -> None:
        mpmath: Any = import_module("mpmath")
        self.digits = digits
        self.spread = 0
        self.watching = False
        self.context: Any = mpmath.MPContext()
        self.context.dps = digits
        self.context._prec_rounding[1] = "u" if up else "d"
        context = self.context
        self._convert = np.frompyfunc(lambda value: context.mpf(float(value)), 1, 1)
        self._is_finite = np.frompyfunc(lambda value: bool(context.isfinite(value)), 1, 1)
        self.tied = context.mpf(10) ** (SPARE_DIGITS - digits)
        self._divide = self._lift(lambda left, right: left / right, 2)
        self._power = self._lift(self._to_the, 2)
        self._functions = {
            name: self._lift(self._within_reach(getattr(context, name)), 1)
            for name in ("log", "sqrt", "log1p", "expm1", "sin", "cos")
        }
        self._functions["exp"] = self._lift(self._within_reach(self._exp), 1)
        self._quarter = context.mpf(0.25)
        self._root_of_e = context.exp(self._quarter)

    def _to_the(self, base: Any, exponent: Any) -> Any:
        if magnitude(exponent) > LARGEST_ARGUMENT or abs(magnitude(base)) > 2**LARGEST_ARGUMENT:
            return self.context.nan
        if exponent < 0 and not base:
            return self.context.nan
        return base**exponent

    def _exp(self, value: Any) -> Any:
        """mpmath takes e to a large whole number by squaring, a thousand times for ``e^(10^300)``; any other exponent
        is reduced to a small one first."""
        if magnitude(value) <= LARGEST_WHOLE or not self.context.isint(value):
            return self.context.exp(value)
        return self.context.exp(self.context.fsub(value, self._quarter, exact=True)) * self._root_of_e

    def _within_reach(self, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        nan = self.context.nan
        return lambda value: nan if magnitude(value) > LARGEST_ARGUMENT * 16 else function(value)

    def _lift(self, function: Callable[..., Any], arguments: int) -> Callable[..., Any]:
        """The function on arrays; NaN where it is undefined or leaves the real numbers."""
        context = self.context

        def guarded(*values: Any) -> Any:
            try:
                result = function(*values)
            except (ZeroDivisionError, ValueError, OverflowError):
                return context.nan
            return result if isinstance(result, context.mpf) and context.isfinite(result) else context.nan

        lifted: Callable[..., Any] = np.frompyfunc(guarded, arguments, 1)
        return lifted

    def numbers(self, values: Array) -> Array:
        return np.asarray(self._convert(np.asarray(values, dtype=object)), dtype=object)

    def constant(self, value: Fraction) -> Array:
        made = np.empty((), dtype=object)
        made[()] = self.context.mpf(value.numerator) / value.denominator
        return made

    def add(self, left: Array, right: Array) -> Array:
        if self.watching:
            sizes, others = np.broadcast_arrays(_magnitudes(left), _magnitudes(right))
            self._watch(np.abs(sizes - others))
        total: Array = left + right
        return total

    def total(self, values: Array, axis: int) -> Array:
        if self.watching:
            sizes = _magnitudes(values)
            self._watch(np.fmax.reduce(sizes, axis=axis) - np.fmin.reduce(sizes, axis=axis))
        return super().total(values, axis)

    def _watch(self, gaps: npt.NDArray[np.float64]) -> None:
        widest = np.fmax.reduce(gaps, axis=None, initial=0.0)
        self.spread = max(self.spread, int(widest * _DIGITS_PER_BIT))

    def divide(self, left: Array, right: Array) -> Array:
        return np.asarray(self._divide(left, right), dtype=object)

    def power(self, base: Array, exponent: Array) -> Array:
        return np.asarray(self._power(base, exponent), dtype=object)

    def apply(self, function: str, value: Array) -> Array:
        if self.watching and function in ("exp", "cos"):  # 1 + u + ..., 1 - u²/2 + ...
            self._watch(np.fmax(-2 * _magnitudes(value), 0.0))
        return np.asarray(self._functions[function](value), dtype=object)

    def settled(self, left: Array, right: Array) -> tuple[Array, Array]:
        """The sides of a comparison, made equal where they differ by rounding alone."""
        left, right = np.broadcast_arrays(left, right)
        tied = np.asarray(np.abs(left - right) <= self.tied * (np.abs(left) + np.abs(right)), dtype=bool)
        return (np.where(tied, right, left), right) if tied.any() else (left, right)

    def defined(self, value: Array) -> npt.NDArray[np.bool_]:
        return np.asarray(self._is_finite(value), dtype=bool)

    def as_float(self, value: Array) -> npt.NDArray[np.float64]:
        return np.abs(np.asarray(value).astype(np.float64))


def magnitude(value: Any) -> int:
    """The least n with ``|value| < 2^n``, for a number that is neither zero nor undefined; else 0."""
    found = _exponent(value)
    return 0 if found is None else found


def _exponent(value: Any) -> int | None:
    parts = getattr(value, "_mpf_", None)
    if parts is None:  # the zeros and NaNs that NumPy puts in
        return frexp(value)[1] if value and isfinite(value) else None
    return int(parts[2] + parts[3]) if parts[1] else None


def _magnitude_or_nan(value: Any) -> float:
    found = _exponent(value)
    return float("nan") if found is None else float(min(max(found, -(10**9)), 10**9))


def _magnitudes(values: Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.asarray(_EACH_MAGNITUDE(values), dtype=np.float64)
    return found


_EACH_MAGNITUDE = np.frompyfunc(_magnitude_or_nan, 1, 1)


@lru_cache(maxsize=12)
def high_precision(digits: int = DIGITS, *, up: bool = False) -> HighPrecision:
    return HighPrecision(digits, up=up)


def watching() -> HighPrecision:
    """Numbers that note how many digits apart the terms of sums are; the context is shared, as it is dear to make."""
    made = copy(high_precision())
    made.watching, made.spread = True, 0
    return made
