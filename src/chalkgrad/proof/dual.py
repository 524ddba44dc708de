"""Forward-mode dual numbers over arrays: a value and, where it depends on what is varied, its tangent.

Derivatives of ``choose``, ``abs`` and ``largest`` are those of the branch that is taken; at a kink that is one
of the two one-sided derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from .arithmetic import Arithmetic, Array


@dataclass(frozen=True, slots=True)
class Dual:
    """``value`` and ``tangent`` have the same number of dimensions and broadcast; no tangent means zero."""

    value: Array
    tangent: Array | None = None


class Duals:
    """The operations on duals in one kind of number."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic

    def add(self, left: Dual, right: Dual) -> Dual:
        return Dual(left.value + right.value, _plus(left.tangent, right.tangent))

    def negative(self, body: Dual) -> Dual:
        return Dual(-body.value, None if body.tangent is None else -body.tangent)

    def multiply(self, left: Dual, right: Dual) -> Dual:
        return Dual(
            left.value * right.value, _plus(_times(left.tangent, right.value), _times(right.tangent, left.value))
        )

    def divide(self, left: Dual, right: Dual) -> Dual:
        quotient = self.arithmetic.divide(left.value, right.value)
        change = _plus(left.tangent, _times(right.tangent, -quotient))
        return Dual(quotient, None if change is None else self.arithmetic.divide(change, right.value))

    def power(self, base: Dual, exponent: Dual) -> Dual:
        power = self.arithmetic.power
        value = power(base.value, exponent.value)
        by_base = by_exponent = None
        if base.tangent is not None:
            one = self.arithmetic.constant(Fraction(1))
            by_base = base.tangent * exponent.value * power(base.value, exponent.value - one)
        if exponent.tangent is not None:
            by_exponent = exponent.tangent * value * self.arithmetic.apply("log", base.value)
        return Dual(value, _plus(by_base, by_exponent))

    def apply(self, function: str, u: Dual) -> Dual:
        """A primitive of one argument."""
        if function == "abs":
            zero = Dual(self.arithmetic.constant(Fraction(0)).reshape((1,) * u.value.ndim))
            return self.choose("<", u, zero, self.negative(u), u)
        value = self.arithmetic.apply(function, u.value)
        if u.tangent is None:
            return Dual(value)
        return Dual(value, self._slope(function, u.value, value, u.tangent))

    def _slope(self, function: str, u: Array, value: Array, tangent: Array) -> Array:
        arithmetic = self.arithmetic
        one: Array = arithmetic.constant(Fraction(1))
        match function:
            case "log":
                return arithmetic.divide(tangent, u)
            case "sqrt":
                return arithmetic.divide(tangent, value + value)
            case "log1p":
                return arithmetic.divide(tangent, one + u)
            case "exp":
                factor = value
            case "expm1":
                factor = value + one
            case "sin":
                factor = arithmetic.apply("cos", u)
            case _:
                factor = -arithmetic.apply("sin", u)
        return tangent * factor

    def choose(self, relation: str, left: Dual, right: Dual, then: Dual, otherwise: Dual) -> Dual:
        """``then`` where ``left relation right``, else ``otherwise``; NaN where the condition itself is undefined."""
        truth = self._truth(relation, left, right)
        value = np.where(truth, then.value, otherwise.value)
        value = _undefined_like(value, left.value, right.value)
        if then.tangent is None and otherwise.tangent is None:
            return Dual(value)
        first, second = (np.zeros_like(d.value) if d.tangent is None else d.tangent for d in (then, otherwise))
        return Dual(value, _undefined_like(np.where(truth, first, second), left.value, right.value))

    def compare(self, relation: str, left: Dual, right: Dual) -> Dual:
        """1 where the relation holds, else 0; NaN where a side is undefined."""
        truth = self.arithmetic.numbers(self._truth(relation, left, right).astype(np.float64))
        return Dual(_undefined_like(truth, left.value, right.value))

    def _truth(self, relation: str, left: Dual, right: Dual) -> npt.NDArray[np.bool_]:
        a, b = self.arithmetic.settled(self.arithmetic.real(left.value), self.arithmetic.real(right.value))
        match relation:
            case "<":
                found = a < b
            case "<=":
                found = a <= b
            case ">":
                found = a > b
            case ">=":
                found = a >= b
            case "=":
                found = a == b
            case _:
                found = a != b
        return np.asarray(found, dtype=bool)

    def total(self, body: Dual, axis: int, size: int) -> Dual:
        """The sum along an axis that stays with size 1; a body that does not depend on it counts ``size`` times."""
        return Dual(_total(body.value, axis, size), None if body.tangent is None else _total(body.tangent, axis, size))

    def largest(self, body: Dual, axis: int) -> Dual:
        place = np.expand_dims(np.argmax(self.arithmetic.real(body.value), axis=axis), axis)
        value = np.take_along_axis(body.value, place, axis)
        if value.dtype == object:  # the order of objects does not put NaN first
            value = np.where(_is_nan(body.value).any(axis=axis, keepdims=True), np.nan, value)
        if body.tangent is None:
            return Dual(value)
        tangent = np.broadcast_to(body.tangent, np.broadcast_shapes(body.tangent.shape, body.value.shape))
        shape = list(tangent.shape)
        shape[axis] = 1
        return Dual(value, np.take_along_axis(tangent, np.broadcast_to(place, shape), axis))


def _plus(left: Array | None, right: Array | None) -> Array | None:
    if left is None:
        return right
    return left if right is None else left + right


def _times(tangent: Array | None, value: Array) -> Array | None:
    return None if tangent is None else tangent * value


def _total(values: Array, axis: int, size: int) -> Array:
    if values.shape[axis] == 1:
        return values * size if size != 1 else values
    total: Array = values.sum(axis=axis, keepdims=True)
    return total


def _is_nan(values: Array) -> npt.NDArray[np.bool_]:
    return np.asarray(values != values, dtype=bool)


def _undefined_like(values: Array, *sides: Array) -> Array:
    """The values, NaN where one of the sides is: a comparison with an undefined number is undefined, not false."""
    for side in sides:
        undefined = _is_nan(side)
        if undefined.any():
            values = np.where(undefined, np.nan, values)
    return values
