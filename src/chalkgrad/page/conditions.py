"""Which conditions of a certificate a page shows: those that a reader can use at the line where they stand.

A condition names the places where a step would divide by nothing. One about quantities that are not on the line says
nothing to a reader, and one that a value of a library function always meets (softmax(Z2) != 0) says nothing at all. The
records, and JSON, keep every condition.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from .. import library
from ..library import Range
from ..notation.surface import At, Call, Comparison, Indexed, Literal, Minus, Name, Over, Plus, Surface, walk_surface
from ..terms import Number
from .certified import LONGEST_CONDITION
from .fragments import fragments


def worth_saying(condition: str, *lines: Surface) -> bool:
    """Whether a condition in the notation is about what stands in one of the lines, and could fail."""
    if len(condition) > LONGEST_CONDITION:
        return True  # it is said in words
    pieces = fragments(condition)
    if len(pieces) != 1 or not isinstance(pieces[0], Comparison):
        return True  # in words: whoever wrote it wanted it said
    stated = pieces[0]
    if _always_holds(stated):
        return False
    return _names(stated) <= frozenset().union(*map(_names, lines))


def _names(surface: Surface) -> frozenset[str]:
    """Names and letters that a formula mentions."""
    found: set[str] = set()
    for part in walk_surface(surface):
        match part:
            case Name(text):
                found.add(text)
            case Indexed(name, indices):
                found.update((name, *indices))
            case At(_, indices):
                found.update(indices)
            case Over(_, index, _):
                found.add(index)
            case _:
                pass
    return frozenset(found)


def _always_holds(stated: Comparison) -> bool:
    """``f(...) != c``, also written ``1 - f(...) != 0``, for a library function that never has the value c."""
    if stated.relation != "!=" or not isinstance(stated.right, Literal):
        return False
    left, value = stated.left, stated.right.value
    if isinstance(left, Plus) and len(left.terms) == 2:
        match left.terms:
            case (Literal(constant), Minus(body)):
                left, value = body, constant - value
            case _:
                return False
    if isinstance(left, At):
        left = left.body
    return isinstance(left, Call) and not left.primes and _excludes(left.function, value)


def _excludes(function: str, value: Fraction) -> bool:
    if function == "exp":
        return value <= 0
    found = _ranges().get(function)
    if found is None:
        return False
    low, high = (end.value if isinstance(end, Number) else None for end in (found.low, found.high))
    below = low is not None and (value < low or (value == low and not found.low_closed))
    above = high is not None and (value > high or (value == high and not found.high_closed))
    return below or above


@cache
def _ranges() -> dict[str, Range]:
    return {name: library.activation(name).range for name in library.names("activations")}
