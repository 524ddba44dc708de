r"""``\begin{align} ... \\ ... \end{align}``: what only sets equations on a page, taken off in place."""

from __future__ import annotations

import re

_DISPLAY = r"(?:align|aligned|alignat|equation|gather|gathered|split|eqnarray|multline|displaymath|math|flalign)\*?"
_PIECE = re.compile(
    rf"""
    (?P<outer>\\(?P<word>begin|end)\s*\{{{_DISPLAY}\}}(?:(?<=alignat\}})\{{\d+\}}|(?<=alignat\*\}})\{{\d+\}})?)
  | (?P<inner>\\(?P<inside>begin|end)\s*\{{)
  | (?P<label>\\(?:nonumber|notag)(?![A-Za-z])|\\(?:label|tag)\*?\s*\{{[^{{}}\n]*\}})
  | (?P<row>\\\\\*?(?:\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|\\jot)\s*\])?)
  | (?P<comment>\#[^\n]*)
  """,
    re.VERBOSE,
)


def without_displays(source: str) -> str:
    r"""The text with these marks as blanks and with a semicolon for ``\\`` between equations; its length stays.

    A row of cases or of a matrix keeps its ``\\``.
    """
    depth = 0

    def plain(match: re.Match[str]) -> str:
        nonlocal depth
        if match["inner"]:
            depth += 1 if match["inside"] == "begin" else -1
        if match["outer"] or match["label"]:
            return " " * len(match.group())
        if match["row"] and depth <= 0:
            return ";".ljust(len(match.group()))
        return match.group()

    return _PIECE.sub(plain, source) if "\\" in source else source
