"""The rules of the grammar as nodes of ``surface``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..errors import NotationError, Span
from .surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from .syntax import Reduction
from .tokens import Word

_KINDS = {"*": Kind.ELEMENTWISE, "⊙": Kind.ELEMENTWISE, "@": Kind.MATRIX, "·": Kind.JUXTAPOSED, "×": Kind.JUXTAPOSED}


class Build:
    """Each rule of the grammar as a surface node, for one formula that stands at ``place``."""

    def __init__(self, place: Span) -> None:
        self.place = place

    def built(self, words: Sequence[Word], order: Iterable[Reduction]) -> Surface:
        """The tree, by completing the rules in ``order``."""
        parts: list[Any] = []
        for reduction in order:
            if isinstance(reduction, int):
                parts.append(words[reduction])
            else:
                rule, count = reduction
                parts[-count:] = [getattr(self, rule)(*parts[-count:])]
        (surface,) = parts
        return surface  # type: ignore[no-any-return]

    def span(self, first: Any, last: Any) -> Span:
        """From the start of a token, or of what was built already, to the end of another."""
        start = first.start if isinstance(first, Word) else first.span.start
        end = last.end if isinstance(last, Word) else last.span.end
        place = self.place
        return Span(place.source, start, end, place.filename, place.first_line)

    # -- the rules ----------------------------------------------------------------------------------------------

    def start(self, body: Surface) -> Surface:
        return _open(body)

    def number(self, token: Word) -> Surface:
        if len(token.text) > 700:
            raise NotationError("a number of more than 700 characters", span=self.span(token, token))
        mantissa, _, power = token.text.lower().partition("e")
        value = Fraction(mantissa) * Fraction(10) ** (int(power or 0) if abs(int(power or 0)) <= 1000 else 0)
        if abs(int(power or 0)) > 1000 or not _is_held(value):
            raise NotationError(
                f"the number {_shortened(token.text)} is beyond what a computer holds",
                span=self.span(token, token),
                hint="A double lies between 2.3e-308 and 1.8e308.",
            )
        return Literal(value, span=self.span(token, token))

    def name(self, token: Word) -> Surface:
        return Name(token.text, span=self.span(token, token))

    def bracketed(self, opening: Word, body: Surface, closing: Word) -> Surface:
        return _Bracketed(body, self.span(opening, closing))  # type: ignore[return-value]

    def minus(self, sign: Word, body: Surface) -> Surface:
        return Minus(_open(body), span=self.span(sign, body))

    def plus(self, first: Surface, *rest: Any) -> Surface:
        terms = [_open(first)]
        for sign, term in zip(rest[::2], rest[1::2], strict=True):
            opened = _open(term)
            terms.append(opened if sign.kind == "PLUS" else Minus(opened, span=self.span(sign, term)))
        return Plus(tuple(terms), span=self.span(first, rest[-1]))

    def juxtaposed(self, left: Surface, right: Surface) -> Surface:
        if isinstance(right, Literal):
            raise NotationError(
                "a number may not follow a factor directly",
                span=right.span,
                hint="Put the number first (2 a), or write the product sign (a * 2).",
            )
        return self.multiplied(Kind.JUXTAPOSED, left, right)

    def joined(self, left: Surface, sign: Word, right: Surface) -> Surface:
        return self.multiplied(_KINDS[sign.text], left, right)

    def divided(self, left: Surface, sign: Word, right: Surface) -> Surface:
        return Quotient(_open(left), _open(right), span=self.span(left, right))

    def over(self, sign: Word, body: Surface) -> Surface:
        operator, _, index = sign.text.partition("_")
        return Over("sum" if operator == "Σ" else operator, index, _open(body), span=self.span(sign, body))

    def raised(self, base: Surface, sign: Word, exponent: Surface) -> Surface:
        span = self.span(base, exponent)
        if base == Name("e"):
            return Call("exp", (_open(exponent),), span=span)
        return Raised(_open(base), _open(exponent), span=span)

    def transposed(self, body: Surface, sign: Word) -> Surface:
        return Transposed(_open(body), span=self.span(body, sign))

    def indices(self, *words: Word) -> tuple[str, ...]:
        return tuple(word.text for word in words if word.kind == "INDEX")

    def at(self, body: Surface, opening: Word, letters: tuple[str, ...], closing: Word) -> Surface:
        span = self.span(body, closing)
        if isinstance(body, Name):
            if body.text in ("delta", "δ") and len(letters) == 2:
                return DeltaOf(*letters, span=span)
            return Indexed(body.text, letters, span=span)
        return At(_open(body), letters, span=span)

    def call(self, function: Word, *rest: Any) -> Surface:
        primes = sum(1 for part in rest if isinstance(part, Word) and part.kind == "PRIME")
        arguments = tuple(_open(part) for part in rest if not isinstance(part, Word))
        return Call(function.text, arguments, primes, span=self.span(function, rest[-1]))

    def partial(self, first: Word, of: Surface, slash: Word, second: Word, wrt: Surface) -> Surface:
        return Partial(_open(of), _open(wrt), span=self.span(first, wrt))

    def block_row(self, first: Surface, *rest: Any) -> tuple[Surface, ...]:
        return tuple(_open(cell) for cell in (first, *rest) if not isinstance(cell, Word))

    def block(self, opening: Word, *rest: Any) -> Surface:
        rows = tuple(row for row in rest if not isinstance(row, Word))
        span = self.span(opening, rest[-1])
        if len({len(row) for row in rows}) > 1:
            raise NotationError(
                "the rows of a matrix have different numbers of cells",
                span=span,
                hint="A comma stands between cells side by side, a semicolon between rows: [1; X], [b1, W1].",
            )
        return Block(rows, span=span)

    def comparison(self, left: Surface, relation: Word, right: Surface) -> Surface:
        return Comparison(relation.text, _open(left), _open(right), span=self.span(left, right))

    def conditional(self, then: Surface, word: Word, condition: Any, other: Word, otherwise: Surface) -> Surface:
        return Conditional(_open(then), condition, _open(otherwise), span=self.span(then, otherwise))

    def multiplied(self, kind: Kind, left: Surface, right: Surface) -> Surface:
        """Factors joined the same way are one product: a b c, unless brackets group them."""
        span = self.span(left, right)
        if isinstance(left, Product) and left.kind is kind:
            return Product(kind, (*left.factors, _open(right)), span=span)
        return Product(kind, (_open(left), _open(right)), span=span)


def _is_held(value: Fraction) -> bool:
    """Whether some floating point number is close, with all its digits (a normal one, or 0)."""
    try:
        return value == 0 or abs(float(value)) >= sys.float_info.min
    except OverflowError:
        return False


def _shortened(number: str) -> str:
    return number if len(number) <= 24 else f"{number[:12]}... of {len(number)} characters"


class _Bracketed:
    """A bracketed formula while its neighbours are read: brackets end a product's run, then vanish."""

    def __init__(self, body: Surface, span: Span) -> None:
        self.body = _open(body)
        self.span = span


def _open(part: Any) -> Surface:
    if isinstance(part, _Bracketed):
        return replace(part.body, span=part.span)
    return part  # type: ignore[no-any-return]
