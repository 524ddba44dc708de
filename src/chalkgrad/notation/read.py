"""One formula of text to its surface tree. ``read_expression("W1 X + b1")``.

The grammar is in ``grammar.lark``; here each rule becomes a node of ``surface`` with its span, and what the parser
cannot take becomes a sentence with a caret.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from lark.lexer import Lexer

from ..errors import NotationError, Span
from ..terms import PRIMITIVES
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
    parts,
)
from .tokens import REDUCTIONS, tokenize

BUILT_IN = frozenset((*PRIMITIVES, *REDUCTIONS))
_KINDS = {"*": Kind.ELEMENTWISE, "⊙": Kind.ELEMENTWISE, "@": Kind.MATRIX, "·": Kind.JUXTAPOSED}
MAX_TREE_DEPTH = 150


def read_expression(
    source: str,
    *,
    functions: Collection[str] = (),
    filename: str = "<text>",
    first_line: int = 1,
    place: Span | None = None,
) -> Surface:
    """The surface tree of a formula.

    ``functions`` are the names that can be called besides the built-in ones. ``place`` says which stretch of a longer
    text to read (then the other arguments but ``functions`` are ignored). Raises NotationError.
    """
    place = place or Span(source, 0, len(source), filename, first_line)
    if not place.source[place.start : place.end].strip():
        raise NotationError("a formula is missing here", span=place)
    return _read(place.source, place.start, place.end, place.filename, place.first_line, frozenset(functions))


@lru_cache(maxsize=4096)
def _read(source: str, start: int, end: int, filename: str, first_line: int, functions: frozenset[str]) -> Surface:
    place = Span(source, start, end, filename, first_line)
    try:
        tree = _parser().parse(_Request(place, functions | BUILT_IN))
    except UnexpectedInput as error:
        raise _explained(error, place) from None
    surface: Surface = tree  # type: ignore[assignment]
    _check_depth(surface, place)
    return surface


class _Request:
    """What our lexer gets instead of a bare string."""

    def __init__(self, place: Span, functions: Collection[str]) -> None:
        self.place = place
        self.functions = functions


class _Placed(Token):
    """A token that remembers the text it stands in."""

    place: Span


class _Words(Lexer):
    """Hands our tokens to lark; ``pos_in_stream`` and ``end_pos`` are offsets in the whole source."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]  # lark hands the request over as it is
        request: _Request = data
        place = request.place
        for word in tokenize(place.source, request.functions, place):
            token = _Placed(word.kind, word.text, start_pos=word.start, end_pos=word.end)
            token.place = place
            yield token


@v_args(inline=True)
class _Build(Transformer[Token, Surface]):
    """Each rule of the grammar as a surface node."""

    def start(self, body: Surface) -> Surface:
        return _open(body)

    def number(self, token: Token) -> Surface:
        if len(token) > 700:
            raise NotationError("a number of more than 700 characters", span=_span(token, token))
        mantissa, _, power = token.lower().partition("e")
        if power and abs(int(power)) > 400:
            raise NotationError(f"the number {token} is beyond what a computer holds", span=_span(token, token))
        return Literal(Fraction(mantissa) * Fraction(10) ** int(power or 0), span=_span(token, token))

    def name(self, token: Token) -> Surface:
        return Name(str(token), span=_span(token, token))

    def bracketed(self, opening: Token, body: Surface, closing: Token) -> Surface:
        return _Bracketed(body, _span(opening, closing))  # type: ignore[return-value]

    def minus(self, sign: Token, body: Surface) -> Surface:
        return Minus(_open(body), span=_span(sign, body))

    def plus(self, first: Surface, *rest: Any) -> Surface:
        terms = [_open(first)]
        for sign, term in zip(rest[::2], rest[1::2], strict=True):
            opened = _open(term)
            terms.append(opened if sign.type == "PLUS" else Minus(opened, span=_span(sign, term)))
        return Plus(tuple(terms), span=_span(first, rest[-1]))

    def juxtaposed(self, left: Surface, right: Surface) -> Surface:
        if isinstance(right, Literal):
            raise NotationError(
                "a number may not follow a factor directly",
                span=right.span,
                hint="Put the number first (2 a), or write the product sign (a * 2).",
            )
        return _product(Kind.JUXTAPOSED, left, right)

    def joined(self, left: Surface, sign: Token, right: Surface) -> Surface:
        return _product(_KINDS[str(sign)], left, right)

    def divided(self, left: Surface, sign: Token, right: Surface) -> Surface:
        return Quotient(_open(left), _open(right), span=_span(left, right))

    def over(self, sign: Token, body: Surface) -> Surface:
        operator, _, index = str(sign).partition("_")
        return Over("sum" if operator == "Σ" else operator, index, _open(body), span=_span(sign, body))

    def raised(self, base: Surface, sign: Token, exponent: Surface) -> Surface:
        span = _span(base, exponent)
        if base == Name("e"):
            return Call("exp", (_open(exponent),), span=span)
        return Raised(_open(base), _open(exponent), span=span)

    def transposed(self, body: Surface, sign: Token) -> Surface:
        return Transposed(_open(body), span=_span(body, sign))

    def indices(self, *words: Token) -> tuple[str, ...]:
        return tuple(str(word) for word in words if word.type == "INDEX")

    def at(self, body: Surface, opening: Token, letters: tuple[str, ...], closing: Token) -> Surface:
        span = _span(body, closing)
        if isinstance(body, Name):
            if body.text in ("delta", "δ") and len(letters) == 2:
                return DeltaOf(*letters, span=span)
            return Indexed(body.text, letters, span=span)
        return At(_open(body), letters, span=span)

    def call(self, function: Token, *rest: Any) -> Surface:
        primes = sum(1 for part in rest if isinstance(part, Token) and part.type == "PRIME")
        arguments = tuple(_open(part) for part in rest if not isinstance(part, Token))
        return Call(str(function), arguments, primes, span=_span(function, rest[-1]))

    def partial(self, first: Token, of: Surface, slash: Token, second: Token, wrt: Surface) -> Surface:
        return Partial(_open(of), _open(wrt), span=_span(first, wrt))

    def block_row(self, first: Surface, *rest: Any) -> tuple[Surface, ...]:
        return tuple(_open(cell) for cell in (first, *rest) if not isinstance(cell, Token))

    def block(self, opening: Token, *rest: Any) -> Surface:
        rows = tuple(row for row in rest if not isinstance(row, Token))
        span = _span(opening, rest[-1])
        if len({len(row) for row in rows}) > 1:
            raise NotationError(
                "the rows of a matrix have different numbers of cells",
                span=span,
                hint="A comma stands between cells side by side, a semicolon between rows: [1; X], [b1, W1].",
            )
        return Block(rows, span=span)

    def comparison(self, left: Surface, relation: Token, right: Surface) -> Surface:
        return Comparison(str(relation), _open(left), _open(right), span=_span(left, right))

    def conditional(self, then: Surface, word: Token, condition: Any, other: Token, otherwise: Surface) -> Surface:
        return Conditional(_open(then), condition, _open(otherwise), span=_span(then, otherwise))


class _Bracketed:
    """A bracketed formula while its neighbours are read: brackets end a product's run, then vanish."""

    def __init__(self, body: Surface, span: Span) -> None:
        self.body = _open(body)
        self.span = span


def _open(part: Any) -> Surface:
    if isinstance(part, _Bracketed):
        return replace(part.body, span=part.span)
    return part  # type: ignore[no-any-return]


def _product(kind: Kind, left: Surface, right: Surface) -> Surface:
    """Factors joined the same way are one product: a b c, unless brackets group them."""
    span = _span(left, right)
    if isinstance(left, Product) and left.kind is kind:
        return Product(kind, (*left.factors, _open(right)), span=span)
    return Product(kind, (_open(left), _open(right)), span=span)


def _span(first: Any, last: Any) -> Span:
    start, end = _place(first), _place(last)
    return Span(start.source, start.start, end.end, start.filename, start.first_line)


def _place(part: Any) -> Span:
    """Where a token or an already built node stands."""
    if isinstance(part, _Placed):
        place = part.place
        return Span(place.source, part.start_pos or 0, part.end_pos or 0, place.filename, place.first_line)
    span = part.span
    assert isinstance(span, Span)
    return span


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Words, transformer=_Build(), propagate_positions=False)


def _check_depth(surface: Surface, place: Span) -> None:
    level = [surface]
    for _ in range(MAX_TREE_DEPTH):
        level = [part for node in level for part in parts(node)]
        if not level:
            return
    raise NotationError(
        f"the formula is nested more than {MAX_TREE_DEPTH} deep",
        span=place,
        hint="Give the inner parts names of their own: one equation per name.",
    )


def _explained(error: UnexpectedInput, place: Span) -> NotationError:
    """Lark's complaint in the words of someone who writes formulas."""
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        token = error.token
        span = Span(place.source, token.start_pos or 0, token.end_pos or 0, place.filename, place.first_line)
        found = f"{place.source[span.start : span.end]!r}"
    else:
        stop = place.start + len(place.source[place.start : place.end].rstrip())
        span = Span(place.source, max(place.start, stop - 1), stop, place.filename, place.first_line)
        found = "the end of the formula"
    accepts = error.accepts if isinstance(error, UnexpectedToken) else set()
    if accepts and not accepts & {"NAME", "NUMBER"}:
        expected = "an operator, a bracket or the end of the formula"
    else:
        expected = "a name, a number, a function or '('"
    if accepts == {"OPEN"} or (accepts and accepts <= {"OPEN", "PRIME"}):
        expected = "'(' after the function's name"
    if accepts and accepts <= {"INDEX"}:
        expected = "an index letter such as i"
    hint = "Bracket one of the powers: a^(b^c) or (a^b)^c." if found == "'^'" and "PLUS" in accepts else ""
    return NotationError(f"found {found}, expected {expected}", span=span, hint=hint)
