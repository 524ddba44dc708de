"""The page on a terminal: two-dimensional formulas, aligned, with reasons and marks beside the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..chain_layout import Columns as Layout
from ..chain_layout import chain_lines, columns_for
from ..columns_layout import columns_lines
from ..document import Block, Chain, Code, Columns, Document, Listing, Matrices, Note, Picture, Prose, Table, Title
from ..following import followed
from ..glyphs import Glyphs, glyphs_for
from ..in_words import in_words
from ..lines import Line, Role, as_text, column_of, wrapped
from ..listing_layout import listing_lines, table_lines
from ..matrices_layout import matrices_lines
from ..names import names_of
from ..pieces import plain
from ..printer import Options, Printer

_WIDEST = 120  # longer lines are hard to follow with the eye
_NARROWEST = 24


def page(document: Document, options: Options) -> str:
    """The document as text of at most ``options.width`` columns where its formulas allow."""
    names = names_of(document) if options.follow else frozenset[str]()
    glyphs = replace(glyphs_for(options.encoding), follow=options.follow, names=names)
    document = followed(document, options.follow)
    width = max(_NARROWEST, min(options.width, _WIDEST))
    chains = [block for block in document.blocks if isinstance(block, Chain)]
    columns = columns_for(chains, glyphs, width)
    lines: list[Line] = []
    for block in document.blocks:
        if lines:
            lines.append(())
        lines += _block_lines(block, columns)
    return as_text(lines, colour=options.colour, underline=glyphs.unicode)


def _block_lines(block: Block, layout: Layout) -> Iterator[Line]:
    glyphs, width = layout.glyphs, layout.width
    match block:
        case Title(pieces, depth):
            yield from _title(plain(pieces, glyphs), depth, glyphs, width)
        case Prose(pieces):
            yield from column_of(wrapped(plain(pieces, glyphs), width - 2), 2)
        case Note(pieces):
            yield from _labelled("Note: ", plain(pieces, glyphs), "note", width)
        case Table():
            yield from table_lines(block, glyphs, width)
        case Listing():
            yield from listing_lines(block, glyphs, width)
        case Chain():
            yield from chain_lines(block, layout)
        case Code(text, _):
            yield from column_of([glyphs.verbatim(line) for line in text.splitlines()], 4)
        case Columns(_, _, caption) | Matrices(_, _, caption):
            yield from columns_lines(block, glyphs, width) if isinstance(block, Columns) else ()
            yield from matrices_lines(block, glyphs, width) if isinstance(block, Matrices) else ()
            if caption:
                yield ()
                yield from _block_lines(Prose(caption), layout)
        case Picture():
            for place, each in enumerate(in_words(block)):
                yield from ((),) if place else ()
                yield from _block_lines(each, layout)


def _title(text: str, depth: int, glyphs: Glyphs, width: int) -> Iterator[Line]:
    lines = wrapped(text, width)
    yield from column_of(lines, 0, "title")
    if depth < 3:
        yield from column_of([glyphs.rule * (max(map(len, lines)) if depth == 2 else width)], 0, "faint")


def _labelled(label: str, text: str, role: Role, width: int) -> Iterator[Line]:
    lines = wrapped(text, width - 2 - len(label))
    yield from column_of([label + lines[0]], 2, role)
    yield from column_of(lines[1:], 2 + len(label), role)


PRINTER = Printer("terminal", (".txt",), page=page)
