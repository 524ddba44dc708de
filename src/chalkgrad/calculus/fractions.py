"""The school rules for fractions, one function each. Each returns the term unchanged if it does not apply."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import lru_cache
from math import lcm

from ..terms import ONE, Add, Div, Mul, Neg, Number, Power, Sum, Term, map_children, names, number
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

#: A product of sums is not multiplied out into more terms than this.
MAX_TERMS = 64


def take_sign_in(term: Term) -> Term:
    """-(p - q) = q - p; brackets after a minus are opened, positive terms go first."""
    if isinstance(term, Neg) and isinstance(term.body, Mul) and isinstance(term.body.factors[-1], Add):
        *scale, bracket = term.body.factors
        return Mul((*scale, take_sign_in(Neg(bracket))))
    terms: list[Term] = []
    for summand in summands(term):
        if isinstance(summand, Neg) and isinstance(summand.body, Add):
            terms.extend(negated(inner) for inner in summand.body.terms)
        else:
            terms.append(summand)
    return added(positive_first(terms))


def has_named_denominator(term: Term) -> bool:
    """Whether a summand is a fraction with a named quantity below."""
    return any(any(names(f) for f in factored(summand).under) for summand in summands(_bare(term)))


def _bare(term: Term) -> Term:
    return term.body if isinstance(term, Neg) else term


def common_denominator(term: Term) -> Term:
    """p/a + q/b = (b p + a q)/(a b), when there are at least two summands."""
    expanded = extended(term)
    if expanded is term or not isinstance(expanded, Add):
        return term
    above: list[Term] = []
    below: Term = ONE
    for summand in expanded.terms:
        fraction = summand.body if isinstance(summand, Neg) else summand
        assert isinstance(fraction, Div)
        above.append(negated(fraction.numerator) if isinstance(summand, Neg) else fraction.numerator)
        below = fraction.denominator
    return Div(added(above), below)


def extended(term: Term) -> Term:
    """p/a + q/b = (b p)/(a b) + (a q)/(a b): every fraction gets the common denominator."""
    if not isinstance(term, Add) or not has_named_denominator(term):
        return term
    parts = [factored(summand) for summand in term.terms]
    needed: Counter[Term] = Counter()
    for part in parts:
        needed |= _named_below(part)
    size = lcm(*(part.coefficient.denominator for part in parts))
    below = product([*([number(size)] if size != 1 else []), *in_order(as_powers(needed))])
    fractions: list[Term] = []
    for part in parts:
        missing = needed - _named_below(part)
        kept = tuple(f for f in part.under if not names(f))
        over = in_order([*as_powers(missing), *part.over])
        above = rebuilt(Factored(abs(part.coefficient) * size, tuple(over), kept))
        fractions.append(Neg(Div(above, below)) if part.coefficient < 0 else Div(above, below))
    return added(fractions)


def _named_below(part: Factored) -> Counter[Term]:
    """The denominator's factors, of x^2 two; without numbers and sizes."""
    return Counter(single(tuple(f for f in part.under if names(f))))


def multiply_out(term: Term) -> Term:
    """Products of brackets become sums, in the numerator of a fraction or in a plain sum."""
    if isinstance(term, Div):
        return Div(multiply_out(term.numerator), term.denominator)
    terms: list[Term] = []
    for summand in summands(term):
        expanded = _expanded(summand)
        if expanded is None:
            return term
        terms.extend(expanded)
    result = added(terms)
    return result if len(terms) <= MAX_TERMS else term


def _expanded(term: Term) -> list[Term] | None:
    parts = factored(term)
    if parts.under and any(names(f) for f in parts.under):
        return [term]
    rows: list[Factored] = [Factored(parts.coefficient, (), parts.under)]
    for factor in parts.over:
        if not isinstance(factor, Add):
            rows = [Factored(row.coefficient, (*row.over, factor), row.under) for row in rows]
            continue
        new: list[Factored] = []
        for row in rows:
            for summand in factor.terms:
                inner = factored(summand)
                new.append(
                    Factored(row.coefficient * inner.coefficient, (*row.over, *inner.over), (*row.under, *inner.under))
                )
        rows = new
        if len(rows) > MAX_TERMS:
            return None
    return [rebuilt(row) for row in rows]


def collect(term: Term) -> Term:
    """Like terms are added up; opposite ones cancel. In a fraction, above the line; in a product, in its brackets."""
    if isinstance(term, Div):
        return tidy(Div(collect(term.numerator), term.denominator))
    if isinstance(term, Neg):
        return negated(collect(term.body))
    if isinstance(term, Mul) and isinstance(term.factors[-1], Add):
        bracket = collect(term.factors[-1])
        return term if bracket is term.factors[-1] else tidy(Mul((*term.factors[:-1], bracket)))
    order: list[tuple[frozenset[tuple[Term, int]], Factored]] = []
    totals: dict[frozenset[tuple[Term, int]], Fraction] = {}
    for summand in summands(term):
        parts = factored(summand)
        powers: Counter[Term] = Counter(single(parts.over))
        powers.subtract(Counter(single(parts.under)))
        key = frozenset((factor, count) for factor, count in powers.items() if count)
        if key not in totals:
            totals[key] = Fraction(0)
            order.append((key, parts))
        totals[key] += parts.coefficient
    kept = [rebuilt(Factored(totals[key], parts.over, parts.under)) for key, parts in order if totals[key] != 0]
    return added(positive_first(kept))


def add_up(term: Term) -> Term:
    """w + w is 2 w, wherever it stands; what is multiplied out stays for ``collect``."""
    term = map_children(term, add_up)
    if not isinstance(term, Add):
        return term
    collected = collect(term)
    return collected if len(summands(collected)) < len(term.terms) else term


def take_scale_out(term: Term) -> Term:
    """1/m p - 1/m q = 1/m (p - q), where every summand has the same factor of sizes and numbers in front."""
    if not isinstance(term, Add):
        return term
    scales: set[Term] = set()
    inside: list[Term] = []
    for summand in term.terms:
        parts = factored(summand)
        over = tuple(f for f in parts.over if not names(f))
        under = tuple(f for f in parts.under if not names(f))
        sign = -1 if parts.coefficient < 0 else 1
        scales.add(rebuilt(Factored(abs(parts.coefficient), over, under)))
        rest = Factored(
            Fraction(sign),
            tuple(f for f in parts.over if names(f)),
            tuple(f for f in parts.under if names(f)),
        )
        inside.append(rebuilt(rest))
    (scale,) = scales if len(scales) == 1 else (ONE,)
    return term if scale is ONE else product([scale, added(inside)])


@lru_cache(maxsize=KEPT)
def merge_powers(term: Term) -> Term:
    """a · a is written a^2."""
    term = map_children(term, merge_powers)
    if not isinstance(term, Mul):
        return term
    counts: Counter[Term] = Counter()
    order: list[Term] = []
    exponents: dict[Term, Fraction] = {}
    for factor in term.factors:
        base, exponent = factor, Fraction(1)
        if isinstance(factor, Power) and isinstance(factor.exponent, Number):
            base, exponent = factor.base, factor.exponent.value
        if base not in counts:
            order.append(base)
            exponents[base] = Fraction(0)
        counts[base] += 1
        exponents[base] += exponent
    repeated = {base for base, count in counts.items() if count > 1 and not isinstance(base, (Number, Sum))}
    if not repeated:
        return term
    kept: list[Term] = []
    for factor in term.factors:
        base = factor.base if isinstance(factor, Power) else factor
        if base not in repeated:
            kept.append(factor)
        elif base in order:
            order.remove(base)
            kept.append(Power(base, Number(exponents[base])))
    return tidy(product(kept))
