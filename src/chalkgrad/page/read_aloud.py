"""A page as it is read aloud: one line of plain text for each of its lines, for formats whose letters are drawings."""

from __future__ import annotations

from collections.abc import Iterator

from .board import flat
from .certified import remarks, spoken
from .document import (
    Block,
    Chain,
    Code,
    Columns,
    Document,
    Entry,
    Listing,
    Matrices,
    Note,
    Picture,
    Prose,
    Table,
    Title,
)
from .glyphs import UNICODE
from .pieces import plain, shape_text


def read_aloud(document: Document) -> str:
    """The whole page in plain text, formulas on one line."""
    lines = (line for block in document.blocks for line in _block(block))
    return "\n".join(filter(None, lines)).replace("\u00a0", " ")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Title(pieces) | Prose(pieces):
            yield plain(pieces, UNICODE)
        case Note(pieces):
            yield f"Note: {plain(pieces, UNICODE)}"
        case Table(heads, rows):
            for row in rows:
                cells = (plain(cell, UNICODE) for cell in row)
                yield "; ".join(f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True) if cell)
        case Chain():
            yield from _chain(block)
        case Listing(entries):
            yield from map(_entry, entries)
        case Code(text, _):
            yield text
        case Picture(_, alternative, caption) | Columns(_, alternative, caption) | Matrices(_, alternative, caption):
            yield alternative
            yield plain(caption, UNICODE)


def _chain(chain: Chain) -> Iterator[str]:
    left = flat(chain.left, UNICODE)
    for row in chain.rows:
        left = flat(row.left, UNICODE) if row.left is not None else left
        said = [row.words] if row.words else []
        if row.certificate is not None:
            said += [*remarks(row.certificate, row.words), row.certificate.kind]
        reason = f" ({spoken('; '.join(said))})" if said else ""
        yield f"{left} {row.relation} {flat(row.surface, UNICODE)}{reason}"
        left = ""
        if chain.unfolded:
            for child in row.children:
                yield from _chain(child)


def _entry(entry: Entry) -> str:
    equation = flat(entry.left, UNICODE)
    if entry.right is not None:
        equation += f" = {flat(entry.right, UNICODE)}"
    known = entry.certificate.kind if entry.certificate is not None else ""
    return ", ".join(filter(None, (equation, shape_text(entry.shape, UNICODE), entry.role, known)))
