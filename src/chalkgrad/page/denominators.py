"""A side condition in the words of the page: ``V + 0.001 > 0``, as the root there has it, not ``1 + 1000 V != 0``.

A certificate states what the exact algebra divided by, cleared of fractions. The same thing up to a number in front
stands on the page, as a denominator or under a root, and so it is said; under a root it cannot be negative, and then it
must be positive. JSON keeps the condition as the proof has it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ..notation.surface import (
    Call,
    Comparison,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    walk_surface,
    with_parts,
)
from ..notation.text import text
from .fragments import fragments

#: Summands of a formula multiplied out, and the largest power: more is not compared.
MOST = 40
#: How many divisors are kept.
_KEPT = 1024
LARGEST_POWER = 6
_Monomial: TypeAlias = frozenset[tuple[Hashable, Fraction]]
_Sum: TypeAlias = dict[_Monomial, Fraction]
_ONE: _Monomial = frozenset()


class Divisor(NamedTuple):
    """What something on the page is divided by, or what stands under a root or in a logarithm."""

    surface: Surface
    is_under_root: bool


@dataclass(frozen=True)
class Stated:
    """A condition as it is printed, and what it says up to numbers in front and the order of the terms.

    ``not_zero`` and ``positive`` are alike for conditions that say the same; the latter is None for ``!= 0``.
    """

    text: str
    not_zero: Hashable
    positive: Hashable = None

    def follows_from(self, said: Iterable[Stated]) -> bool:
        return any(self.not_zero == other.not_zero and self.positive in (None, other.positive) for other in said)


def divisors(*lines: Surface) -> tuple[Divisor, ...]:
    """The denominators with their factors, and the arguments of roots and logarithms; each once."""
    return tuple(dict.fromkeys(found for line in lines for part in walk_surface(line) for found in _of(part)))


def _of(part: Surface) -> Iterator[Divisor]:
    match part:
        case Quotient(_, denominator):
            yield Divisor(denominator, False)
            for factor in denominator.factors if isinstance(denominator, Product) else (denominator,):
                yield Divisor(factor.base if isinstance(factor, Raised) else factor, False)
        case Call("sqrt" | "log" as function, (argument,), 0):
            yield Divisor(argument, function == "sqrt")
        case Raised(base, Minus(_)):
            yield Divisor(base, False)
        case Raised(base, Quotient(_, Literal(value))) if value == 2:
            yield Divisor(base, True)
        case Raised(base, Literal(value)) if value.denominator == 2:
            yield Divisor(base, True)


def stated(condition: str, on_page: Iterable[Divisor]) -> Stated:
    """The condition in terms of what is on the page; as the proof has it, without useless factors, if nothing fits."""
    pieces = fragments(condition)
    if len(pieces) != 1 or not isinstance(pieces[0], Comparison) or pieces[0].right != Literal(Fraction(0)):
        return Stated(condition, condition)
    comparison = pieces[0]
    form = _written_out(comparison.left, by_entry=True)
    if comparison.relation not in ("!=", ">") or not form:
        return Stated(condition, condition)
    not_zero = _up_to_numbers(form)
    positive = _up_to_numbers(form, positive=True) if comparison.relation == ">" else None
    plain = not any(isinstance(part, Indexed) for part in walk_surface(comparison.left))
    found: Stated | None = None
    for divisor in on_page:
        surface, own, above = _looked_at(divisor.surface, plain)
        if own is None or own != not_zero:
            continue
        if positive not in (None, above):
            continue
        if divisor.is_under_root or positive is not None:
            return Stated(f"{text(surface)} > 0", not_zero, above)
        found = found or Stated(f"{text(surface)} != 0", not_zero)
    return found or Stated(_without_roots(comparison, form) or condition, not_zero, positive)


@lru_cache(_KEPT)
def _looked_at(divisor: Surface, plain: bool) -> tuple[Surface, Hashable, Hashable]:
    """A divisor as it is told, and up to a number and a positive one; every condition of a page asks for it."""
    surface = _without_letters(divisor) if plain else divisor
    form = _written_out(surface, by_entry=False)
    return (surface, _up_to_numbers(form), _up_to_numbers(form, positive=True)) if form else (surface, None, None)


def _without_letters(surface: Surface) -> Surface:
    if isinstance(surface, Indexed):
        return Name(surface.name)
    return with_parts(surface, _without_letters)


# -- formulas up to a number in front -----------------------------------------------------------------------------


def _written_out(surface: Surface, *, by_entry: bool) -> _Sum | None:
    """The formula multiplied out; what is no sum, product or power stands as it is. None where that is too long.

    ``by_entry``: a product without a sign is one of numbers, as in a certificate, and no matrix product.
    """
    match surface:
        case Literal(value):
            return {_ONE: value} if value else {}
        case Minus(body):
            return _times({_ONE: Fraction(-1)}, _written_out(body, by_entry=by_entry))
        case Plus(terms):
            found: _Sum = {}
            for term in terms:
                part = _written_out(term, by_entry=by_entry)
                if part is None:
                    return None
                for monomial, coefficient in part.items():
                    found[monomial] = found.get(monomial, Fraction(0)) + coefficient
            return {monomial: coefficient for monomial, coefficient in found.items() if coefficient}
        case Product(kind, factors) if by_entry or _is_of_numbers(kind, factors):
            product: _Sum | None = {_ONE: Fraction(1)}
            for factor in factors:
                product = _times(product, _written_out(factor, by_entry=by_entry))
            return product
        case Quotient(numerator, denominator):
            below = _written_out(denominator, by_entry=by_entry)
            if below is not None and len(below) == 1:
                return _times(_written_out(numerator, by_entry=by_entry), _power(below, Fraction(-1)))
        case Raised(base, exponent):
            power, inside = _written_out(exponent, by_entry=True), _written_out(base, by_entry=by_entry)
            if power is not None and inside is not None and power.keys() == {_ONE}:
                return _power(inside, power[_ONE])
    return {frozenset(((surface, Fraction(1)),)): Fraction(1)}


def _is_of_numbers(kind: Kind, factors: tuple[Surface, ...]) -> bool:
    """Whether the factors are multiplied entry by entry for certain."""
    large = [factor for factor in factors if not isinstance(factor, (Literal, Indexed))]
    return kind is Kind.ELEMENTWISE or (kind is Kind.JUXTAPOSED and len(large) <= 1)


def _times(left: _Sum | None, right: _Sum | None) -> _Sum | None:
    if left is None or right is None or len(left) * len(right) > MOST:
        return None
    found: _Sum = {}
    for one, coefficient in left.items():
        for other, factor in right.items():
            exponents = dict(one)
            for atom, exponent in other:
                exponents[atom] = exponents.get(atom, Fraction(0)) + exponent
            monomial = frozenset((atom, exponent) for atom, exponent in exponents.items() if exponent)
            found[monomial] = found.get(monomial, Fraction(0)) + coefficient * factor
    return {monomial: coefficient for monomial, coefficient in found.items() if coefficient}


def _power(base: _Sum, exponent: Fraction) -> _Sum | None:
    if exponent.denominator == 1 and 0 <= exponent <= LARGEST_POWER:
        product: _Sum | None = {_ONE: Fraction(1)}
        for _ in range(int(exponent)):
            product = _times(product, base)
        return product
    if len(base) != 1:
        return None
    ((monomial, coefficient),) = base.items()
    powers = frozenset((atom, own * exponent) for atom, own in monomial)
    if exponent.denominator == 1 and abs(exponent) <= LARGEST_POWER:
        return {powers: coefficient ** int(exponent)}
    if coefficient <= 0:
        return None
    return {powers if coefficient == 1 else powers | {(coefficient, exponent)}: Fraction(1)}


def _up_to_numbers(form: _Sum, *, positive: bool = False) -> Hashable:
    """The same for all multiples by a number, roots of numbers too; with ``positive``, by a positive one."""
    roots = _common_roots(form)
    bare = {monomial - roots: coefficient for monomial, coefficient in form.items()}
    first = min(bare, key=lambda monomial: sorted(map(str, monomial)))
    by = abs(bare[first]) if positive else bare[first]
    return frozenset((monomial, coefficient / by) for monomial, coefficient in bare.items())


def _common_roots(form: _Sum) -> _Monomial:
    """Powers of numbers, such as 2^(1/2), that every summand has as a factor."""
    common = frozenset.intersection(*form)
    return frozenset(pair for pair in common if isinstance(pair[0], Fraction))


def _without_roots(comparison: Comparison, form: _Sum) -> str:
    """The condition without the roots of numbers that are factors of every summand; empty if there are none."""
    roots = _common_roots(form)
    if not roots:
        return ""

    def is_root(factor: Surface) -> bool:
        return any(frozenset(own) <= roots for own in _written_out(factor, by_entry=True) or () if own)

    def bare(surface: Surface) -> Surface:
        if isinstance(surface, Minus):
            return Minus(bare(surface.body))
        factors = surface.factors if isinstance(surface, Product) else (surface,)
        kept = tuple(factor for factor in factors if not is_root(factor))
        return Product(Kind.JUXTAPOSED, kept) if len(kept) > 1 else kept[0] if kept else Literal(Fraction(1))

    left = comparison.left
    left = Plus(tuple(map(bare, left.terms))) if isinstance(left, Plus) else bare(left)
    return text(Comparison(comparison.relation, left, comparison.right))
