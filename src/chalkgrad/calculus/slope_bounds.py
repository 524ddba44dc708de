"""The slope of an activation in numbers: 50 digits, from the definition of the function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from itertools import pairwise
from typing import Any

from ..errors import NotSupported, ProofError
from ..library import functions
from ..proof import Certificate
from ..terms import (
    Add,
    Apply,
    Compare,
    Div,
    Entry,
    Function,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Term,
)
from .slope_range import slope_range
from .theorem import SlopeBound

_DIGITS = 50
REACH = 40  # every activation of a network is nearly a straight line, or flat, well before
_STEPS_PER_UNIT = 4
_TOLERANCE = 1e-15  # of a derivative taken numerically with 50 digits

_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
}


def slope_bound(function: Function, threshold: Fraction) -> SlopeBound:
    """The least and the greatest slope for |z| <= 40, and where it falls under the threshold for good.

    The derivative of the value, taken numerically, is compared with the stated slope at every point between kinks.
    Raises ProofError if they differ, NotSupported for a function of a vector or without a slope.
    """
    if function.slope is None or function.axis_index is not None:
        raise NotSupported(f"{function.name} has no slope that is one number")
    context: Any = import_module("mpmath").MPContext()
    context.dps = _DIGITS
    numbers = _Numbers(context)
    points = [context.mpf(k) / _STEPS_PER_UNIT for k in range(-REACH * _STEPS_PER_UNIT, REACH * _STEPS_PER_UNIT + 1)]
    slopes = [numbers.slope(function, z) for z in points]
    kinks = [numbers.value(kink, {}) for kink in function.kinks]
    smooth = [k for k, z in enumerate(points) if k % _STEPS_PER_UNIT == 0 and z not in kinks]
    error = max(abs(context.diff(lambda z: numbers.function(function, (z,)), points[k]) - slopes[k]) for k in smooth)
    if error > _TOLERANCE:
        raise ProofError(f"the stated slope of {function.name} differs from its derivative by {float(error):.2g}")
    greatest = max(slopes)
    exact = slope_range(function)
    if exact is not None and not all(exact.holds(_fraction(slope)) for slope in slopes):
        raise ProofError(f"the slope of {function.name} leaves {exact.text}")

    limit = context.mpf(threshold.numerator) / threshold.denominator

    def small(z: Any) -> bool:
        return bool(abs(numbers.slope(function, z)) < limit)

    left, right = _edge(points, small), _edge(points[::-1], small)
    return SlopeBound(
        function.name,
        float(min(slopes)),
        float(greatest),
        float(min((z for z, s in zip(points, slopes, strict=True) if s == greatest), key=abs)),
        threshold,
        left,
        right,
        Certificate("tested", f"{_DIGITS} digits", points=len(smooth), largest_error=float(error)),
        exact,
    )


def _fraction(number: Any) -> Fraction:
    """A number of mpmath without any rounding; what differs from a short decimal by rounding alone is that decimal."""
    sign, mantissa, exponent, _ = number._mpf_
    exact = Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** int(exponent)
    near = exact.limit_denominator(10**6)
    return near if abs(near - exact) < Fraction(1, 10**45) and near != 0 else exact


def _edge(points: list[Any], small: Callable[[Any], bool]) -> float | None:
    """Coming from outside, the last number up to which the slope is small; None if it is not small outside."""
    if not small(points[0]):
        return None
    for outer, inner in pairwise(points):
        if not small(inner):
            while abs(inner - outer) > 1e-12:
                middle = (outer + inner) / 2
                outer, inner = (middle, inner) if small(middle) else (outer, middle)
            return round(float(outer), 9) + 0.0  # never -0
    return float(points[-1])


class _Numbers:
    """The value of a scalar formula with many digits."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.primitives: dict[str, Callable[..., Any]] = {
            name: getattr(context, name) for name in ("exp", "log", "sqrt", "log1p", "expm1", "sin", "cos")
        }
        self.primitives |= {"abs": abs, "max": max, "min": min}

    def function(self, function: Function, arguments: tuple[Any, ...]) -> Any:
        return self.value(function.value, self._given(function, arguments))

    def slope(self, function: Function, z: Any) -> Any:
        """The stated slope at z."""
        assert function.slope is not None
        given = self._given(function, (z,))
        given[function.own] = self.value(function.value, given)
        return self.value(function.slope, given)

    def _given(self, function: Function, arguments: tuple[Any, ...]) -> dict[str, Any]:
        given = {name: self.value(default, {}) for name, default in function.defaults.items()}
        given.update(zip(function.arguments, arguments, strict=False))
        return given

    def value(self, term: Term, given: dict[str, Any]) -> Any:
        match term:
            case Number(value):
                return self.context.mpf(value.numerator) / value.denominator
            case Entry(name, ()):
                return given[name]
            case Add(terms):
                return sum((self.value(t, given) for t in terms), self.context.mpf(0))
            case Neg(body):
                return -self.value(body, given)
            case Mul(factors):
                return self.context.fprod(self.value(f, given) for f in factors)
            case Div(left, right):
                return self.value(left, given) / self.value(right, given)
            case Power(base, exponent):
                return self.value(base, given) ** self.value(exponent, given)
            case Select(condition, then, otherwise):
                return self.value(then if self._holds(condition, given) else otherwise, given)
            case Apply(name, arguments):
                return self._apply(name, tuple(self.value(a, given) for a in arguments))
            case _:
                raise NotSupported(f"{type(term).__name__} is no formula in one number")

    def _holds(self, condition: Compare, given: dict[str, Any]) -> bool:
        return _RELATIONS[condition.relation](self.value(condition.left, given), self.value(condition.right, given))

    def _apply(self, name: str, arguments: tuple[Any, ...]) -> Any:
        if name in self.primitives:
            return self.primitives[name](*arguments)
        known = functions().get(name)
        if known is None or known.axis_index is not None:
            raise NotSupported(f"{name} is not known as a function of one number")
        return self.function(known, arguments)
