"""Listings and tables on a terminal: columns aligned; on a narrow page the particulars stand under each equation."""

from __future__ import annotations

from collections.abc import Iterator

from .board import flat
from .board_breaks import flat_within
from .document import Entry, Listing, Table
from .glyphs import Glyphs
from .lines import Line, Placed, Role, column_of, merged, wrapped
from .pieces import plain, shape_text

_INDENT = 2
_GAP = 3
_NARROWEST_EQUATION = 30


def listing_lines(listing: Listing, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """Equations aligned at the relation; shape, role, number of steps and certificate in columns at the right."""
    entries = listing.entries
    if not entries:
        return
    cells = [_particulars(entry, glyphs) for entry in entries]
    used = [number for number in range(4) if any(row[number] for row in cells)]
    widths = {number: max(len(row[number]) for row in cells) for number in used}
    left = max((len(flat(entry.left, glyphs)) for entry in entries if entry.right is not None), default=0)
    longest = max(_natural_width(entry, left, glyphs) for entry in entries)
    room = width - _INDENT - sum(widths.values()) - _GAP * len(used)
    if room < min(longest, _NARROWEST_EQUATION):
        for entry, row in zip(entries, cells, strict=True):
            yield from _equation(entry, left, glyphs, width - _INDENT)
            yield (Placed(_INDENT + 4, f" {glyphs.times} ".join(filter(None, row)), "faint"),)
        return
    room = min(longest, room)
    for entry, row in zip(entries, cells, strict=True):
        column = _INDENT + room + _GAP
        beside: list[Placed] = []
        for number in used:
            beside.append(Placed(column, row[number], _role(entry, number)))
            column += widths[number] + _GAP
        yield from merged(list(_equation(entry, left, glyphs, room)), [tuple(beside)])


def table_lines(table: Table, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """Cells in columns as wide as their longest cell; the last column wraps."""
    rows = [tuple(map(glyphs.words, table.heads))]
    rows += [tuple(plain(cell, glyphs) for cell in row) for row in table.rows]
    widths = [max(len(row[number]) for row in rows) for number in range(len(table.heads))]
    columns = [_INDENT + sum(widths[:number]) + _GAP * number for number in range(len(widths))]
    last = max(width - columns[-1], 12)
    for place, row in enumerate(rows):
        role: Role = "plain" if place else "faint"
        cells = [column_of([text], column, role) for text, column in zip(row[:-1], columns[:-1], strict=True)]
        yield from merged(*cells, column_of(wrapped(row[-1], last), columns[-1], role))


def _particulars(entry: Entry, glyphs: Glyphs) -> tuple[str, str, str, str]:
    steps = "" if entry.steps is None else "1 step" if entry.steps == 1 else f"{entry.steps} steps"
    mark = ""
    if entry.certificate is not None:
        mark = glyphs.proved if entry.certificate.kind == "proved" else glyphs.tested
    return shape_text(entry.shape, glyphs), entry.role, steps, mark


def _role(entry: Entry, number: int) -> Role:
    return entry.certificate.kind if number == 3 and entry.certificate is not None else "plain"


def _natural_width(entry: Entry, left: int, glyphs: Glyphs) -> int:
    if entry.right is None:
        return len(flat(entry.left, glyphs))
    return left + 3 + len(flat(entry.right, glyphs))


def _equation(entry: Entry, left: int, glyphs: Glyphs, width: int) -> list[Line]:
    """``Z1 = W1 X + b1``, broken where it is too wide."""
    name = Placed(_INDENT, flat(entry.left, glyphs), "name")
    if entry.right is None:
        return [(name,)]
    start = _INDENT + left + 3
    lines = column_of(flat_within(entry.right, glyphs, width - left - 3), start)
    return merged([(name, Placed(start - 2, "="))], lines)
