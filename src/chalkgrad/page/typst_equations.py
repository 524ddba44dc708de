"""Equations as records of Typst: ``left``, ``= right`` whole and in pieces, and the words that are said for them."""

from __future__ import annotations

from ..notation.surface import Surface
from .board import flat
from .document import Entry
from .glyphs import UNICODE
from .typst_breaks import SMALLEST, pieces
from .typst_formula import quoted
from .typst_words import Setting

_NARROW = 8.0  # about how many letters a piece of a slashed formula has
_FINER = (24.0, 12.0)  # letters of a piece where larger ones do not fit


def side(surface: Surface | None, setting: Setting) -> str:
    """A formula as large as on a line of its own."""
    return "none" if surface is None else f"d({quoted(flat(surface, UNICODE))}, ${setting.display.write(surface)}$)"


def right(surface: Surface | None, setting: Setting, smallest: float = SMALLEST, relation: str = "=") -> str:
    """The fields ``alt``, ``eq`` and ``pieces`` of ``= surface``; the pieces serve where it must be broken."""
    if surface is None:
        return "alt: none, eq: none, pieces: ()"
    sign = "≔" if relation == ":=" else relation
    words = quoted(f"{relation} {flat(surface, UNICODE)}")
    first, *others = pieces(surface, setting.display, smallest)
    parts = ", ".join((f"${sign} {first}$", *(f"${other}$" for other in others)))
    return f"alt: {words}, eq: d({words}, ${sign} {setting.display.write(surface)}$), pieces: ({parts},)"


def finer(surface: Surface | None, setting: Setting) -> str:
    """The field of ``= surface`` in smaller and smaller pieces, which are tried in this order."""
    choices = [] if surface is None else [pieces(surface, setting.display, smallest) for smallest in _FINER]
    written = (f"({', '.join((f'$= {first}$', *(f'${other}$' for other in others)))},)" for first, *others in choices)
    return f"finer: ({''.join(f'{each}, ' for each in written)})"


def slashed(surface: Surface | None, setting: Setting) -> str:
    """The field of ``= surface`` in pieces, with a slash for every fraction: for a place that is very narrow."""
    if surface is None:
        return "slashed: ()"
    first, *others = pieces(surface, setting.text, _NARROW)
    return f"slashed: ({', '.join((f'$= {first}$', *(f'${other}$' for other in others)))},)"


def equation_fields(entry: Entry, setting: Setting) -> str:
    """The fields of an entry's equation and its shape."""
    shape = f"[{setting.shape(entry.shape)}]" if entry.shape else "none"
    return f"left: {side(entry.left, setting)}, {right(entry.right, setting)}, shape: {shape}"
