r"""LaTeX mathematics to tokens that know their place. ``\left``, ``\,`` and the like are read over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import NotationError, Span
from ..tokens import MAX_CHARACTERS

_PATTERN = re.compile(
    r"""
    (?P<space>[ \t\r\n\u00a0\u2009\u202f]+ | ~ | %[^\n]* | \\[,;:!>\ ]
      | \\(?:quad|qquad|displaystyle|textstyle|limits|nolimits|thinspace|small|normalsize|large|Large)(?![A-Za-z])
      | \\(?:left|right|[bB]igg?[lrm]?)\s*(?=[()\[\]]|\\[{}]|\\[lr](?:vert|brace|brack)))
  | (?P<opennorm>\\left\s*(?:\\\||\\l?Vert(?![A-Za-z])|‖)|\\lVert(?![A-Za-z]))
  | (?P<closenorm>\\right\s*(?:\\\||\\r?Vert(?![A-Za-z])|‖)|\\rVert(?![A-Za-z]))
  | (?P<norm>\\\||\\Vert(?![A-Za-z])|‖)
  | (?P<openbar>\\left\s*\|) | (?P<closebar>\\right\s*\|)
  | (?P<text>\\(?:text|mathrm|textrm|mathit|textit|mathsf|textsf|mathtt|texttt|operatorname\*?|mbox)\s*
      \{(?P<content>(?:[^{}\\$]|\\_){0,200})\})
  | (?P<begin>\\(?:begin|end)\s*\{[A-Za-z]*\*?\})
  | (?P<number>(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z][A-Za-z0-9]*|[α-ωΑ-Ω]\d*)
  | (?P<command>\\[A-Za-z]+|\\.)
  | (?P<symbol><=|>=|!=|==|:=|\.\.\.?|.)
  """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"(": "(", "[": "[", r"\{": "{", r"\lbrace": "{", r"\lbrack": "[", r"\lvert": "|"}
_CLOSE = {")": "(", "]": "[", r"\}": "{", r"\rbrace": "{", r"\rbrack": "[", r"\rvert": "|"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of LaTeX. ``kind``: number, word, text, command, begin, open, close or symbol.

    For ``open`` and ``close`` the text is the opening bracket of the pair, one of ``( [ { | ‖``; for ``text`` it is
    what stands between the braces of ``\\text{..}``.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(place: Span) -> Iterator[Token]:
    """The tokens of a stretch of LaTeX. Raises NotationError if it is too long."""
    if place.end - place.start > MAX_CHARACTERS:
        raise NotationError(f"a line of {place.end - place.start} characters is too long (at most {MAX_CHARACTERS})")
    position, normed = place.start, False
    while position < place.end:
        match = _PATTERN.match(place.source, position, place.end)
        if match is None:  # a backslash at the very end
            raise NotationError("a backslash without a command", span=within(place, position, place.end))
        kind, text, start, position = match.lastgroup or "", match.group(), position, match.end()
        if kind == "content" or match["text"]:
            yield Token("text", match["content"].replace(r"\_", "_").strip(), start, position)
        elif kind in ("norm", "opennorm", "closenorm"):  # \| opens and closes
            normed = kind == "opennorm" or (kind == "norm" and not normed)
            yield Token("open" if normed else "close", "‖", start, position)
        elif kind == "openbar":
            yield Token("open", "|", start, position)
        elif kind == "closebar":
            yield Token("close", "|", start, position)
        elif text in _OPEN:
            yield Token("open", _OPEN[text], start, position)
        elif text in _CLOSE:
            yield Token("close", _CLOSE[text], start, position)
        elif kind != "space":
            yield Token(kind, text, start, position)


def within(place: Span, start: int, end: int) -> Span:
    """A stretch of the same source."""
    return Span(place.source, start, end, place.filename, place.first_line)
