"""An equation between matrices on a terminal: bars for the rows of W, bars for the columns of X, shapes below."""

from __future__ import annotations

from collections.abc import Iterator

from .board import flat
from .box import Box, beside, bracket, one_line, stacked
from .document import Factor, Matrices
from .glyphs import Glyphs
from .lines import Line, Placed
from .pieces import shape_text

_INDENT = 2
#: How long the axes of a picture are drawn, in the order in which they come; neighbours differ.
_LENGTHS = (3, 5, 4, 6)
_LARGEST = 6


def matrices_lines(figure: Matrices, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """The picture in at most ``width`` columns of characters, broken before a sign; its caption is not among them."""
    lengths = _lengths(figure)
    drawn = [(_sign(factor, glyphs), _matrix(factor, lengths, glyphs)) for factor in figure.factors]
    row: list[Box] = []
    used = 0
    rows = [row]
    for place, (sign, box) in enumerate(drawn):
        gap = [one_line(f" {sign} " if sign else " ")] if place else []
        wide = box.width + sum(piece.width for piece in gap)
        if row and used + wide > width - _INDENT and sign:
            row, used = [], 0
            rows.append(row)
            gap = [one_line(f"{' ' * 4}{sign} ")]
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


def _matrix(factor: Factor, lengths: dict[str, int], glyphs: Glyphs) -> Box:
    """The formula above, the bars in brackets, the shape below; the baseline is the middle of the bars."""
    name = flat(factor.surface, glyphs)
    if not factor.shape:
        return one_line(name)
    high, across = (lengths[axis] for axis in _axes(factor))
    bar, upright, dot = (glyphs.bar, "│", "·") if glyphs.unicode else ("-", "|", ".")
    inside = {"rows": bar * (2 * across - 1), "columns": " ".join(upright * across)}.get(
        factor.bars, " ".join(dot * across)
    )
    body = Box((inside,) * high, (high - 1) // 2)
    framed = beside((bracket("[", body, glyphs), body, bracket("]", body, glyphs)))
    label, shape = one_line(name), one_line(shape_text(factor.shape, glyphs))
    return stacked((label, framed, shape), 1 + body.baseline, centred=True)
