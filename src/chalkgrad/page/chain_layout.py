"""Chains of equalities on a terminal: aligned at the relation, reasons beside the lines, marks in a column.

All chains of a page share the column of reasons and the column of marks. Where a formula reaches into the reasons,
its reason stands one line lower; where the page is too narrow for a column of reasons, every reason does. Smaller steps
that are unfolded are indented and follow the same columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..notation.surface import Surface
from .board import draw
from .board_breaks import draw_within
from .box import Box
from .certified import remarks, spoken
from .document import Chain, Row
from .fragments import kept_together
from .glyphs import Glyphs
from .lines import Line, Placed, column_of, merged, wrapped
from .lines import Role as Style

_INDENT = 4
_SMALLEST_REASON = 26
_GAP = 3
_HANG = 4
_LONG_SIDE = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand on this page. ``reason`` None: reasons go under the formulas."""

    glyphs: Glyphs
    width: int
    reason: int | None
    reason_width: int
    mark: int


def columns_for(chains: Sequence[Chain], glyphs: Glyphs, width: int) -> Columns:
    """The columns that suit all chains of a page."""
    mark_width = max(len(glyphs.proved), len(glyphs.tested))
    rows = [(row, _formula_column(chain, glyphs, _INDENT)) for chain in chains for row in chain.rows]
    latest = width - mark_width - 2 - _SMALLEST_REASON
    ends = [start + draw(row.surface, glyphs).width + _GAP for row, start in rows]
    fitting = [end for end in ends if end <= latest]
    if len(fitting) * 2 < len(ends):
        return Columns(glyphs, width, None, 0, 0)
    reason = max(fitting, default=latest)
    room = width - mark_width - 2 - reason
    longest = max((len(_reason(row, glyphs)) for row, _ in rows), default=0)
    reason_width = min(room, max(longest, 1))
    return Columns(glyphs, width, reason, reason_width, reason + reason_width + 2)


def chain_lines(chain: Chain, columns: Columns, indent: int = _INDENT, *, hanging: bool = False) -> Iterator[Line]:
    """The lines of a chain; ``hanging``: the left side on a line of its own, the relations below it.

    A chain whose formulas do not fit beside its left side hangs as well, or are broken more often beside a long one.
    One that does not even fit then is less indented, as far as it needs.
    """
    glyphs = columns.glyphs
    start = _formula_column(chain, glyphs, indent)
    hanging = hanging or (start > indent + _HANG and _is_better_hung(chain, columns, start, indent + _HANG))
    if hanging:
        start = indent + _HANG
        while start > _HANG and (excess := _excess(chain, columns, start)) > 0:
            start = max(_HANG, start - excess)
        indent = start - _HANG
    left: Surface | None = chain.left
    before: Box | None = None
    for row in chain.rows:
        drawn = draw_within(row.surface, glyphs, columns.width - start)
        shown = row.left or left
        side = None if shown is None else draw(shown, glyphs)
        left = None
        if shown is not None and hanging:
            if before is not None:
                yield ()
            for box in draw_within(shown, glyphs, columns.width - indent):
                yield from column_of(box.lines, indent, "name")
            side, before = None, None
        top = max(drawn[0].baseline, side.baseline if side else 0)
        if before is not None and (before.below or columns.reason is None) and top:
            yield ()
        yield from _row_lines(row, drawn, side, start, _relation_width(chain), columns)
        before = drawn[-1]
        if chain.unfolded and row.children:
            yield from _smaller_steps(row, columns, indent + 4)
            before = None


def _smaller_steps(row: Row, columns: Columns, indent: int) -> Iterator[Line]:
    """How a line came about in detail, below it and further in."""
    indent = min(indent, max(_INDENT, columns.width // 7))  # on a narrow page the formulas need the room
    yield ()
    yield (Placed(indent, "in smaller steps:", "faint"),)
    for child in row.children:
        yield from chain_lines(child, columns, indent + 2, hanging=True)
        yield ()


def _is_better_hung(chain: Chain, columns: Columns, beside: int, hung: int) -> bool:
    if _excess(chain, columns, beside) > 0:
        return True
    return beside > hung + _LONG_SIDE and _pieces(chain, columns, hung) < _pieces(chain, columns, beside)


def _pieces(chain: Chain, columns: Columns, start: int) -> int:
    """Into how many pieces the formulas are broken."""
    return sum(len(draw_within(row.surface, columns.glyphs, columns.width - start)) for row in chain.rows)


def _excess(chain: Chain, columns: Columns, start: int) -> int:
    """How much wider the formulas are than the page from this column on."""
    room = columns.width - start
    drawn = [box for row in chain.rows for box in draw_within(row.surface, columns.glyphs, room)]
    return max((box.width for box in drawn), default=0) - room


def _formula_column(chain: Chain, glyphs: Glyphs, indent: int) -> int:
    sides = [chain.left, *(row.left for row in chain.rows if row.left is not None)]
    return indent + max(draw(side, glyphs).width for side in sides) + 2 + _relation_width(chain)


def _relation_width(chain: Chain) -> int:
    return max((len(row.relation) for row in chain.rows), default=1)


def _row_lines(
    row: Row, drawn: list[Box], side: Box | None, start: int, relation_width: int, columns: Columns
) -> list[Line]:
    formula: list[Line] = []
    for place, box in enumerate(drawn):
        lines = column_of(box.lines, start)
        if place == 0:
            lines = _with_left(lines, box, side, start, (columns.glyphs.words(row.relation), relation_width))
        formula += lines
    level = max(drawn[0].baseline, side.baseline if side else 0)
    reason, mark, style = _reason(row, columns.glyphs), _mark(row, columns.glyphs), _style(row)
    if columns.reason is None:
        return formula + _under(reason, mark, style, start, columns.width)
    beside = column_of(wrapped(reason, columns.reason_width), columns.reason, "reason")
    marked = column_of([mark], columns.mark, style) if mark else []
    reaching = [number for number, line in enumerate(formula) if _end(line) + _GAP > columns.reason]
    first = max(reaching) + 1 if reaching and max(reaching) >= level else level
    return merged(formula, [*[()] * first, *merged(beside, marked)])


def _end(line: Line) -> int:
    return max((piece.column + len(piece.text.rstrip()) for piece in line), default=0)


def _with_left(lines: list[Line], box: Box, side: Box | None, start: int, relation: tuple[str, int]) -> list[Line]:
    """The left side and the relation, with the width kept for it, level with the baseline of the formula."""
    above = max(box.baseline, side.baseline if side else 0)
    formula = [*[()] * (above - box.baseline), *lines]
    sign: list[Line] = [*[()] * above, (Placed(start - 1 - len(relation[0]), relation[0]),)]
    if side is None:
        return merged(formula, sign)
    name = [*[()] * (above - side.baseline), *column_of(side.lines, start - 2 - relation[1] - side.width, "name")]
    return merged(formula, sign, name)


def _under(reason: str, mark: str, style: Style, start: int, width: int) -> list[Line]:
    """Mark and reason below a formula, where there is no room beside it."""
    start = min(start, _INDENT + 4)
    if not mark:
        return column_of(wrapped(reason, width - start), start, "reason") if reason else []
    column = start + len(mark) + 2
    lines = wrapped(reason, max(width - column, 12))
    if column + max(map(len, lines)) > width:
        return [*column_of([mark], start, style), *column_of(wrapped(reason, width - start), start, "reason")]
    texts = column_of(lines, column, "reason")
    return merged(column_of([mark], start, style), texts)


def _reason(row: Row, glyphs: Glyphs) -> str:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    return glyphs.words(spoken(kept_together("; ".join(said))))


def _mark(row: Row, glyphs: Glyphs) -> str:
    if row.certificate is None:
        return ""
    return glyphs.proved if row.certificate.kind == "proved" else glyphs.tested


def _style(row: Row) -> Style:
    return row.certificate.kind if row.certificate is not None else "plain"
