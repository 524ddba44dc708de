"""Factors that several parts of a term share: cancelled in a fraction, taken out of a sum, put into its summands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TypeGuard

from ..terms import ONE, ZERO, Add, Div, Mul, Neg, Number, Select, Term, children, map_children, names
from .factors import (
    KEPT,
    Factored,
    added,
    as_powers,
    factored,
    in_order,
    positive_first,
    product,
    rebuilt,
    single,
    summands,
)
from .tidy import negated, tidy


@lru_cache(maxsize=KEPT)
def cancel(term: Term) -> Term:
    """Factors that stand above and below a fraction line go, everywhere in the term. Of x^3/x the square stays."""
    inside = map_children(term, cancel) if not isinstance(term, (Mul, Div)) else term
    if not isinstance(inside, (Mul, Div, Neg)):
        return inside
    parts = factored(inside)
    common = _shared([parts.over, parts.under])
    if not common:
        return inside
    return rebuilt(Factored(parts.coefficient, _without(parts.over, common), _without(parts.under, common)))


def cancelled_factors(term: Term) -> list[tuple[Term, ...]]:
    """What ``cancel`` removes together, from one part of the term after the other, for the words of the step."""
    found: dict[tuple[Term, ...], None] = {}
    waiting = [term]
    while waiting:
        node = waiting.pop(0)
        parts = factored(node) if isinstance(node, (Mul, Div)) else None
        common = _shared([parts.over, parts.under]) if parts is not None else None
        if common:
            found.setdefault(tuple(in_order(as_powers(common))))
        else:
            waiting.extend(children(node))
    return list(found)


def take_factors_out(term: Term) -> Term:
    """p q + p r = p (q + r), the named factors that all summands share, also above a fraction line."""
    if isinstance(term, Neg):
        return negated(take_factors_out(term.body))
    if isinstance(term, Div):
        above = take_factors_out(term.numerator)
        return term if above is term.numerator else Div(above, term.denominator)
    if isinstance(term, Mul):
        taken = [take_factors_out(factor) if isinstance(factor, Add) else factor for factor in term.factors]
        flat = [part for factor in taken for part in (factor.factors if isinstance(factor, Mul) else (factor,))]
        return term if len(flat) == len(term.factors) else product(flat)
    if not isinstance(term, Add):
        return term
    common = common_factors(term)
    if not common or any(names(f) for summand in term.terms for f in factored(summand).under):
        return term
    return product(in_order([*as_powers(common), _rest(term, common)]))


def common_factors(term: Term) -> Counter[Term]:
    """What all summands of a sum have as a factor, the greatest common number included."""
    parts = [factored(summand) for summand in summands(term)]
    common = _shared([part.over for part in parts])
    common = Counter({factor: count for factor, count in common.items() if names(factor)})
    sizes = {abs(part.coefficient) for part in parts}
    (size,) = sizes if len(sizes) == 1 else (ONE.value,)
    if common and size != 1 and size.denominator == 1:
        return Counter({Number(size): 1}) + common
    return common


def _rest(term: Add, common: Counter[Term]) -> Term:
    """The bracket that stays; a summand that is a bracket itself is opened."""
    numbers = [factor.value for factor in common if isinstance(factor, Number)]
    named = Counter[Term]({factor: count for factor, count in common.items() if not isinstance(factor, Number)})
    kept: list[Term] = []
    for summand in term.terms:
        parts = factored(summand)
        coefficient = parts.coefficient / numbers[0] if numbers else parts.coefficient
        rest = rebuilt(replace(parts, coefficient=coefficient, over=_without(parts.over, named)))
        if isinstance(rest, Neg) and isinstance(rest.body, Add):
            kept.extend(negated(inner) for inner in rest.body.terms)
        else:
            kept.extend(summands(rest))
    return tidy(added(positive_first(kept)))


def divide_each(term: Term) -> Term:
    """(p + q/c)/d = p/d + q/(c d): a fraction with fractions above its line is taken apart."""
    if isinstance(term, Neg):
        inner = divide_each(term.body)
        return term if inner is term.body else Neg(inner)
    if not isinstance(term, Div) or not isinstance(term.numerator, Add):
        return term
    if not any(names(f) for summand in term.numerator.terms for f in factored(summand).under):
        return term
    return added([rebuilt(factored(Div(summand, term.denominator))) for summand in term.numerator.terms])


def distribute(term: Term) -> Term:
    """(p/a + q) a b = p b + q a b: factors go into a bracket with fractions, where each of these cancels."""
    if not isinstance(term, Mul):
        return term
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Add) and any(names(f) for part in factor.terms for f in factored(part).under):
            others = [*term.factors[:place], *term.factors[place + 1 :]]
            return added([_times(summand, others) for summand in factor.terms])
    return term


def _times(summand: Term, others: list[Term]) -> Term:
    if isinstance(summand, Neg):
        return Neg(_times(summand.body, others))
    inside = summand.factors if isinstance(summand, Mul) else (summand,)
    return product(in_order([*inside, *others]))


def into_pieces(term: Term) -> Term:
    """c (p if z > 0 else 0) = (c p if z > 0 else 0), also with a sign for c."""
    if isinstance(term, Neg):
        inner = into_pieces(term.body)
        return Select(inner.condition, negated(inner.then), negated(inner.otherwise)) if _is_switch(inner) else term
    if not isinstance(term, Mul):
        return term
    for place, factor in enumerate(term.factors):
        if _is_switch(factor):
            others = [*term.factors[:place], *term.factors[place + 1 :]]
            then, otherwise = (
                ZERO if piece is ZERO else product([f for f in [*others, piece] if f is not ONE])
                for piece in (factor.then, factor.otherwise)
            )
            return Select(factor.condition, then, otherwise)
    return term


def _is_switch(term: Term) -> TypeGuard[Select]:
    return isinstance(term, Select) and ZERO in (term.then, term.otherwise)


def _shared(lists: list[tuple[Term, ...]]) -> Counter[Term]:
    """The factors of all lists, a power counted as that many factors."""
    first, *others = (Counter(single(factors)) for factors in lists)
    for other in others:
        first &= other
    return first


def _without(factors: tuple[Term, ...], gone: Counter[Term]) -> tuple[Term, ...]:
    """The factors without some; what is left of a power is a power again."""
    left = Counter(gone)
    kept: list[Term] = []
    for factor in factors:
        apart = single((factor,))
        base = apart[0]
        removed = min(left[base], len(apart))
        left[base] -= removed
        if len(apart) > removed:
            kept.extend(as_powers(Counter({base: len(apart) - removed})) if removed else [factor])
    return tuple(kept)
