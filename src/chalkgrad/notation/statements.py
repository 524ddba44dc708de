"""A model's text split into statements, each with its place: declarations, equations, facts, choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..errors import NotationError, Span
from .tokens import LAYER, NAMES

Kind = Literal["declaration", "parameter", "data", "predict", "equation", "membership"]

MAX_SOURCE = 1_000_000
_NAME = rf"[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*{LAYER}?"
_DECLARATION = re.compile(rf"\s*(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)\s*:(?!=)\s*")
_SIZE = rf"\w+{LAYER}?"
_SHAPE = re.compile(rf"(?P<rows>{_SIZE})(?:\s*(?:[xX×]|by)\s+(?P<columns>{_SIZE})|\s*×\s*(?P<columns2>{_SIZE}))?\s*$")
_MEMBERSHIP = re.compile(rf"\s*(?P<name>{_NAME})\s+in\s+\{{(?P<values>[^{{}}]*)\}}\s*$")
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True)
class Statement:
    """One statement. ``left`` and ``right`` are the sides of an equation (or fact), as places in the text.

    For a declaration ``names`` and ``shape`` are filled (``("n0", "m")``), for ``predict`` one name, for a
    membership the name and its values as text.
    """

    kind: Kind
    place: Span
    names: tuple[str, ...] = ()
    shape: tuple[str, str] | None = None
    left: Span | None = None
    right: Span | None = None
    values: tuple[str, ...] = ()


def statements(source: str, filename: str = "<text>") -> Iterator[Statement]:
    """The statements of a model, in order. Raises NotationError with the place of what is not a statement."""
    if len(source) > MAX_SOURCE:
        raise NotationError(f"{filename}: a model of {len(source)} characters is too long (at most {MAX_SOURCE})")
    for place in _places(source, filename):
        yield from _statement(place)


def _places(source: str, filename: str) -> Iterator[Span]:
    """Stretches between line ends and semicolons; open brackets carry a statement over the line end."""
    start, depth, position = 0, 0, 0
    while position <= len(source):
        character = source[position] if position < len(source) else "\n"
        if character == "#":
            stop = source.find("\n", position)
            stop = len(source) if stop < 0 else stop
            if depth == 0:
                yield from _trimmed(source, start, position, filename)
                start, position = stop + 1, stop + 1
                continue
            raise NotationError(
                "a comment inside an open bracket",
                span=Span(source, position, stop, filename),
                hint="Close the bracket first, or put the comment on a line of its own.",
            )
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character in ";\n" and (depth == 0 or _ends_unclosed(source, position)):
            yield from _trimmed(source, start, position, filename)
            start, depth = position + 1, 0
        position += 1


def _ends_unclosed(source: str, position: int) -> bool:
    """A bracket left open: the next line starts a statement of its own, or there is none. Then it is a mistake here."""
    following = source[position + 1 : source.find("\n", position + 1)] if position + 1 < len(source) else ""
    return not following.strip() or bool(
        re.match(rf"\s*({_NAME}(\[[^\]]*\])?\s*=(?!=)|{_NAME}\s*:|predict\b)", following)
    )


def _trimmed(source: str, start: int, end: int, filename: str) -> Iterator[Span]:
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(source, start, end, filename)


def _statement(place: Span) -> Iterator[Statement]:
    body = place.source[place.start : place.end]
    if match := re.match(rf"predict\s+({_NAME})$", body):
        yield Statement("predict", place, names=(match.group(1),))
        return
    offset = 0
    kind: Kind = "declaration"
    if match := re.match(r"(parameter|data)\s+", body):
        kind = "parameter" if match.group(1) == "parameter" else "data"
        offset = match.end()
    if match := _DECLARATION.match(body, offset):
        yield from _declaration(kind, place, match, body)
        return
    if offset:
        word = body[offset:].partition(":")[0].strip()
        if ":" in body and word:
            start = place.start + body.index(word, offset)
            span = Span(place.source, start, start + len(word), place.filename)
            raise NotationError(f"{word} is no name in this notation", span=span, hint=NAMES)
        raise NotationError(
            f"a {body.split()[0]} line needs a name and a shape", span=place, hint="For example: parameter W1: n1 x n0"
        )
    yield _fact_or_equation(place)


def _declaration(kind: Kind, place: Span, match: re.Match[str], body: str) -> Iterator[Statement]:
    pieces = list(_commas(place, place.start + match.end(), place.end))
    names = tuple(name.strip() for name in match.group("names").split(","))
    first = pieces[0] if pieces else None
    shape = _shape(first) if first is not None else None
    if first is None or shape is None:
        raise NotationError(
            f"found {body[match.end() :].split(',')[0].strip()!r}, expected a shape",
            span=first or place,
            hint="A shape is rows x columns, such as n0 x m or 30 x m; a single number is: scalar.",
        )
    yield Statement(kind, place, names=names, shape=shape)
    for piece in pieces[1:]:
        yield _fact_or_equation(piece)


def _shape(place: Span) -> tuple[str, str] | None:
    body = place.source[place.start : place.end].strip()
    if body == "scalar":
        return "1", "1"
    match = _SHAPE.match(body)
    if match is None:
        return None
    return match.group("rows"), match.group("columns") or match.group("columns2") or "1"


def _commas(place: Span, start: int, end: int) -> Iterator[Span]:
    depth, begin = 0, start
    for position in range(start, end + 1):
        character = place.source[position] if position < end else ","
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == "," and depth <= 0:
            yield from _trimmed(place.source, begin, position, place.filename)
            begin = position + 1


def _fact_or_equation(place: Span) -> Statement:
    body = place.source[place.start : place.end]
    if match := _MEMBERSHIP.match(body):
        values = tuple(value.strip() for value in match.group("values").split(",") if value.strip())
        return Statement("membership", place, names=(match.group("name"),), values=values)
    depth = 0
    for position, character in enumerate(body):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == "=" and depth <= 0 and body[position - 1 : position] not in ("<", ">", "!", ":", "="):
            if body[position + 1 : position + 2] == "=":
                continue
            left = Span(place.source, place.start, place.start + position, place.filename)
            right = Span(place.source, place.start + position + 1, place.end, place.filename)
            return Statement("equation", place, left=left, right=right)
    raise NotationError(
        "this line is neither an equation nor a declaration",
        span=place,
        hint="An equation is name = formula, a declaration is name: rows x columns, a fact is colsum(Y) = 1.",
    )
