"""Forward-mode dual numbers over arrays: a value and, where it depends on what is varied, its tangent.

Derivatives of ``choose``, ``abs`` and ``largest`` are those of the branch that is taken. At a kink that is one of the
two one-sided derivatives in plain arithmetic, and undefined (NaN) in strict arithmetic, which proofs use."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np
import numpy.typing as npt

from ..errors import ProofError
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

    def _make_room(self, *parts: Dual) -> None:
        """Raises ProofError where the parts together have too many entries: a sum over nine axes has 10^8."""
        shapes = [array.shape for part in parts for array in (part.value, part.tangent) if array is not None]
        if prod(np.broadcast_shapes(*shapes)) > self.arithmetic.most_numbers:
            raise ProofError("a part of the formula has too many entries to be evaluated")

    def add(self, left: Dual, right: Dual) -> Dual:
        self._make_room(left, right)
        return Dual(self.arithmetic.add(left.value, right.value), self._plus(left.tangent, right.tangent))

    def negative(self, body: Dual) -> Dual:
        return Dual(-body.value, None if body.tangent is None else -body.tangent)

    def multiply(self, left: Dual, right: Dual) -> Dual:
        self._make_room(left, right)
        return Dual(
            left.value * right.value, self._plus(_times(left.tangent, right.value), _times(right.tangent, left.value))
        )

    def divide(self, left: Dual, right: Dual) -> Dual:
        self._make_room(left, right)
        quotient = self.arithmetic.divide(left.value, right.value)
        change = self._plus(left.tangent, _times(right.tangent, -quotient))
        return Dual(quotient, None if change is None else self.arithmetic.divide(change, right.value))

    def power(self, base: Dual, exponent: Dual) -> Dual:
        self._make_room(base, exponent)
        power = self.arithmetic.power
        value = power(base.value, exponent.value)
        by_base = by_exponent = None
        if base.tangent is not None:
            one = self.arithmetic.constant(Fraction(1))
            by_base = base.tangent * exponent.value * power(base.value, exponent.value - one)
        if exponent.tangent is not None:
            by_exponent = exponent.tangent * value * self.arithmetic.apply("log", base.value)
        return Dual(value, self._plus(by_base, by_exponent))

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
        self._make_room(left, right, then, otherwise)
        self.arithmetic.met(left.value, right.value)
        truth = self._truth(relation, left, right)
        value = np.where(truth, then.value, otherwise.value)
        value = _undefined_like(value, left.value, right.value)
        kink = self._kink(left, right, then, otherwise) if self.arithmetic.strict else None
        if then.tangent is None and otherwise.tangent is None and kink is None:
            return Dual(value)
        first, second = _tangent(then), _tangent(otherwise)
        tangent = _undefined_like(np.where(truth, first, second), left.value, right.value)
        return Dual(value, tangent if kink is None else np.where(kink, np.nan, tangent))

    def _kink(self, left: Dual, right: Dual, then: Dual, otherwise: Dual) -> npt.NDArray[np.bool_] | None:
        """Where the sides are equal and move apart, and the two branches do not go on smoothly; None if nowhere."""
        if left.tangent is None and right.tangent is None:
            return None
        tie = self._truth("=", left, right) & (_tangent(left) != _tangent(right))
        if not tie.any():
            return None
        value, other = self.arithmetic.settled(then.value, otherwise.value)
        slope, other_slope = self.arithmetic.settled(_tangent(then), _tangent(otherwise))
        kink = np.asarray(tie & ((value != other) | (slope != other_slope)), dtype=bool)
        return kink if kink.any() else None

    def compare(self, relation: str, left: Dual, right: Dual) -> Dual:
        """1 where the relation holds, else 0; NaN where a side is undefined."""
        self._make_room(left, right)
        self.arithmetic.met(left.value, right.value)
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
        value = self._total(body.value, axis, size)
        return Dual(value, None if body.tangent is None else self._total(body.tangent, axis, size))

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
        slope = np.take_along_axis(tangent, np.broadcast_to(place, shape), axis)
        if self.arithmetic.strict:  # two largest entries that move apart
            tied = self._truth("=", Dual(body.value), Dual(value)) & (tangent != slope)
            slope = np.where(tied.any(axis=axis, keepdims=True), np.nan, slope)
        return Dual(value, slope)

    def _plus(self, left: Array | None, right: Array | None) -> Array | None:
        if left is None:
            return right
        return left if right is None else self.arithmetic.add(left, right)

    def _total(self, values: Array, axis: int, size: int) -> Array:
        if values.shape[axis] == 1:
            return values * size if size != 1 else values
        return self.arithmetic.total(values, axis)


def _times(tangent: Array | None, value: Array) -> Array | None:
    return None if tangent is None else tangent * value


def _tangent(dual: Dual) -> Array:
    return np.zeros_like(dual.value) if dual.tangent is None else dual.tangent


def _is_nan(values: Array) -> npt.NDArray[np.bool_]:
    return np.asarray(values != values, dtype=bool)


def _undefined_like(values: Array, *sides: Array) -> Array:
    """The values, NaN where one of the sides is: a comparison with an undefined number is undefined, not false."""
    for side in sides:
        undefined = _is_nan(side)
        if undefined.any():
            values = np.where(undefined, np.nan, values)
    return values
