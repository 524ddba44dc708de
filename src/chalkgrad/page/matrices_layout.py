"""An equation between matrices on a terminal: bars for the rows of W, bars for the columns of X, shapes below."""

from __future__ import annotations

from collections.abc import Iterator

from .board_breaks import flat_within
from .box import Box, beside, bracket, one_line, stacked
from .document import Factor, Matrices
from .glyphs import Glyphs
from .lines import Line, Placed, parted_shape
from .pieces import shape_text

_INDENT = 2
#: How long the axes of a picture are drawn, in the order in which they come; neighbours differ.
_LENGTHS = (3, 5, 4, 6)
_LARGEST = 6


def matrices_lines(figure: Matrices, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """The picture in at most ``width`` columns of characters, broken before a sign or, where that is too wide, before a
    factor; its caption is not among them.
    """
    lengths = _lengths(figure)
    room = width - _INDENT
    drawn = [(_sign(factor, glyphs), _matrix(factor, lengths, glyphs, room // 2)) for factor in figure.factors]
    row: list[Box] = []
    used = 0
    rows = [row]
    for place, (sign, box) in enumerate(drawn):
        gap = [one_line(f" {sign} " if sign else " ")] if place else []
        wide = box.width + sum(piece.width for piece in gap)
        if row and used + wide > room:
            row, used = [], 0
            rows.append(row)
            gap = [one_line(f"{' ' * 4}{sign} ")] if sign else [one_line(" " * 6)]
            wide = box.width + gap[0].width
        row += [*gap, box]
        used += wide
    for number, boxes in enumerate(rows):
        if number:
            yield ()
        for line in beside(boxes).lines:
            yield (Placed(_INDENT, line),) if line.strip() else ()


def _sign(factor: Factor, glyphs: Glyphs) -> str:
    return factor.before.replace("⊙", glyphs.elementwise)


def _lengths(figure: Matrices) -> dict[str, int]:
    """How many lines or columns of characters each axis is drawn with: its size if that is small and known."""
    found: dict[str, int] = {"1": 1}
    for factor in figure.factors:
        for axis in _axes(factor):
            if axis not in found:
                fixed = int(axis) if axis.isdecimal() else 0
                found[axis] = min(fixed, _LARGEST) if fixed else _LENGTHS[(len(found) - 1) % len(_LENGTHS)]
    return found


def _axes(factor: Factor) -> tuple[str, ...]:
    return tuple(factor.shape.split(" x ")) if factor.shape else ()


def _matrix(factor: Factor, lengths: dict[str, int], glyphs: Glyphs, room: int) -> Box:
    """The formula above, the bars in brackets, the shape below; the baseline is the middle of the bars.

    A shape that is wider than ``room``, half of the page, stands on two lines.
    """
    name = [one_line(line) for line in flat_within(factor.surface, glyphs, 2 * room - 6)]
    if not factor.shape:
        return stacked(name, 0, centred=False)
    high, across = (lengths[axis] for axis in _axes(factor))
    bar, upright, dot = (glyphs.bar, "│", "·") if glyphs.unicode else ("-", "|", ".")
    inside = {"rows": bar * (2 * across - 1), "columns": " ".join(upright * across)}.get(
        factor.bars, " ".join(dot * across)
    )
    body = Box((inside,) * high, (high - 1) // 2)
    framed = beside((bracket("[", body, glyphs), body, bracket("]", body, glyphs)))
    shape = map(one_line, parted_shape(shape_text(factor.shape, glyphs), room))
    return stacked((*name, framed, *shape), len(name) + body.baseline, centred=True)
