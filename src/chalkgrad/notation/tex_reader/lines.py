"""A model's text as logical lines: which are LaTeX, and which words the model's text knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ..tokens import REDUCTIONS
from .words import Words

_TEX = re.compile(r"\\|[_^]\s*\{|^\s*\$|&")
_WORD = r"[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*"
_DEFINED = re.compile(rf"(?:^|;)\s*\$?\s*(?:parameter\s+|data\s+)?({_WORD}(?:\s*,\s*{_WORD})*)\s*(?:[:=(\[]|\\in\b)")
_FUNCTION = re.compile(
    rf"(?:^|;)\s*\$?\s*(?:\\(?:text|mathrm|operatorname)\{{({_WORD})\}}|({_WORD}))\s*(?:\\left)?\([^()]*\)\s*="
)
_SYMBOLIC = re.compile(r"\^\s*\{\s*\[\s*[A-Za-z]\s*(?:[-+]\s*\d+\s*)?\]|\w\[\d+\]|=\s*1\s*\.\.")
_ENCLOSED = re.compile(r"\\\{|\\\}|\\left\b|\\right\b|\\begin\b|\\end\b|\\[\[\]]|[(\[{}\])]")
_DISPLAYED = re.compile(r"[$&]|\\[\[\]()]|\\begin|\\end")
_SEPARATING = re.compile(r"\\.|[(\[{}\])]|;[ \t]*")
_KEYWORDS = {"predict", "parameter", "data", "in", "if", "else", "scalar", "x", "by"}


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the source without its line end; ``code`` is where a comment or the stretch ends."""

    start: int
    code: int
    end: int
    tex: bool
    newlines: int = 0


def lines(source: str) -> Iterator[Line]:
    """The lines of the source; a line of LaTeX with a bracket left open takes in those that follow."""
    position = 0
    opened: Line | None = None
    depth = 0
    while position <= len(source):
        stop = source.find("\n", position)
        stop = len(source) if stop < 0 else stop
        code = _code_end(source, position, stop)
        tex = bool(_TEX.search(source[position:code]))
        if opened is None:
            depth = 0
        if opened is not None or tex:
            depth += _opened(source, position, code)
        if opened is not None:
            opened = Line(opened.start, code, stop, True, opened.newlines + 1)
        else:
            opened = Line(position, code, stop, tex)
        if depth <= 0 or stop == len(source) or code < stop:
            yield from _pieces(opened, source)
            opened = None
        position = stop + 1
    if opened is not None:
        yield opened


def _pieces(line: Line, source: str) -> Iterator[Line]:
    """A line of LaTeX with statements apart by semicolons: those without LaTeX are plain lines of their own."""
    if not line.tex or line.newlines or _DISPLAYED.search(source, line.start, line.code):
        yield line
        return
    found, start, depth = [], line.start, 0
    for mark in _SEPARATING.finditer(source, line.start, line.code):
        sign = mark.group()
        depth += 1 if sign in ("(", "[", "{") else -1 if sign in (")", "]", "}") else 0
        if sign.startswith(";") and depth <= 0:
            found.append(Line(start, mark.start(), mark.start(), bool(_TEX.search(source[start : mark.start()]))))
            if mark.end() > mark.start() + 1:
                found.append(Line(mark.start() + 1, mark.end() - 1, mark.end() - 1, False))  # the blanks
            start = mark.end()
    found.append(replace(line, start=start, tex=bool(_TEX.search(source[start : line.code]))))
    plain = [piece for piece in found if not piece.tex and source[piece.start : piece.code].strip()]
    yield from found if plain else [line]


def _code_end(source: str, start: int, stop: int) -> int:
    """Where the comment of a line begins, or its end."""
    mark = source.find("#", start, stop)
    while mark > start and source[mark - 1] == "\\":
        mark = source.find("#", mark + 1, stop)
    return stop if mark < 0 else mark


def _opened(source: str, start: int, end: int) -> int:
    """Brackets opened less brackets closed; display marks do not count."""
    total = 0
    for match in _ENCLOSED.finditer(source, start, end):
        text = match.group()
        if text in (r"\[", r"\]") or text in (r"\left", r"\right"):
            continue
        total += 1 if text in ("(", "[", "{", r"\{", r"\begin") else -1
    return total


def words_of(source: str, found: Collection[Line], functions: Collection[str]) -> Words:
    """The functions and names that the text knows: words of plain lines, left-hand sides, declared names."""
    names: set[str] = set()
    defined: set[str] = set()
    known = {*functions, *REDUCTIONS}
    for line in found:
        body = source[line.start : line.code]
        known.update(a or b for a, b in _FUNCTION.findall(body))
        for group in _DEFINED.findall(body):
            defined.update(re.findall(_WORD, group))
            names.update(word for word in re.findall(_WORD, group) if not (line.tex and "_" in word))
        if not line.tex:
            names.update(re.findall(_WORD, body))
    return Words(known, names - known - _KEYWORDS, defined=defined - known)


def is_symbolic(source: str) -> bool:
    r"""Whether layers are counted by a letter somewhere: Z^{[l]}, or Z[1] in plain lines."""
    return bool(_SYMBOLIC.search(source))
