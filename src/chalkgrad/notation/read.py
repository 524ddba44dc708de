"""One formula of text to its surface tree. ``read_expression("W1 X + b1")``.

The grammar is in ``grammar.lark``; each rule becomes a node of ``surface`` with its span in ``built``; what the parser
cannot take becomes a sentence with a caret here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from lark import UnexpectedInput, UnexpectedToken

from ..errors import NotationError, Span
from ..terms import PRIMITIVES
from .built import Build
from .nearest import nearest
from .surface import Surface, parts
from .syntax import parsed, reductions
from .tokens import REDUCTIONS, Word, tokenize

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
        raise _unknown_function(error, place, functions) or _explained(error, place) from None


def _unknown_function(error: UnexpectedInput, place: Span, functions: Collection[str]) -> NotationError | None:
    """``half_squared_eror(Z1, Y)``: a comma in the bracket after a name that is no function."""
    if not isinstance(error, UnexpectedToken) or error.token.type != "COMMA":
        return None
    opened: list[tuple[Word, Word | None]] = []  # each open bracket, with the name it directly follows
    before: Word | None = None
    for word in tokenize(place.source, functions, place):
        if word.start == error.token.start_pos:
            break
        if word.kind.startswith("OPEN"):
            opened.append((word, before if before and before.kind == "NAME" and before.end == word.start else None))
        elif word.kind.startswith("CLOSE"):
            opened.pop()
        before = word
    name = opened[-1][1] if opened else None
    return (
        None
        if name is None
        else unknown_function(name.text, replace(place, start=name.start, end=name.end), functions, 2)
    )


def unknown_function(name: str, span: Span, functions: Collection[str], arguments: int = 1) -> NotationError:
    """The error about a function that is not known, with the nearest one and the ways out."""
    base = name.partition("[")[0]
    near = nearest(base, sorted(functions))
    letters = "a, y" if arguments > 1 else "z"
    if base != name:
        way_out = f"A function has no layer of its own: write {base}({letters})."
    else:
        example = f"{name}(a, y) = (a - y)^2" if arguments > 1 else f"{name}(z) = z sigmoid(z)"
        way_out = f"Define it by a line such as {example}."
    any_depth = (
        "Only in a network of any depth (for l = 1..L) may a function stay unknown, such as g(Z[l]), C(A[L], Y)."
    )
    return NotationError(
        f"unknown function {name!r}", span=span, hint="\n".join(line for line in (near, way_out, any_depth) if line)
    )


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
