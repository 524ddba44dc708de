"""The slope where the two one-sided slopes differ: a choice of the convention, made in one place.

At a kink of ``z if z > 0 else 0`` there are two slopes, 0 from the left and 1 from the right. Every value between them
is a subgradient; which one a formula gives is decided by whether its condition is strict. Here conditions are made
strict or not as the convention says.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..convention import Kink
from ..terms import Add, Apply, Compare, Div, Entry, Neg, Number, Select, Term, number, walk
from .factors import added, factored, summands
from .tidy import tidy

#: How the slope at a kink is called in a sentence.
SPOKEN: Mapping[Kink, str] = {
    "right": "the right-hand slope",
    "left": "the left-hand slope",
    "mean": "the mean of both one-sided slopes",
}
_STRICT = {">": ">", ">=": ">", "<": "<", "<=": "<"}
_LOOSE = {">": ">=", ">=": ">=", "<": "<=", "<=": "<="}
_PIECEWISE = ("abs", "max", "min")


def chosen(condition: Compare, then: Term, otherwise: Term, rising: bool, kink: Kink) -> Term:
    """``then if condition else otherwise`` with the slope at ``left = right`` that the convention takes.

    ``rising`` says whether left - right grows with the variable. A condition that is an equation stays as it is.
    """
    relation, left, right = condition.relation, condition.left, condition.right
    if relation not in _STRICT:
        return Select(condition, then, otherwise)
    strict = Compare(_STRICT[relation], left, right)
    if kink == "mean":
        halfway = _mean(then, otherwise)
        if halfway is otherwise:
            return Select(strict, then, otherwise)
        return Select(strict, then, Select(Compare("=", left, right), halfway, otherwise))
    then_is_right = (relation in (">", ">=")) == rising
    if then_is_right == (kink == "right"):
        return Select(Compare(_LOOSE[relation], left, right), then, otherwise)
    return Select(strict, then, otherwise)


def _mean(one: Term, other: Term) -> Term:
    if isinstance(one, Number) and isinstance(other, Number):
        return Number((one.value + other.value) / 2)
    return tidy(Div(Add((one, other)), number(2)))


def direction(condition: Compare, variable: Entry) -> bool | None:
    """Whether left - right grows with the variable; None if it is no straight line in it with a number as slope."""
    found = _line(condition, variable)
    return None if found is None else found[0] > 0


def kink_points(value: Term, variable: Entry) -> tuple[Term, ...]:
    """Where the pieces of a formula meet, as far as that is a number: 1 for ``z if z > 1 else 1``."""
    found: dict[Term, None] = {}
    for node in walk(value):
        conditions: list[Compare] = []
        if isinstance(node, Select):
            conditions.append(node.condition)
        elif isinstance(node, Apply) and node.function in _PIECEWISE:
            right = node.arguments[1] if len(node.arguments) > 1 else number(0)
            conditions.append(Compare(">=", node.arguments[0], right))
        for condition in conditions:
            line = _line(condition, variable)
            if line is not None:
                found.setdefault(Number(-line[1] / line[0]))
    return tuple(found)


def _line(condition: Compare, variable: Entry) -> tuple[Fraction, Fraction] | None:
    """(p, q) with left - right = p · variable + q and p not 0."""
    slope, offset = Fraction(0), Fraction(0)
    for summand in summands(tidy(added([condition.left, Neg(condition.right)]))):
        parts = factored(summand)
        if parts.under:
            return None
        if not parts.over:
            offset += parts.coefficient
        elif parts.over == (variable,):
            slope += parts.coefficient
        else:
            return None
    return None if slope == 0 else (slope, offset)
