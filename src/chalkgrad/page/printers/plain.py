"""Markdown for places that know no mathematics at all: nothing in it needs more than letters.

Formulas within a sentence are code on one line (``dZ2 = A2 - Y``); chains, listings and tables are code blocks, drawn
as on a terminal, with fractions on their bars. A name that is followed has a line below each letter, as on a terminal
without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..board import flat
from ..certified import spoken
from ..chain_layout import Columns as Layout
from ..chain_layout import chain_lines, columns_for
from ..columns_layout import columns_lines
from ..document import (
    Block,
    Chain,
    Code,
    Columns,
    Document,
    Formula,
    Listing,
    Matrices,
    Note,
    Picture,
    Piece,
    Prose,
    Reference,
    Shape,
    Table,
    Title,
    Verbatim,
)
from ..following import followed, marked
from ..fragments import Fragment, Rule, fragments
from ..glyphs import UNICODE, Glyphs
from ..in_words import in_words
from ..lines import Line, as_text, underlined
from ..listing_layout import listing_lines, table_lines
from ..markdown import code_block, code_span, escaped, line_start, within_line
from ..matrices_layout import matrices_lines
from ..names import names_of
from ..pieces import shape_text
from ..printer import Options, Printer

_WIDEST = 84  # a code block does not wrap, and posts are narrow


def page(document: Document, options: Options) -> str:
    """The document as Markdown without mathematics, its code blocks at most ``options.width`` wide."""
    glyphs = replace(UNICODE, follow=options.follow, names=names_of(document))
    document = followed(document, options.follow)
    width = min(options.width, _WIDEST)
    chains = [block for block in document.blocks if isinstance(block, Chain)]
    layout = columns_for(chains, glyphs, width)
    blocks = [text for block in document.blocks for text in _block(block, layout)]
    return underlined("\n\n".join(blocks)) + "\n"


def _block(block: Block, layout: Layout) -> Iterator[str]:
    glyphs = layout.glyphs
    match block:
        case Title(pieces, depth):
            yield f"{'#' * depth} {_running(pieces, glyphs)}"
        case Prose(pieces):
            yield line_start(_running(pieces, glyphs))
        case Note(pieces):
            yield f"> **Note.** {_running(pieces, glyphs)}"
        case Table():
            yield _drawn(table_lines(block, glyphs, layout.width))
        case Listing():
            yield _drawn(listing_lines(block, glyphs, layout.width))
        case Chain():
            yield _drawn(chain_lines(block, layout))
        case Code(text, language):
            yield code_block(text, language)
        case Columns(_, _, caption):
            yield _drawn(columns_lines(block, glyphs, layout.width))
            yield from (line_start(_running(caption, glyphs)),) if caption else ()
        case Matrices(_, _, caption):
            yield _drawn(matrices_lines(block, glyphs, layout.width))
            yield from (line_start(_running(caption, glyphs)),) if caption else ()
        case Picture():
            for each in in_words(block):
                yield from _block(each, layout)


def _drawn(lines: Iterable[Line]) -> str:
    """Lines as a code block; the indentation they share is left out."""
    rows = as_text(lines, colour=False).rstrip("\n").split("\n")
    shared = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return code_block("\n".join(row[shared:] for row in rows), "text")


def _running(pieces: Iterable[Piece], glyphs: Glyphs) -> str:
    return "".join(_piece(piece, glyphs) for piece in pieces)


def _piece(piece: Piece, glyphs: Glyphs) -> str:
    match piece:
        case str():
            return "".join(_fragment(each, glyphs) for each in fragments(piece.replace("\u00a0", " "), glyphs.names))
        case Formula(surface):
            return code_span(flat(surface, glyphs))
        case Verbatim(text):
            return code_span(text)
        case Shape(text):
            return escaped(shape_text(text, glyphs))
        case Reference(inside, _):
            return _running(inside, glyphs)


def _fragment(fragment: Fragment, glyphs: Glyphs) -> str:
    match fragment:
        case str():
            return within_line(spoken(fragment))
        case Rule(text):
            return code_span(text)
        case _:
            return code_span(flat(marked(fragment, glyphs.follow), glyphs))


PRINTER = Printer("plain", (".md",), page=page, default=False)
