"""50-digit numbers for the numeric engine's second opinion. mpmath loads when the first is needed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from .arithmetic import Arithmetic, Array

DIGITS = 50
#: Two numbers this close, relative to their size, are taken to be equal when they are compared.
TIED = 1e-40
_ONE_ARGUMENT = ("exp", "log", "sqrt", "log1p", "expm1", "sin", "cos")


class HighPrecision(Arithmetic):
    """50 digits, in object arrays, in a context of its own: the user's mpmath settings stay as they are."""

    name = "50 digits"
    tolerance = 1e-35

    def __init__(self) -> None:
        mpmath: Any = import_module("mpmath")
        self.context: Any = mpmath.MPContext()
        self.context.dps = DIGITS
        context = self.context
        self._convert = np.frompyfunc(lambda value: context.mpf(float(value)), 1, 1)
        self._is_finite = np.frompyfunc(lambda value: bool(context.isfinite(value)), 1, 1)
        self._divide = self._lift(lambda left, right: left / right, 2)
        self._power = self._lift(lambda base, exponent: base**exponent, 2)
        self._functions = {
            name: self._lift(getattr(context, name), 1)
            for name in ("exp", "log", "sqrt", "log1p", "expm1", "sin", "cos")
        }

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

    def divide(self, left: Array, right: Array) -> Array:
        return np.asarray(self._divide(left, right), dtype=object)

    def power(self, base: Array, exponent: Array) -> Array:
        return np.asarray(self._power(base, exponent), dtype=object)

    def apply(self, function: str, value: Array) -> Array:
        return np.asarray(self._functions[function](value), dtype=object)

    def settled(self, left: Array, right: Array) -> tuple[Array, Array]:
        """The sides of a comparison, made equal where they differ by rounding alone: ``softmax`` of equal numbers."""
        left, right = np.broadcast_arrays(left, right)
        tied = np.asarray(np.abs(left - right) <= TIED * (np.abs(left) + np.abs(right)), dtype=bool)
        return (np.where(tied, right, left), right) if tied.any() else (left, right)

    def defined(self, value: Array) -> npt.NDArray[np.bool_]:
        return np.asarray(self._is_finite(value), dtype=bool)

    def as_float(self, value: Array) -> npt.NDArray[np.float64]:
        return np.abs(np.asarray(value).astype(np.float64))


@lru_cache(maxsize=1)
def high_precision() -> HighPrecision:
    return HighPrecision()
