"""Between which numbers the slope of an activation lies, found from its formula: exact, with the reason in words.

Three kinds of slopes are understood: numbers in pieces (ReLU), a polynomial of degree two at most in the function's own
value (``a (1 - a)`` for the sigmoid, whose value lies in (0, 1)), and a function of the library (softplus' slope is the
sigmoid). The ranges of values are those the library states, which its tests check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ..library import Range, activation, names
from ..notation.spell import spell
from ..notation.text import decimal, text
from ..terms import Add, Apply, Compare, Entry, Function, Mul, Neg, Number, Power, Select, Term, replace_entries, walk

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class SlopeRange:
    """The slope lies between ``low`` and ``high``; ``low_reached`` and ``high_reached`` say whether it takes them.

    ``values`` are all its values if these are finitely many. ``why`` is the reason; ``where`` is the condition under
    which it is largest, empty where that is told by numbers.
    """

    low: Fraction
    high: Fraction
    low_reached: bool
    high_reached: bool
    why: str
    values: tuple[Fraction, ...] = ()
    where: str = ""

    @property
    def text(self) -> str:
        """``(0, 1/4]``, ``0 or 1``, ``always 1``."""
        if len(self.values) == 1:
            return f"always {_short(self.values[0])}"
        if self.values:
            return " or ".join(map(_short, self.values))
        left, right = "[" if self.low_reached else "(", "]" if self.high_reached else ")"
        return f"{left}{_short(self.low)}, {_short(self.high)}{right}"

    def holds(self, slope: Fraction) -> bool:
        """Whether a slope may have this value."""
        if self.values:
            return slope in self.values
        above = slope > self.low or (self.low_reached and slope == self.low)
        return above and (slope < self.high or (self.high_reached and slope == self.high))


def slope_range(function: Function) -> SlopeRange | None:
    """The range of ``function.slope``; None for a slope that is of no such kind."""
    if function.slope is None:
        return None
    slope = replace_entries(function.slope, lambda entry: function.defaults.get(entry.name, entry))
    found = _of_numbers(slope) or _of_own_value(slope, function)
    if found is None and isinstance(slope, Apply) and slope.function in names("activations"):
        inside = _ends(activation(slope.function).range)
        if inside is not None:
            found = SlopeRange(*inside, f"it is {text(spell(slope))}")
    return found


def _of_numbers(slope: Term) -> SlopeRange | None:
    """A number, or one number under a condition and another one otherwise."""
    if isinstance(slope, Number):
        return SlopeRange(
            slope.value, slope.value, True, True, "a straight line has one slope", (slope.value,), "everywhere"
        )
    if not isinstance(slope, Select) or not isinstance(slope.then, Number) or not isinstance(slope.otherwise, Number):
        return None
    low, high = sorted((slope.then.value, slope.otherwise.value))
    condition = slope.condition
    if slope.then.value < slope.otherwise.value:
        condition = Compare(_OPPOSITE[condition.relation], condition.left, condition.right)
    why = f"it is {text(spell(slope))}"
    return SlopeRange(low, high, True, True, why, (low, high), text(spell(condition)))


def _constant(value: Fraction) -> SlopeRange:
    return SlopeRange(value, value, True, True, "a straight line has one slope", (value,), "everywhere")


def _of_own_value(slope: Term, function: Function) -> SlopeRange | None:
    """A parabola over the range of the function's values: largest and least at its vertex or towards the ends."""
    at = _polynomial(slope, function.own)
    if at is None or function.name not in names("activations"):
        return None
    values_of = activation(function.name).range
    inside = _ends(values_of)
    if inside is None:
        return None
    low, high, low_reached, high_reached = inside
    square, line = (at(Fraction(1)) + at(Fraction(-1))) / 2 - at(Fraction(0)), (at(Fraction(1)) - at(Fraction(-1))) / 2
    places = [(at(low), low_reached), (at(high), high_reached)]
    if square != 0 and low < (vertex := -line / (2 * square)) < high:
        places.append((at(vertex), True))
    values = [value for value, _ in places]
    if min(values) == max(values):
        return _constant(values[0])
    reached = {value: any(taken for other, taken in places if other == value) for value in values}
    why = f"it is {text(spell(slope))}, and {function.own} lies in {values_of.text}"
    return SlopeRange(min(values), max(values), reached[min(values)], reached[max(values)], why)


def _ends(found: Range) -> tuple[Fraction, Fraction, bool, bool] | None:
    """The ends of a range of values, if both are numbers."""
    ends = [
        _value(end, Fraction(0)) if end is not None and _degree(end) == 0 else None for end in (found.low, found.high)
    ]
    low, high = ends
    return None if low is None or high is None else (low, high, found.low_closed, found.high_closed)


def _polynomial(term: Term, name: str) -> Callable[[Fraction], Fraction] | None:
    """The polynomial in one name as a function, if it is one and of degree two at most."""
    degree = _degree(term)
    if degree is None or degree > 2 or any(isinstance(n, Entry) and n.name != name for n in walk(term)):
        return None
    return lambda value: _value(term, value)


def _degree(term: Term) -> int | None:
    match term:
        case Number():
            return 0
        case Entry():
            return 1
        case Neg(body):
            return _degree(body)
        case Power(base, Number(value)) if value.denominator == 1 and value > 0:
            inner = _degree(base)
            return None if inner is None else inner * int(value)
        case Add(parts) | Mul(parts):
            degrees = [_degree(part) for part in parts]
            known = [degree for degree in degrees if degree is not None]
            if len(known) < len(degrees):
                return None
            return max(known) if isinstance(term, Add) else sum(known)
        case _:
            return None


def _value(term: Term, at: Fraction) -> Fraction:
    match term:
        case Number(value):
            return value
        case Neg(body):
            return -_value(body, at)
        case Power(base, Number(value)):
            return Fraction(_value(base, at) ** int(value))
        case Add(parts):
            return sum((_value(part, at) for part in parts), Fraction(0))
        case Mul(parts):
            product = Fraction(1)
            for part in parts:
                product *= _value(part, at)
            return product
        case _:
            return at


def _short(value: Fraction) -> str:
    """1/4 as a fraction, 1/100 as 0.01."""
    return str(value) if value.denominator <= 16 else decimal(value)
