"""A term seen as sign · factors / factors: the view that tidying, cancelling and multiplying out share."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from ..errors import NotSupported
from ..terms import (
    ONE,
    Add,
    Apply,
    Div,
    Entry,
    Mul,
    Neg,
    Number,
    Power,
    Term,
    free_indices,
    map_children,
    names,
    number,
    walk,
)

#: Results that a rule keeps. A rule is asked about the same terms again and again: to try it, to do it, to say it.
KEPT = 4096
_ONE = Fraction(1)
#: Decimals whose fraction has a larger denominator stay decimals, as somebody wrote them.
LARGEST_DENOMINATOR = 16


@dataclass(frozen=True)
class Factored:
    """``coefficient · over[0] · over[1] ... / (under[0] · under[1] ...)`` with a rational coefficient."""

    coefficient: Fraction
    over: tuple[Term, ...]
    under: tuple[Term, ...]


@lru_cache(maxsize=KEPT)
def factored(term: Term) -> Factored:
    """Take products, quotients, signs and numbers apart, and nothing else; brackets stay whole."""
    match term:
        case Number(value):
            return Factored(value, (), ())
        case Neg(body):
            inner = factored(body)
            return Factored(-inner.coefficient, inner.over, inner.under)
        case Mul(factors):
            parts = [factored(factor) for factor in factors]
            coefficient = _ONE
            for part in parts:
                if part.coefficient is not _ONE:
                    coefficient *= part.coefficient
            over = tuple(f for part in parts for f in part.over)
            under = tuple(f for part in parts for f in part.under)
            return Factored(coefficient, over, under)
        case Div(left, right):
            above, below = factored(left), factored(right)
            if below.coefficient == 0:
                return Factored(_ONE, (term,), ())
            return Factored(
                above.coefficient / below.coefficient, (*above.over, *below.under), (*above.under, *below.over)
            )
        case _:
            return Factored(_ONE, (term,), ())


def product(factors: tuple[Term, ...] | list[Term]) -> Term:
    """The product of any number of factors; 1 if there are none."""
    if not factors:
        return ONE
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


@lru_cache(maxsize=KEPT)
def rebuilt(parts: Factored) -> Term:
    """The term again, as a lecturer writes it: the sign in front, then 1/m, then one fraction or a plain product.

    Sizes, numbers and, beside arrays, scalar names make a coefficient in front: ``lambda/m W2``.
    Raises NotSupported for a coefficient that no floating point number holds.
    """
    if parts.coefficient == 0:
        return number(0)
    _refuse_out_of_range(parts.coefficient)
    indexed = any(free_indices(f) or has_indices(f) for f in (*parts.over, *parts.under))
    scale_over = [f for f in parts.over if _is_scale(f, indexed)]
    scale_under = [f for f in parts.under if _is_scale(f, indexed)]
    over = [f for f in parts.over if not _is_scale(f, indexed)]
    under = [f for f in parts.under if not _is_scale(f, indexed)]
    if not indexed:  # y exp(-y z), not exp(-y z) y
        over = sorted(over, key=_is_long_call)
    size = abs(parts.coefficient)
    top, bottom = Fraction(size.numerator), size.denominator
    if top != 1 and bottom > LARGEST_DENOMINATOR and _is_decimal(bottom):  # 1.702 z, not 851/500 z
        top, bottom = size, 1
    leading: list[Term] = []
    if under and not scale_under:  # plain numbers go into the fraction: 2 x/(x^2 + 1), 1/(2 sqrt(x))
        over = [*([number(top)] if top != 1 else []), *scale_over, *over]
        under = [*([number(bottom)] if bottom != 1 else []), *under]
    elif scale_under or bottom != 1:
        above = product([*([number(top)] if top != 1 else []), *scale_over])
        below = product([*([number(bottom)] if bottom != 1 else []), *scale_under])
        leading.append(Div(above, below))
    else:
        leading.extend([*([number(top)] if top != 1 else []), *scale_over])
    if under:
        body: list[Term] = (
            [*leading, Div(product(over), product(under))] if leading else [Div(product(over), product(under))]
        )
    else:
        body = [*leading, *over]
    term = product(body)
    if parts.coefficient < 0:
        return Number(-term.value) if isinstance(term, Number) else Neg(term)
    return term


def _refuse_out_of_range(coefficient: Fraction) -> None:
    """The numbers of a model may be in range, and their product not."""
    above, below = abs(coefficient.numerator), coefficient.denominator
    if max(above, below).bit_length() <= sys.float_info.max_exp - 1:
        return
    try:
        if abs(float(coefficient)) >= sys.float_info.min and _is_decimal(below):
            return
    except OverflowError:
        pass
    raise NotSupported(
        f"a number in the derivative is {'too large' if above > below else 'too close to 0'} for floating point",
        hint="A double lies between 2.3e-308 and 1.8e308. Choose other units, so that the constants are closer to 1.",
    )


def _is_long_call(term: Term) -> bool:
    return isinstance(term, Apply) and term.function in ("exp", "log")


def _is_decimal(denominator: int) -> bool:
    """Whether a fraction with this denominator has finitely many decimals: no prime in it but 2 and 5."""
    return pow(10, denominator.bit_length(), denominator) == 0


def _is_scale(term: Term, indexed: bool) -> bool:
    """Whether a factor belongs into the coefficient."""
    return not names(term) or (indexed and isinstance(term, Entry) and not term.indices)


def has_indices(term: Term) -> bool:
    return any(isinstance(node, Entry) and node.indices for node in walk(term))


def single(factors: tuple[Term, ...]) -> list[Term]:
    """x^2 counted as x x, so that both spellings are one thing."""
    apart: list[Term] = []
    for factor in factors:
        exponent = factor.exponent if isinstance(factor, Power) else None
        if isinstance(factor, Power) and isinstance(exponent, Number) and exponent.value in range(2, 9):
            apart += [factor.base] * int(exponent.value)
        else:
            apart.append(factor)
    return apart


def as_powers(factors: Counter[Term]) -> list[Term]:
    """x counted twice as x^2: what ``single`` takes apart, put together again."""
    return [base if count == 1 else Power(base, number(count)) for base, count in factors.items()]


def in_order(factors: list[Term]) -> list[Term]:
    """Single names before brackets, and logarithms last: a (1 - a) log(a), not (1 - a) a."""
    return sorted(factors, key=lambda f: 2 * _is_long_call(f) + _is_bracket(f))


def _is_bracket(term: Term) -> bool:
    return isinstance(term, Add) or (isinstance(term, Power) and isinstance(term.base, Add))


def summands(term: Term) -> tuple[Term, ...]:
    return term.terms if isinstance(term, Add) else (term,)


def added(terms: list[Term]) -> Term:
    """The sum of any number of terms; 0 if there are none."""
    if not terms:
        return number(0)
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def positive_first(terms: list[Term]) -> list[Term]:
    """A2 - Y rather than -Y + A2."""
    return sorted(terms, key=lambda t: isinstance(t, Neg) or (isinstance(t, Number) and t.value < 0))


def is_simple(term: Term) -> bool:
    """A name, an entry or a number."""
    return isinstance(term, (Entry, Number))


@lru_cache(maxsize=KEPT)
def flat_products(term: Term) -> Term:
    """a (b (c d)) is written a b c d; nothing else changes."""
    term = map_children(term, flat_products)
    if not isinstance(term, Mul) or not any(isinstance(f, Mul) for f in term.factors):
        return term
    flat: list[Term] = []
    for factor in term.factors:
        flat.extend(factor.factors if isinstance(factor, Mul) else (factor,))
    return Mul(tuple(flat))
