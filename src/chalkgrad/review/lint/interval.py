"""Intervals of real numbers and their arithmetic: where a value can lie, at most.

Every result contains all values that can occur (it may be larger, because ``z - z`` is taken for two different
numbers). Ends that are not attained are open; an infinite end always is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

INFINITY = math.inf


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``; ``low_closed`` says whether ``low`` itself is attained."""

    low: float = -INFINITY
    high: float = INFINITY
    low_closed: bool = False
    high_closed: bool = False

    def __str__(self) -> str:
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{_short(self.low)}, {_short(self.high)}{right}"

    @property
    def whole(self) -> bool:
        return self.low == -INFINITY and self.high == INFINITY

    def inside(self, other: Interval) -> bool:
        """Whether every number of this one belongs to ``other``."""
        low = self.low > other.low or (self.low == other.low and (other.low_closed or not self.low_closed))
        high = self.high < other.high or (self.high == other.high and (other.high_closed or not self.high_closed))
        return low and high

    def near(self, value: float, distance: float = 0.0) -> bool:
        """Whether numbers as close to ``value`` as one likes belong to it, or not further away than ``distance``."""
        return self.low - distance <= value <= self.high + distance

    def meet(self, other: Interval) -> Interval:
        """What belongs to both. Both are known to contain the value, so the result is not empty."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low > high:
            return self
        low_closed = all(i.low_closed for i in (self, other) if i.low == low)
        high_closed = all(i.high_closed for i in (self, other) if i.high == high)
        return Interval(low, high, low_closed, high_closed)

    def join(self, other: Interval) -> Interval:
        """The smallest interval around both."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        low_closed = any(i.low_closed for i in (self, other) if i.low == low)
        high_closed = any(i.high_closed for i in (self, other) if i.high == high)
        return Interval(low, high, low_closed, high_closed)

    def plus(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def negative(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def times(self, other: Interval) -> Interval:
        corners = [
            (_product(a, b), (a_closed and b_closed) or (a == 0 and a_closed) or (b == 0 and b_closed))
            for a, a_closed in ((self.low, self.low_closed), (self.high, self.high_closed))
            for b, b_closed in ((other.low, other.low_closed), (other.high, other.high_closed))
        ]
        low, high = min(value for value, _ in corners), max(value for value, _ in corners)
        return Interval(
            low,
            high,
            math.isfinite(low) and any(closed for value, closed in corners if value == low),
            math.isfinite(high) and any(closed for value, closed in corners if value == high),
        )

    def reciprocal(self) -> Interval:
        """1/x; everything if x can be on both sides of 0."""
        if self.low < 0 < self.high or (self.low == 0 == self.high):
            return Interval()
        if self.high <= 0:
            return self.negative().reciprocal().negative()
        high = INFINITY if self.low == 0 else 1 / self.low
        low = 0.0 if self.high == INFINITY else 1 / self.high
        return Interval(low, high, self.high_closed, self.low_closed and self.low != 0)

    def rising(self, function: Callable[[float], float], domain: Interval | None = None) -> Interval:
        """What an increasing function makes of it; ``domain`` is where the function is defined."""
        inside = self.meet(domain) if domain is not None else self
        low, high = function(inside.low), function(inside.high)
        return Interval(low, high, inside.low_closed and math.isfinite(low), inside.high_closed and math.isfinite(high))

    def power(self, exponent: int) -> Interval:
        """x^n for a whole n of at least 1."""
        base = self if exponent % 2 else self.size()
        return base.rising(lambda value: _raised(value, exponent))

    def size(self) -> Interval:
        """|x|."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return self.negative()
        return Interval(0.0, INFINITY, True, False).meet(self.join(self.negative()))


def point(value: float) -> Interval:
    return Interval(value, value, True, True)


def hull(values: Iterable[float]) -> Interval:
    """The smallest interval with these numbers."""
    known = list(values)
    return Interval(min(known), max(known), True, True)


def exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return INFINITY


def logarithm(value: float) -> float:
    if value <= 0:
        return -INFINITY
    return INFINITY if value == INFINITY else math.log(value)


def root(value: float) -> float:
    return INFINITY if value == INFINITY else math.sqrt(max(0.0, value))


def _raised(value: float, exponent: int) -> float:
    try:
        return value**exponent
    except OverflowError:
        return INFINITY if value > 0 or exponent % 2 == 0 else -INFINITY


def _product(left: float, right: float) -> float:
    return 0.0 if left == 0 or right == 0 else left * right


def _short(value: float) -> str:
    return ("-inf" if value < 0 else "inf") if math.isinf(value) else f"{value:.4g}"
