"""The outer form of a library text: a heading, then lines that begin with a keyword.

    activation a = sigmoid(z)
      value     1 / (1 + exp(-z))
      source    Verhulst 1845

A line that begins with neither a keyword nor the kind continues nothing: it is an error that offers the nearest
keyword. ``#`` starts a comment. What stands after a keyword is read by the kind's own reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from ..errors import NotationError, Span

#: kind -> the keywords it knows, each with "one" (at most once), "must" (exactly once) or "many".
KEYWORDS: Mapping[str, Mapping[str, str]] = {
    "activation": {
        "about": "must",
        "symbol": "must",
        "spelled": "one",
        "value": "must",
        "slope": "one",
        "kink": "many",
        "range": "must",
        "where": "many",
        "stable": "one",
        "identity": "many",
        "source": "must",
    },
    "loss": {
        "about": "must",
        "value": "must",
        "slope": "one",
        "target": "must",
        "identity": "many",
        "source": "must",
    },
    "optimizer": {"about": "must", "each": "must", "state": "many", "update": "many", "source": "must"},
    "penalty": {"about": "must", "on": "must", "value": "must", "source": "must"},
    "initialisation": {"about": "must", "weights": "must", "biases": "must", "before": "one", "source": "must"},
}

_HEADING = re.compile(
    r"(?P<kind>\w+)[ ]+(?:(?P<own>[A-Za-z]\w*)(?P<component>\[i\])?[ ]*=[ ]*)?"
    r"(?P<name>[a-z]\w*)[ ]*\((?P<inside>[^()]*)\)(?P<at>\[i\])?[ ]*$"
)
_ARGUMENT = re.compile(r"(?P<name>[A-Za-z]\w*)(?:[ ]*=[ ]*(?P<value>[-+.\w]+))?$")


@dataclass(frozen=True)
class Line:
    """What stands after a keyword, and where."""

    keyword: str
    text: str
    span: Span


@dataclass(frozen=True)
class Text:
    """A library text taken apart: ``kind own[i] = name(arguments; settings)[i]`` and its lines."""

    kind: str
    own: str
    name: str
    arguments: tuple[str, ...]
    settings: Mapping[str, Fraction | None]
    vector: bool
    lines: tuple[Line, ...]
    span: Span

    def one(self, keyword: str) -> Line:
        """The only line with this keyword (``read_text`` has checked that it is there)."""
        return next(line for line in self.lines if line.keyword == keyword)

    def maybe(self, keyword: str) -> Line | None:
        return next((line for line in self.lines if line.keyword == keyword), None)

    def many(self, keyword: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.keyword == keyword)


def read_text(source: str, *, filename: str, kind: str) -> Text:
    """The heading and lines of a library text of the expected ``kind``; NotationError says line and way out."""
    heading: Text | None = None
    lines: list[Line] = []
    start = 0
    for raw in source.split("\n"):
        content = raw.split("#", 1)[0].rstrip()
        left = start + len(content) - len(content.lstrip())
        span = Span(source, left, start + len(content), filename)
        start += len(raw) + 1
        if not content.strip():
            continue
        if heading is None:
            heading = _heading(content.strip(), span, kind)
        else:
            lines.append(_line(content, span, kind))
    if heading is None:
        raise NotationError(f"{filename} is empty", hint=f"It should begin with: {kind} name(...)")
    _check_counts(lines, heading)
    return Text(
        heading.kind,
        heading.own,
        heading.name,
        heading.arguments,
        heading.settings,
        heading.vector,
        tuple(lines),
        heading.span,
    )


def _heading(text: str, span: Span, kind: str) -> Text:
    found = _HEADING.match(text)
    if found is None or found["kind"] != kind:
        example = "activation a = sigmoid(z)" if kind == "activation" else f"{kind} name(argument; setting = 1)"
        raise NotationError(f"a text in this folder begins with its heading, a line such as: {example}", span=span)
    vector = found["at"] is not None
    if vector != (found["component"] is not None):
        raise NotationError("a component [i] stands on both sides or on none: a[i] = softmax(z)[i]", span=span)
    arguments, settings = _arguments(found["inside"], span)
    return Text(kind, found["own"] or "own", found["name"], arguments, settings, vector, (), span)


def _arguments(inside: str, span: Span) -> tuple[tuple[str, ...], dict[str, Fraction | None]]:
    """``z; slope = 0.01`` -> arguments (z), settings {slope: 1/100}. What has a value or follows ``;`` is a setting."""
    arguments: list[str] = []
    settings: dict[str, Fraction | None] = {}
    for part, piece in enumerate(inside.split(";")):
        for word in (w.strip() for w in piece.split(",")):
            if not word:
                continue
            found = _ARGUMENT.match(word)
            if found is None:
                raise NotationError(f"{word!r} is neither a name nor name = number", span=span)
            if found["name"] in arguments or found["name"] in settings:
                raise NotationError(f"{found['name']} is listed twice", span=span)
            if part == 0 and found["value"] is None:
                arguments.append(found["name"])
            else:
                settings[found["name"]] = None if found["value"] is None else number_text(found["value"], span)
    return tuple(arguments), settings


def number_text(text: str, span: Span) -> Fraction:
    """A decimal such as ``0.01`` or ``1e-8``, exactly."""
    try:
        if len(text) > 40:
            raise ValueError
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise NotationError(f"{text!r} is not a number", span=span) from None


def _line(content: str, span: Span, kind: str) -> Line:
    keyword, _, rest = content.strip().partition(" ")
    known = KEYWORDS[kind]
    if keyword not in known:
        near = get_close_matches(keyword, known, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        begin = Span(span.source, span.start, span.start + len(keyword), span.filename)
        raise NotationError(
            f"{keyword!r} is no keyword of {_article(kind)}", span=begin, hint=f"{hint}Known: {', '.join(known)}."
        )
    text = rest.strip()
    if not text:
        raise NotationError(f"nothing stands after {keyword}", span=span)
    return Line(keyword, text, Span(span.source, span.end - len(text), span.end, span.filename))


def _check_counts(lines: list[Line], heading: Text) -> None:
    for keyword, count in KEYWORDS[heading.kind].items():
        found = [line for line in lines if line.keyword == keyword]
        if count == "must" and not found:
            raise NotationError(f"{_article(heading.kind)} needs a line: {keyword} ...", span=heading.span)
        if count != "many" and len(found) > 1:
            first = found[0].span.line_number
            raise NotationError(f"{keyword} was given before, in line {first}", span=found[1].span)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
