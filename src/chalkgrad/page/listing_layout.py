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
    room = min(longest, room)
    equations = [_equation(entry, left, glyphs, room) for entry in entries]
    if room < min(longest, _NARROWEST_EQUATION) or any(_end(each) > _INDENT + room for each in equations):
        yield from _particulars_below(listing, left, glyphs, width)
        return
    for entry, equation, row in zip(entries, equations, cells, strict=True):
        column = _INDENT + room + _GAP
        beside: list[Placed] = []
        for number in used:
            beside.append(Placed(column, row[number], _role(entry, number)))
            column += widths[number] + _GAP
        yield from merged(equation, [tuple(beside)])


def _particulars_below(listing: Listing, left: int, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """The equations with what there is to say about each on a line of its own."""
    for entry in listing.entries:
        equation = _equation(entry, left, glyphs, width - _INDENT)
        yield from equation if _end(equation) <= width else _hanging(entry, glyphs, width)
        said = [part.replace(" ", "\u00a0") for part in _particulars(entry, glyphs) if part]
        lines = wrapped(f"\u00a0{glyphs.times} ".join(said), width - _INDENT - 4)
        lines = [line.strip(f"{glyphs.times}\u00a0 ") for line in lines]  # no sign where a line ends
        yield from column_of(lines, _INDENT + 4, "faint")


def _end(lines: list[Line]) -> int:
    return max((piece.column + len(piece.text.rstrip()) for line in lines for piece in line), default=0)


def table_lines(table: Table, glyphs: Glyphs, width: int) -> Iterator[Line]:
    """Cells in columns as wide as their longest cell; the last column wraps.

    Where that leaves it too little all columns share the room, and where that is too little for their words, each row
    is a list.
    """
    rows = [tuple(map(glyphs.words, table.heads))]
    rows += [tuple(plain(cell, glyphs) for cell in row) for row in table.rows]
    widths = [max(len(row[number]) for row in rows) for number in range(len(table.heads))]
    room = width - _INDENT - _GAP * (len(widths) - 1)
    least = [max(len(piece) for row in rows for piece in row[number].split(" ")) for number in range(len(widths))]
    if sum(widths[:-1]) + min(widths[-1], max(12, least[-1])) <= room:
        widths[-1] = max(room - sum(widths[:-1]), 12)
    elif sum(least) <= room:
        spare, wanted = room - sum(least), sum(widths) - sum(least)
        widths = [few + (wide - few) * spare // wanted for few, wide in zip(least, widths, strict=True)]
    else:
        yield from _as_lists(rows, width)
        return
    columns = [_INDENT + sum(widths[:number]) + _GAP * number for number in range(len(widths))]
    for place, row in enumerate(rows):
        role: Role = "plain" if place else "faint"
        yield from merged(
            *(column_of(wrapped(t, wide), at, role) for t, wide, at in zip(row, widths, columns, strict=True))
        )


def _as_lists(rows: list[tuple[str, ...]], width: int) -> Iterator[Line]:
    """Every row as its first cell with the others below, each behind the heading of its column."""
    heads, *others = rows
    for first, *cells in others:
        yield from column_of(wrapped(first, width - _INDENT), _INDENT)
        for head, cell in zip(heads[1:], cells, strict=True):
            said = f"{head}: {cell}" if head and cell else cell
            yield from column_of(wrapped(said, width - _INDENT - 4), _INDENT + 4) if cell else ()


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


def _hanging(entry: Entry, glyphs: Glyphs, width: int) -> list[Line]:
    """The name and the relation on a line, and the formula below, for names that leave no room beside them."""
    if entry.right is None:
        return [(Placed(_INDENT, flat(entry.left, glyphs), "name"),)]
    left = flat_within(entry.left, glyphs, width - _INDENT - 2)
    lines = column_of(left, _INDENT, "name")
    lines[-1] = (*lines[-1], Placed(_INDENT + len(left[-1]) + 1, "="))
    return lines + column_of(flat_within(entry.right, glyphs, width - _INDENT - 4), _INDENT + 4)
