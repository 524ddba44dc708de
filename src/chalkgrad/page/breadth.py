"""About how wide a formula is when it is typeset, in letters of running text."""

from __future__ import annotations

import re

from ..notation.surface import Block, Surface, walk_surface
from .board import draw
from .glyphs import UNICODE

_BRACKETS = 4.0  # letters of room for those of a matrix and those around it
_BESIDE = 1.0  # letters of room that columns of a matrix have between them, more than on a terminal
_ENTRY = re.compile(r"(\w*?[^\W\d])(\d*)(?:\[([\w+-]+)\](?=\[))?\[([\w,+-]+)\]")
_LAYER = re.compile(r"(?<=[A-Za-z])\d+")


def breadth(surface: Surface) -> float:
    """About how many letters of text the typeset formula is wide; what is raised or lowered is small."""
    room = sum(
        _BRACKETS + _BESIDE * (len(part.rows[0]) - 1) for part in walk_surface(surface) if isinstance(part, Block)
    )
    return max(map(_breadth, draw(surface, UNICODE).lines)) + room


def _breadth(text: str) -> float:
    total = 0.0
    for found in _ENTRY.finditer(text):
        layer = len(found[3] or found[2]) + 2 if found[3] or found[2] else 0
        total += len(found[1]) + 0.6 * max(layer, len(found[4]))
    rest = _ENTRY.sub("", text.strip())
    layers = _LAYER.findall(rest)
    return total + len(_LAYER.sub("", rest)) + sum(0.6 * (len(digits) + 2) for digits in layers)
