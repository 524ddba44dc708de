"""Tidying: signs to the front, ones and zeros gone, y · 1/a written y/a. Nothing is multiplied out or cancelled."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from ..terms import ONE, ZERO, Add, Div, Max, Mul, Neg, Number, Power, Select, Sum, Term, map_children, number
from .factors import KEPT, added, factored, rebuilt


@lru_cache(maxsize=KEPT)
def tidy(term: Term) -> Term:
    """The same value, as a careful hand would write it. Idempotent."""
    term = map_children(term, tidy)
    match term:
        case Neg(body):
            return negated(body)
        case Add(terms):
            return _sum(terms)
        case Mul() | Div():
            return _without_ones(term)
        case Power(base, Number(value)):
            return _power(base, value)
        case Sum(bound, body):
            if body is ZERO:
                return ZERO
            if isinstance(body, Neg):
                return Neg(Sum(bound, body.body))
        case Max(bound, body):
            return Max(bound, body)
        case Select(_, then, otherwise):
            if then is otherwise:
                return then
        case _:
            pass
    return term


def negated(term: Term) -> Term:
    match term:
        case Neg(body):
            return body
        case Number(value):
            return Number(-value)
        case _:
            return Neg(term)


def _power(base: Term, exponent: Fraction) -> Term:
    if exponent == 1:
        return base
    if exponent == 0:
        return ONE
    if isinstance(base, Number) and exponent.denominator == 1 and abs(exponent) <= 64 and base.value != 0:
        return Number(base.value ** int(exponent))
    if isinstance(base, Power) and isinstance(base.exponent, Number):
        inner = base.exponent.value
        if inner.denominator == exponent.denominator == 1:  # (x^2)^2 = x^4; of other exponents it need not be true
            return Power(base.base, Number(inner * exponent))
    return Power(base, Number(exponent))


def _sum(terms: tuple[Term, ...]) -> Term:
    """Flat, with the plain numbers added up where the first of them stood."""
    flat: list[Term] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Add) else (term,))
    total = sum((t.value for t in flat if isinstance(t, Number)), Fraction(0))
    kept: list[Term] = []
    placed = False
    for term in flat:
        if not isinstance(term, Number):
            kept.append(term)
        elif not placed and total != 0:
            kept.append(Number(total) if total > 0 or not kept else Neg(number(-total)))
            placed = True
    return added(kept)


def _without_ones(term: Term) -> Term:
    return rebuilt(factored(term))
