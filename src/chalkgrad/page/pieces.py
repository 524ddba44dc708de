"""Pieces of running text as plain characters."""

from __future__ import annotations

from collections.abc import Iterable

from .board import flat
from .certified import unbroken
from .document import Formula, Piece, Reference, Shape, Verbatim
from .fragments import kept_together
from .glyphs import Glyphs


def plain(pieces: Iterable[Piece], glyphs: Glyphs) -> str:
    """The pieces as one text, in the characters of the set."""
    return "".join(_plain(piece, glyphs) for piece in pieces)


def shape_text(shape: str, glyphs: Glyphs) -> str:
    """``n2 x m`` with a cross."""
    return shape.replace(" x ", f" {glyphs.cross} ")


def _plain(piece: Piece, glyphs: Glyphs) -> str:
    match piece:
        case str():
            return glyphs.words(kept_together(piece))
        case Formula(surface):
            return unbroken(flat(surface, glyphs))
        case Verbatim(text):
            return unbroken(glyphs.verbatim(text))
        case Shape(text):
            return shape_text(text, glyphs)
        case Reference(pieces, _):
            return plain(pieces, glyphs)
