"""One formula of text to its surface tree. ``read_expression("W1 X + b1")``.

The grammar is in ``grammar.lark``; each rule becomes a node of ``surface`` with its span in ``built``; what the parser
cannot take becomes a sentence with a caret here.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from lark import UnexpectedInput, UnexpectedToken

from ..errors import NotationError, Span
from ..terms import PRIMITIVES
from .built import Build
from .surface import Surface, parts
from .syntax import parsed, reductions
from .tokens import REDUCTIONS, tokenize

BUILT_IN = frozenset((*PRIMITIVES, *REDUCTIONS))
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
    known = functions | BUILT_IN
    try:
        words = tuple(tokenize(source, known, place))
        order = reductions(tuple(word.kind for word in words))
    except (NotationError, UnexpectedInput):
        _tell_first_mistake(place, known)
        raise
    surface = Build(place).built(words, order)
    _check_depth(surface, place)
    return surface


def _tell_first_mistake(place: Span, functions: Collection[str]) -> None:
    """Raises for whatever comes first from the left: a character, a bracket or a word that does not fit."""
    try:
        parsed(tokenize(place.source, functions, place))
    except UnexpectedInput as error:
        raise _explained(error, place) from None


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
