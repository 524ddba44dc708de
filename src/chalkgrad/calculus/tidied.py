"""What tidying did to a line, in words: each reason is looked up where it happened, at one part of the line.

``tidy`` works from the inside outwards. So does this: a part with its own parts tidied is compared with what becomes
of it, and only what differs there is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    ONE,
    ZERO,
    Add,
    Component,
    Div,
    Entry,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Sum,
    Term,
    children,
    map_children,
    names,
    walk,
)
from .said import bracketed, said
from .tidy import tidy

#: The reason for a line in which nothing but a factor 1 goes.
ONES_LEFT_OUT = "a factor 1 is left out"
MINUS_IN_FRONT = "the minus goes in front"
MINUSES_CANCEL = "two minuses make a plus"
NUMBERS_MULTIPLIED = "the numbers are multiplied"
ONE_FRACTION = "products with a fraction become one fraction"
IN_ORDER = "factors in order"
#: A reason that names its parts is no longer than this, about two lines beside a chain; a longer one names none.
_MOST_SAID = 80
#: What goes without saying where there is more to say, the most telling first.
MINOR = (
    "the number goes in front",
    "a product of products needs no brackets",
    "a sum of sums needs no brackets",
    IN_ORDER,
)


@dataclass(frozen=True)
class _IntoFraction:
    """``said``, if there is a short way to say it, is how a product with a fraction became one.

    It was a fraction by ``below``; ``inverse`` says whether it was 1 over that.
    """

    below: str
    said: str
    inverse: bool = True


def tidied(before: Term, after: Term, letters: bool = False) -> str:
    """The reasons for the line ``after``, which ``tidy`` gives of ``before``; ``letters`` as in ``said``."""
    found = [reason for part in _changed(before) for reason in _at(*part, letters)]
    fractions = "; ".join(_fractions([reason for reason in found if isinstance(reason, _IntoFraction)]))
    told = dict.fromkeys(reason if isinstance(reason, str) else fractions for reason in found if reason not in MINOR)
    if MINUS_IN_FRONT in told and found.count(MINUS_IN_FRONT) <= found.count(MINUSES_CANCEL):
        del told[MINUS_IN_FRONT]  # it went in front to meet another
    return "; ".join(told) or next((words for words in MINOR if words in found), IN_ORDER)


def _fractions(found: list[_IntoFraction]) -> list[str]:
    """``Y times 1/A2 is Y/A2`` for the first, and which others go the same way."""
    if not all(each.said for each in found):
        return [ONE_FRACTION]
    told: list[str] = []
    for inverse in (True, False):
        alike = [each for each in found if each.inverse is inverse]
        if alike:
            others = dict.fromkeys(each.below for each in alike if each.below != alike[0].below)
            told.append(f"{alike[0].said}, likewise with {' and '.join(others)}" if others else alike[0].said)
    return told


def _changed(term: Term) -> Iterator[tuple[Term, Term]]:
    """The parts at which something is done, from the inside outwards: as they stand then, and what they become."""
    if tidy(term) is term:
        return
    for child in children(term):
        yield from _changed(child)
    inside, result = map_children(term, tidy), tidy(term)
    if inside is not result:
        yield inside, result


def _at(inside: Term, result: Term, letters: bool) -> Iterator[str | _IntoFraction]:
    match inside:
        case Neg(body):
            if isinstance(body, Neg) or (isinstance(body, Number) and body.value < 0):
                yield MINUSES_CANCEL
        case Mul() | Div():
            yield from _in_product(inside, result, letters)
        case Add(terms):
            if sum(isinstance(term, Number) for term in terms) > 1:
                yield "the numbers are added"
            yield "a sum of sums needs no brackets"
        case Power(base, _) if not isinstance(base, Number):
            yield f"{said(inside, letters)} is {said(result, letters)}"
        case Power():
            yield NUMBERS_MULTIPLIED
        case Sum(_, Neg()):
            yield MINUS_IN_FRONT
        case Sum():
            yield "a sum of zeros is 0"
        case _:
            yield "both cases are the same"


def _in_product(inside: Term, result: Term, letters: bool) -> Iterator[str | _IntoFraction]:
    if result is ZERO:
        yield "a product with 0 is 0"
        return
    before, after = _Factors(inside), _Factors(result)
    if len(before.fractions) + len(before.whole) > len(after.fractions) + len(after.whole) and before.fractions:
        yield _into_one(before, letters)
    if before.ones > after.ones:
        yield ONES_LEFT_OUT
    if before.minuses % 2 and not isinstance(inside, Neg):
        yield MINUS_IN_FRONT
    if before.minuses > 1:
        yield MINUSES_CANCEL
    yield from _with_numbers(before, after)
    yield "a product of products needs no brackets" if before.nested else IN_ORDER


def _into_one(factors: _Factors, letters: bool) -> _IntoFraction:
    """How the factors and a fraction among them became one fraction."""
    fraction, whole = factors.fractions[0], factors.whole
    below = said(fraction.denominator, letters)
    simple = not any(isinstance(node, (Sum, Max, Component)) for factor in whole for node in walk(factor))
    if len(factors.fractions) > 1 or len(whole) != 1 or not simple:
        return _IntoFraction(below, "")
    if fraction.numerator is not ONE:
        return _IntoFraction(below, f"the factor {said(whole[0], letters)} goes above the line", inverse=False)
    if not isinstance(whole[0], (Entry, Add, Power)):
        return _IntoFraction(below, "")
    one = said(Div(whole[0], fraction.denominator), letters)
    words = f"{bracketed(whole[0], letters)} times {said(fraction, letters)} is {one}"
    return _IntoFraction(below, words if len(words) <= _MOST_SAID else "")


def _with_numbers(before: _Factors, after: _Factors) -> Iterator[str]:
    """What became of plain numbers and sizes."""
    if len(before.above) + len(before.below) > len(after.above) + len(after.below):
        top, bottom = _product(before.above), _product(before.below)
        if before.above and before.below and top is not None and bottom is not None:
            yield f"{_number(top)}/{_number(bottom)} is {_number(top / bottom)}"
        else:
            yield NUMBERS_MULTIPLIED
    elif before.number_behind or (before.below and not after.below):
        yield "the number goes in front"


def _product(factors: list[Term]) -> Fraction | None:
    """The product of the numbers among the factors; None for a fraction with a size, such as 2/m."""
    value = Fraction(1)
    for factor in factors:
        if isinstance(factor, Div):
            return None
        value *= factor.value if isinstance(factor, Number) else 1
    return value


def _number(value: Fraction) -> str:
    return text(spell(Number(value)))


class _Factors:
    """A product taken apart: ``fractions`` with names and ``whole`` factors with names.

    ``above`` and ``below`` are the plain numbers and sizes in it, those of its fractions too; a fraction of them is one
    number. ``ones`` and ``minuses`` are how many of its factors are 1 or have a minus, ``nested`` whether it has a
    product as a factor, ``number_behind`` whether a number stands behind one of its factors with names.
    """

    def __init__(self, term: Term) -> None:
        self.above: list[Term] = []
        self.below: list[Term] = []
        self.whole: list[Term] = []
        self.fractions: list[Div] = []
        self.ones = self.minuses = 0
        self.number_behind = False
        term = term.body if isinstance(term, Neg) else term
        self.nested = isinstance(term, Mul) and any(isinstance(factor, Mul) for factor in map(_bare, term.factors))
        self._add(term, self.above, within=False)

    def _add(self, term: Term, numbers: list[Term], *, within: bool) -> None:
        match term:
            case Neg(body):
                self.minuses += 1
                if body is not ONE:
                    self._add(body, numbers, within=within)
            case Number(value) if value < 0:
                self.minuses += 1
                numbers.extend([Number(-value)] if value != -1 else [])
            case Mul(factors):
                for factor in factors:
                    self._add(factor, numbers, within=within)
            case Div() if names(term):
                self.fractions.append(term)
                other = self.below if numbers is self.above else self.above
                for part, side in ((term.numerator, numbers), (term.denominator, other)):
                    if part is not ONE or part is term.denominator:
                        self._add(part, side, within=True)
            case _ if not names(term):
                self.ones += term is ONE
                numbers.extend([term] if term is not ONE else [])
                self.number_behind |= term is not ONE and not within and bool(self.whole or self.fractions)
            case _ if not within:
                self.whole.append(term)
            case _:
                pass


def _bare(term: Term) -> Term:
    return term.body if isinstance(term, Neg) else term
