"""Lines of numbers: a formula at the decimals that are printed, and whether it gives the decimals printed behind it.

Where a formula needs no function but + - * / and whole powers, or others only where their values are fractions, as in
exp(0) = 1 and sqrt(4) = 2, it is computed in exact fractions; else with 50 digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np

from ..errors import DataError
from ..terms import Context, Index, Term
from .arithmetic import Arithmetic, Array, nearest
from .certificate import Certificate
from .drawing import Point
from .dual import Dual
from .precision import DIGITS, high_precision

#: Of a number that is written as a fraction; 10^6000 has fewer.
MOST_BITS = 20_000


class NotRational(Exception):
    """A function whose values are no fractions, such as exp, or fractions that grow too long."""


class NoValue(DataError):
    """A formula without a value at these numbers, such as the logarithm of 0."""


class OutOfReach(NoValue):
    """A value that is too large or too close to 0 to be written as a fraction."""


class ExactFractions(Arithmetic):
    """Fractions in object arrays; every result is exact."""

    name = "exact fractions"
    tolerance = 0.0

    def numbers(self, values: Array) -> Array:
        return np.asarray(_FRACTION(np.asarray(values, dtype=object)), dtype=object)

    def constant(self, value: Fraction) -> Array:
        made = np.empty((), dtype=object)
        made[()] = value
        return made

    def divide(self, left: Array, right: Array) -> Array:
        return np.asarray(_DIVIDE(left, right), dtype=object)

    def power(self, base: Array, exponent: Array) -> Array:
        return np.asarray(_POWER(base, exponent), dtype=object)

    def apply(self, function: str, value: Array) -> Array:
        made = np.empty(np.shape(value), dtype=object)
        for place, number in np.ndenumerate(np.asarray(value, dtype=object)):
            made[place] = _root(Fraction(number)) if function == "sqrt" else _known(function, Fraction(number))
        return made

    def defined(self, value: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.ones(np.shape(value), dtype=bool)


def at_decimals(
    term: Term,
    values: Mapping[str, Array],
    context: Context,
    *,
    indices: tuple[Index, ...] = (),
    sizes: Mapping[str, int],
    digits: int = DIGITS,
    up: bool = False,
    exactly: bool = True,
) -> tuple[Array, bool]:
    """A term's value, an object array of fractions with an axis for each of ``indices``, and whether it is exact.

    ``values`` holds object arrays of fractions, in the layout of their names without single axes; every name needs
    one. A value that is not exact was computed with so many ``digits``, each operation rounded away from zero (``up``)
    or towards it; without ``exactly`` all are. At a kink the stated slope of a function is used. Raises NoValue where
    the term has no value (the logarithm of 0).
    """
    if exactly:
        try:
            return _fractions(_evaluated(term, values, context, indices, sizes, ExactFractions())), True
        except (NotRational, ZeroDivisionError):
            pass
    return _fractions(_evaluated(term, values, context, indices, sizes, high_precision(digits, up=up))), False


def to_digits(values: Array, digits: int, *, up: bool = False) -> Array:
    """Fractions as numbers of so many digits, so that what is computed from them does not grow."""
    return _fractions(_converted(values, high_precision(digits, up=up)))


def numbers_hold(
    term: Term,
    values: Mapping[str, Array],
    shown: Array,
    places: int | Array,
    context: Context,
    *,
    indices: tuple[Index, ...] = (),
    sizes: Mapping[str, int],
    digits: int = DIGITS,
) -> Certificate | None:
    """How it is known that the term at ``values`` is ``shown``, to ``places`` decimals; None if it is not.

    ``places`` is one number or an array with one for each entry, negative left of the point. ``proved`` where both
    are equal as fractions; ``tested`` where the term, computed with so many ``digits`` or as a fraction with more
    decimals, rounds to what is shown in every entry. None as well where it has no value.
    """
    try:
        found, exact = at_decimals(term, values, context, indices=indices, sizes=sizes, digits=digits)
    except NoValue:
        return None
    if exact and np.array_equal(found, shown):
        return Certificate("proved", ExactFractions.name)
    entries = zip(found.flat, np.broadcast_to(places, np.shape(found)).flat, shown.flat, strict=True)
    if not all(round(value, int(to)) == decimals for value, to, decimals in entries):
        return None
    gap = max((abs(nearest(a - b)) for a, b in zip(found.flat, shown.flat, strict=True)), default=0.0)
    return Certificate("tested", TO_THE_DIGITS_SHOWN, points=1, largest_error=gap)


#: The method of a certificate for a line whose result is rounded.
TO_THE_DIGITS_SHOWN = "to the digits shown"
#: The same where the rounded numbers of the line would give other last digits than the numbers themselves.
FROM_THE_UNROUNDED = "to the digits shown, from the unrounded numbers"


def _evaluated(
    term: Term,
    values: Mapping[str, Array],
    context: Context,
    indices: tuple[Index, ...],
    sizes: Mapping[str, int],
    arithmetic: Arithmetic,
) -> Array:
    given = {name: Dual(_converted(array, arithmetic)[np.newaxis, np.newaxis]) for name, array in values.items()}
    point = Point(context, arithmetic, sizes, (0.0, 1.0), count=1, seed=0, given=given, use_slopes=True)
    missing = [entry.name for entry in point.entries(term) if entry.name not in given]
    if missing:
        raise DataError(f"a value for {missing[0]} is missing")
    with np.errstate(all="ignore"):
        result: Array = point.laid_out(term, indices).value[0, 0]
    return result


def _converted(array: Array, arithmetic: Arithmetic) -> Array:
    """Fractions in the kind of number of the arithmetic, each to its full accuracy."""
    made = np.empty(np.shape(array), dtype=object)
    for place, value in np.ndenumerate(np.asarray(array, dtype=object)):
        made[place] = arithmetic.constant(value)[()]
    return made


def _fractions(values: Array) -> Array:
    made = np.empty(np.shape(values), dtype=object)
    for place, value in np.ndenumerate(np.asarray(values, dtype=object)):
        made[place] = _as_fraction(value)
    return made


def _as_fraction(value: Any) -> Fraction:
    """A fraction, a whole number, or a number of many digits, as the fraction it is."""
    if isinstance(value, (Fraction, int)):
        return Fraction(value)
    parts = getattr(value, "_mpf_", None)
    if parts is None:  # the zeros and ones that NumPy puts in
        if float(value) in (0.0, 1.0):
            return Fraction(int(value))
        raise NoValue("a formula has no value at these numbers")
    if not high_precision().context.isfinite(value):
        raise NoValue("a formula has no value at these numbers")
    sign, mantissa, exponent, _ = parts
    if abs(exponent) > MOST_BITS:
        raise OutOfReach("a formula has a value at these numbers that is too large or too close to 0 to be written")
    size: Fraction = int(mantissa) * Fraction(2) ** int(exponent)
    return -size if sign else size


#: Where these functions have values that are fractions, and which.
_KNOWN = {"exp": (0, 1), "log": (1, 0), "log1p": (0, 0), "expm1": (0, 0), "sin": (0, 0), "cos": (0, 1)}


def _known(function: str, number: Fraction) -> Fraction:
    at, value = _KNOWN.get(function, (None, 0))
    if number != at:
        raise NotRational(function)
    return Fraction(value)


def _root(number: Fraction) -> Fraction:
    if number < 0:
        raise NotRational("sqrt")
    root = Fraction(isqrt(number.numerator), isqrt(number.denominator))
    if root**2 != number:
        raise NotRational("sqrt")
    return root


def _to_the(base: Any, exponent: Any) -> Any:
    whole = Fraction(exponent)
    if whole.denominator != 1 or abs(whole) > 64:
        raise NotRational("a power")
    base = Fraction(base)
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(whole) > MOST_BITS:
        raise NotRational("a long power")
    return base ** int(whole)


_FRACTION = np.frompyfunc(Fraction, 1, 1)
_DIVIDE = np.frompyfunc(lambda left, right: Fraction(left) / Fraction(right), 2, 1)
_POWER = np.frompyfunc(_to_the, 2, 1)
