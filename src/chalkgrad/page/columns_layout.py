"""The network as columns on a terminal: boxes side by side while the width allows, then the next ones below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .board import flat
from .board_breaks import flat_within
from .certified import spoken
from .document import Column, Columns, ColumnStep, Entry
from .fragments import kept_together
from .glyphs import Glyphs
from .lines import Line, Placed, column_of, merged, parted_shape, wrapped
from .lines import Role as Style
from .pieces import plain, shape_text

_INDENT = 2
_BETWEEN = 3  # for the arrow
_NARROWEST = 26
_WIDEST = 50


@dataclass(frozen=True, slots=True)
class _Pen:
    """The characters boxes are drawn with: corners, sides, the dashes between two formulas, the arrow onwards."""

    corners: str
    across: str
    upright: str
    dash: str
    arrow: str


_UNICODE = _Pen("┌┐└┘", "─", "│", "╌", "→")
_ASCII = _Pen("++++", "-", "|", "-", ">")


def columns_lines(figure: Columns, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """The figure in at most ``width`` columns of characters; its caption is not among them."""
    bands = _bands(figure.columns, glyphs, width - _INDENT)
    last = figure.columns[-1]
    for number, band in enumerate(bands):
        if number:
            yield ()
        starts: list[int] = [_INDENT]
        for _, wide in band[:-1]:
            starts.append(starts[-1] + wide + _BETWEEN)
        boxes = [_boxed(column, glyphs, wide) for column, wide in band]
        high = max(map(len, boxes))
        drawn = []
        for (column, wide), start, box in zip(band, starts, boxes, strict=True):
            heading = column_of(wrapped(spoken(plain(column.heading, glyphs)), wide), start, "title")
            top = max(len(wrapped(spoken(plain(c.heading, glyphs)), w)) for c, w in band)
            framed = _framed(box, high, start, wide, glyphs)
            if column is not last:
                framed = merged(framed, [*[()] * ((high + 1) // 2), (Placed(start + wide + 1, _pen(glyphs).arrow),)])
            below = _backward(column.backward, start, wide, glyphs)
            drawn.append([*[()] * (top - len(heading)), *heading, *framed, *below])
        yield from merged(*drawn)


def _pen(glyphs: Glyphs) -> _Pen:
    return _UNICODE if glyphs.unicode else _ASCII


def _bands(columns: Sequence[Column], glyphs: Glyphs, width: int) -> list[list[tuple[Column, int]]]:
    """The columns with their widths in as few bands as they need.

    The room is shared evenly, so that the cost is not left on a band of its own.
    """
    sized = [(column, min(_natural(column, glyphs), width - _BETWEEN)) for column in columns]
    best: list[tuple[float, list[list[tuple[Column, int]]]]] = [(0.0, [])]  # from the last column to the first
    for start in reversed(range(len(sized))):
        trials = []
        for end in range(start + 1, len(sized) + 1):
            used = sum(wide + _BETWEEN for _, wide in sized[start:end])
            if end > start + 1 and used > width:
                break
            lost, others = best[end - start - 1]
            trials.append((lost + 100 + max(1 - used / width, 0.0) ** 2, [sized[start:end], *others]))
        best.insert(0, min(trials, key=lambda trial: trial[0]))
    return best[0][1]


def _natural(column: Column, glyphs: Glyphs) -> int:
    """As wide as the widest equation, within bounds: reasons wrap to it."""
    forward = [len(_equation(entry, glyphs)) for entry in column.forward]
    shapes = max((len(_shape(entry, glyphs)) for entry in column.forward), default=0)
    backward = [len(_equation(step.entry, glyphs)) + len(step.label) + 3 for step in column.backward]
    inside = max(max(forward, default=0) + (shapes + 2 if shapes else 0) + 4, max(backward, default=0))
    least = _NARROWEST if column.backward else 12
    wide = max(least, min(inside, _WIDEST))
    broken = [line for entry in column.forward for line in _broken(entry, glyphs, wide - 4)]
    return max(wide, *(len(line) + 4 for line in broken)) if broken else wide


def _equation(entry: Entry, glyphs: Glyphs) -> str:
    right = "" if entry.right is None else f" = {flat(entry.right, glyphs)}"
    return flat(entry.left, glyphs) + right


def _shape(entry: Entry, glyphs: Glyphs) -> str:
    return shape_text(entry.shape, glyphs) if entry.shape != "scalar" else ""


def _boxed(column: Column, glyphs: Glyphs, wide: int) -> list[tuple[str, str]]:
    """The lines inside the box: the formula, and the shape at the right of its last line."""
    lines: list[tuple[str, str]] = []
    for entry in column.forward:
        shape = _shape(entry, glyphs)
        written = _broken(entry, glyphs, wide - 4)
        if len(written[-1]) + len(shape) + 2 > wide - 4 and shape:
            lines += [(line, "") for line in written] + [("", part) for part in parted_shape(shape, wide - 4)]
        else:
            lines += [(line, "") for line in written[:-1]] + [(written[-1], shape)]
    return lines


def _broken(entry: Entry, glyphs: Glyphs, room: int) -> list[str]:
    """The equation on lines of ``room`` characters, aligned behind its relation where that leaves enough."""
    whole = _equation(entry, glyphs)
    if len(whole) <= room or entry.right is None:
        return [whole]
    left = f"{flat(entry.left, glyphs)} = "
    indent = len(left) if room - len(left) >= 16 else 2
    lines = flat_within(entry.right, glyphs, room - indent)
    if max(map(len, lines)) + indent > room:
        indent = 2
        lines = flat_within(entry.right, glyphs, room - indent)
    if indent == 2:
        return [left.rstrip(), *(" " * indent + line for line in lines)]
    return [left + lines[0], *(" " * indent + line for line in lines[1:])]


def _framed(inside: list[tuple[str, str]], high: int, start: int, wide: int, glyphs: Glyphs) -> list[Line]:
    pen = _pen(glyphs)
    rule = pen.across * (wide - 2)
    lines: list[Line] = [(Placed(start, pen.corners[0] + rule + pen.corners[1], "faint"),)]
    for formula, shape in [*inside, *[("", "")] * (high - len(inside))]:
        sides = (Placed(start, pen.upright, "faint"), Placed(start + wide - 1, pen.upright, "faint"))
        content = (Placed(start + 2, formula), Placed(start + wide - 2 - len(shape), shape, "faint"))
        lines.append((*sides, *(piece for piece in content if piece.text)))
    lines.append((Placed(start, pen.corners[2] + rule + pen.corners[3], "faint"),))
    return lines


def _backward(steps: Sequence[ColumnStep], start: int, wide: int, glyphs: Glyphs) -> Iterator[Line]:
    """The sections below a box, a dashed line between them."""
    for number, step in enumerate(steps):
        if number:
            yield (Placed(start, _pen(glyphs).dash * wide, "faint"),)
        yield from _section(step, start, wide, glyphs)


def _section(step: ColumnStep, start: int, wide: int, glyphs: Glyphs) -> Iterator[Line]:
    """The label with its equation, the shape and the certificate, the reason, and what it rests on."""
    label = f"({step.label})"
    inside = start + len(label) + 1
    room = wide - len(label) - 1
    yield from merged([(Placed(start, label, "name"),)], column_of(_broken(step.entry, glyphs, room), inside))
    certificate = step.entry.certificate
    shape = _shape(step.entry, glyphs)
    known = column_of(parted_shape(shape, room), inside, "faint") if shape else []
    if certificate is not None:
        mark = glyphs.proved if certificate.kind == "proved" else glyphs.tested
        style: Style = certificate.kind
        used = len(known[-1][0].text) + 2 if known else 0
        if used + len(mark) > room:
            known, used = [*known, ()], 0
        known = known or [()]
        known[-1] = (*known[-1], Placed(inside + used, mark, style))
    yield from known
    reason = glyphs.words(spoken(kept_together(step.words)))
    if reason:
        yield from column_of(wrapped(f"since {reason}", room), inside, "reason")
    if step.uses:
        by = "by " + ", ".join(f"({label})" for label in step.uses)
        yield from column_of(wrapped(by, room), inside, "faint")
