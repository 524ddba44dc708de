"""The outer form of a library text: a heading, then lines that begin with a keyword.

    activation a = sigmoid(z)
      value     1 / (1 + exp(-z))
      source    Verhulst 1845

A line that begins with neither a keyword nor the kind continues nothing: it is an error that offers the nearest
keyword. ``#`` starts a comment. What stands after a keyword is read by the kind's own reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
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

#: What a user's own entry may leave out; in the standard library nobody has to guess it.
_MAY_LACK = frozenset(("about", "symbol", "range", "target", "source"))

#: What stands for the lines about an entry that its text leaves out.
NO_WORDS, NO_SOURCE = "A definition of your own.", "your own text"

_HEADING = re.compile(
    r"(?P<kind>\w+)[ ]+(?:(?P<own>[A-Za-z]\w*)(?P<component>\[i\])?[ ]*=[ ]*)?"
    r"(?P<name>[a-z]\w*)[ ]*\((?P<inside>[^()]*)\)(?P<at>\[i\])?[ ]*$"
)
_KIND = re.compile(rf"^[ \t]*(?P<kind>{'|'.join(KEYWORDS)})[ \t]+(?=[A-Za-z])", re.MULTILINE)
_EXAMPLE = "activation a = sigmoid(z)"
#: ``mish(z) = z tanh(softplus(z))``: a definition without a heading is an entry of one line.
_BARE = re.compile(r"^[ \t]*(?P<name>[A-Za-z]\w*)[ ]*\((?P<inside>[^()\n]*)\)[ ]*=(?!=)[ \t]*(?=[^\s#])", re.MULTILINE)
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

    def said(self, keyword: str, otherwise: str) -> str:
        """The words after a keyword, or those that stand for a line that was left out."""
        line = self.maybe(keyword)
        return otherwise if line is None else line.text

    def maybe(self, keyword: str) -> Line | None:
        return next((line for line in self.lines if line.keyword == keyword), None)

    def many(self, keyword: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.keyword == keyword)


def entries_of(source: str, filename: str, *, strict: bool) -> list[tuple[str, str, Span]]:
    """Kind, name and stretch of each entry of a text, which begins with the heading of the first one.

    A text that begins with anything else holds no entries; if ``strict``, that is a NotationError.
    """
    starts = sorted([*_KIND.finditer(source), *_definitions(source)], key=lambda match: match.start())
    content = _first_content(source)
    begins = bool(starts) and starts[0].start() <= content.start < starts[0].end()
    orphan = _orphan(source, starts, filename) if begins else content
    if orphan is not None:
        if not strict:
            return []
        empty = content.end <= content.start
        raise NotationError(
            f"{filename} is empty"
            if empty
            else "this line belongs to no entry"
            if begins
            else f"a library text begins with a heading, such as: {_EXAMPLE}",
            span=None if empty else replace(orphan, filename=filename),
            hint=f"The kinds of entries are {', '.join(KEYWORDS)}. A function alone is one line: "
            "mish(z) = z tanh(softplus(z))",
        )
    found = []
    ends = [match.start() for match in starts[1:]] + [len(source)]
    for match, end in zip(starts, ends, strict=True):
        begin = match.start("kind" if match.re is _KIND else "name")
        span = Span(source, begin, end, filename)
        heading = _stripped(source, begin, filename)
        if match.re is _BARE:
            kind = _kind_of(match["inside"], heading, strict=strict)
            if kind:
                found.append((kind, match["name"], span))
            continue
        named = _HEADING.match(source[heading.start : heading.end])
        if named is None:
            if strict:
                _heading(source[heading.start : heading.end], heading, match["kind"])
            continue
        found.append((match["kind"], named["name"], span))
    return found


def _definitions(source: str) -> list[re.Match[str]]:
    """The lines that define a function without a heading; a keyword with a bracket behind it is no name."""
    keywords = {keyword for known in KEYWORDS.values() for keyword in known}
    return [match for match in _BARE.finditer(source) if match["name"] not in keywords]


def _orphan(source: str, starts: list[re.Match[str]], filename: str) -> Span | None:
    """The first line after a definition of one line that begins nothing; with such a line a text is a model."""
    ends = [match.start() for match in starts[1:]] + [len(source)]
    for match, end in zip(starts, ends, strict=True):
        if match.re is not _BARE:
            continue
        start = source.find("\n", match.start()) + 1 or end
        while start < end:
            line = _stripped(source, start, filename)
            if line.end > line.start:
                return line
            start = source.find("\n", start) + 1 or end
    return None


def _kind_of(inside: str, heading: Span, *, strict: bool) -> str:
    """A function of one number is an activation, one of two a loss."""
    count = len([word for word in inside.split(",") if word.strip()])
    if count in (1, 2):
        return "activation" if count == 1 else "loss"
    if strict:
        raise NotationError(
            f"a function of {count} arguments",
            span=heading,
            hint="An activation has one, mish(z) = ...; a loss has two, mine(a, y) = ... Settings need a heading: "
            "activation a = mine(z; slope = 0.01)",
        )
    return ""


def _first_content(source: str) -> Span:
    """The first line that says something."""
    start = 0
    for raw in source.split("\n"):
        span = _stripped(source, start, "")
        if span.end > span.start:
            return span
        start += len(raw) + 1
    return Span(source, len(source), len(source))


def _stripped(source: str, start: int, filename: str) -> Span:
    """What the line that begins at ``start`` says, without its comment and the blanks around."""
    end = source.find("\n", start)
    raw = source[start : end if end >= 0 else len(source)]
    content = raw.split("#", 1)[0].rstrip()
    left = start + len(content) - len(content.lstrip())
    return Span(source, left, start + len(content), filename)


def read_heading(place: Span, kind: str) -> Text | None:
    """The heading of the entry at a place; None if it cannot be read."""
    bare = _BARE.match(place.source, place.start)
    if bare is not None:
        return _bare(place, bare, kind)
    line = _stripped(place.source, place.start, place.filename)
    try:
        return _heading(place.source[line.start : line.end], line, kind)
    except NotationError:
        return None


def _bare(place: Span, found: re.Match[str], kind: str) -> Text:
    """The entry that a definition of one line is."""
    line = _stripped(place.source, found.start("name"), place.filename)
    _refuse_unseen(line)
    arguments, _ = _arguments(found["inside"], line)
    value = replace(line, start=found.end())
    lines = (Line("value", place.source[value.start : value.end], value),)
    return Text(kind, "own", found["name"], arguments, {}, False, lines, line)


def read_text(place: Span, *, kind: str, strict: bool = True) -> Text:
    """The heading and lines of a library text of the expected ``kind``; NotationError says line and way out.

    If not ``strict``, as for a user's own entry, lines that say what it is about may be left out.
    """
    bare = _BARE.match(place.source, place.start)
    if bare is not None:
        return _bare(place, bare, kind)
    heading: Text | None = None
    lines: list[Line] = []
    start = place.start
    while start < place.end:
        span = _stripped(place.source, start, place.filename)
        start = place.source.find("\n", start) + 1 or place.end
        content = span.source[span.start : span.end]
        if not content:
            continue
        _refuse_unseen(span)
        if heading is None:
            heading = _heading(content, span, kind)
        else:
            lines.append(_line(content, span, kind))
    if heading is None:
        raise NotationError(f"{place.filename} is empty", hint=f"It should begin with: {kind} name(...)")
    _check_counts(lines, heading, strict)
    return replace(heading, lines=tuple(lines))


def unseen(letter: str) -> bool:
    """Whether it is a control character, a line break of any kind, or another character without a shape."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _refuse_unseen(line: Span) -> None:
    """The words of an entry are shown to people and stand in programs: what they are is what one sees."""
    for place in range(line.start, line.end):
        letter = line.source[place]
        if unseen(letter) and letter != "\t":
            raise NotationError(
                f"a character that cannot be seen: U+{ord(letter):04X}", span=replace(line, start=place, end=place + 1)
            )


def _heading(text: str, span: Span, kind: str) -> Text:
    found = _HEADING.match(text)
    if found is None or found["kind"] != kind:
        example = _EXAMPLE if kind == "activation" else f"{kind} name(argument; setting = 1)"
        raise NotationError(f"{_article(kind)} begins with its heading, a line such as: {example}", span=span)
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
    keyword, *rest = content.split(maxsplit=1)
    known = KEYWORDS[kind]
    if keyword not in known:
        near = get_close_matches(keyword, known, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        begin = Span(span.source, span.start, span.start + len(keyword), span.filename)
        raise NotationError(
            f"{keyword!r} is no keyword of {_article(kind)}", span=begin, hint=f"{hint}Known: {', '.join(known)}."
        )
    text = rest[0].strip() if rest else ""
    if not text:
        raise NotationError(f"nothing stands after {keyword}", span=span)
    return Line(keyword, text, Span(span.source, span.end - len(text), span.end, span.filename))


def _check_counts(lines: list[Line], heading: Text, strict: bool) -> None:
    """Raises NotationError naming every line that is missing, so that one run tells them all."""
    missing = []
    for keyword, count in KEYWORDS[heading.kind].items():
        found = [line for line in lines if line.keyword == keyword]
        if count == "must" and not found and (strict or keyword not in _MAY_LACK):
            missing.append(keyword)
        if count != "many" and len(found) > 1:
            first = found[0].span.line_number
            raise NotationError(f"{keyword} was given before, in line {first}", span=found[1].span)
    if len(missing) == 1:
        raise NotationError(f"{_article(heading.kind)} needs a line: {missing[0]} ...", span=heading.span)
    if missing:
        listed = ", ".join(f"{keyword} ..." for keyword in missing)
        raise NotationError(f"{_article(heading.kind)} needs {len(missing)} more lines: {listed}", span=heading.span)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
