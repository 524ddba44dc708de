"""Values of library formulas to 50 digits, straight from their terms: an independent reader of the same nodes."""

from __future__ import annotations

from collections.abc import Mapping

import mpmath

from chalkgrad import library
from chalkgrad.terms import (
    Add,
    Apply,
    Compare,
    Component,
    Delta,
    Div,
    Entry,
    Index,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Sum,
    Term,
)

mpmath.mp.dps = 50
_PRIMITIVES = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "log1p": mpmath.log1p,
    "expm1": mpmath.expm1,
    "max": max,
    "min": min,
}
_RELATIONS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def value(term: Term, names: Mapping[str, object], at: Mapping[Index, int] | None = None):
    """The term's value; a vector's entries are a list under its name."""
    at = at or {}

    def of(part: Term, **more: object):
        return value(part, {**names, **more}, at)

    match term:
        case Number(number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Entry(name, ()):
            return mpmath.mpf(names[name])
        case Entry(name, (index,)):
            return mpmath.mpf(names[name][at[index]])
        case Add(terms):
            return mpmath.fsum(of(part) for part in terms)
        case Mul(factors):
            return mpmath.fprod(of(part) for part in factors)
        case Neg(body):
            return -of(body)
        case Div(left, right):
            return of(left) / of(right)
        case Power(base, exponent):
            return of(base) ** of(exponent)
        case Select(Compare(relation, left, right), then, otherwise):
            return of(then) if _RELATIONS[relation](of(left), of(right)) else of(otherwise)
        case Delta(left, right):
            return mpmath.mpf(at[left] == at[right])
        case Sum(bound, body):
            return mpmath.fsum(value(body, names, {**at, bound: place}) for place in range(len(_vector(names))))
        case Max(bound, body):
            return max(value(body, names, {**at, bound: place}) for place in range(len(_vector(names))))
        case Apply(name, arguments) if name in _PRIMITIVES:
            return _PRIMITIVES[name](*(of(part) for part in arguments))
        case Apply(name, arguments):
            function = library.functions()[name]
            given = dict(zip(function.arguments, (of(part) for part in arguments), strict=False))
            defaults = {key: value(default, {}) for key, default in function.defaults.items()}
            return value(function.value, {**defaults, **given})
        case Component(name, place, bound, body):
            function = library.functions()[name]
            inner = [value(body, names, {**at, bound: k}) for k in range(len(_vector(names)))]
            return value(function.value, {function.arguments[0]: inner}, {function.axis_index[0]: at[place]})
        case _:
            raise AssertionError(f"no value for {term}")


def _vector(names: Mapping[str, object]):
    (vector,) = [entries for entries in names.values() if isinstance(entries, list)]
    return vector
