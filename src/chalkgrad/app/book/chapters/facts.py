"""Facts about networks that are derived, not asserted."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

from .... import library
from ....calculus import fact, known_facts
from ....page.document import Block, Document, Piece, Table, Verbatim
from ....page.theorem_page import theorem_page
from ..edition import Edition, included, prose
from ..entries import heading

PLACE = 130
TITLE = "Facts about networks"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "What one often hears about networks, and how it follows from their formulas. Here too, nothing is asserted "
        "that was not derived."
    )
    for name in known_facts():
        document = _page(name)
        title, *_ = document.blocks
        words = "".join(piece for piece in getattr(title, "pieces", ()) if isinstance(piece, str))
        yield edition.section(f"{words[0].upper()}{words[1:]}", _term(words))
        yield from map(_spelled, included(document, under=2, title=False))


def _term(title: str) -> str:
    """What a fact is about, for the index: the title as far as it names it."""
    words = title.partition(":")[0]
    return f"{words[0].lower()}{words[1:]}"


@cache
def _page(name: str) -> Document:
    """A fact is about functions and networks of its own, so it is the same in every edition."""
    return theorem_page(fact(name))


def _spelled(block: Block) -> Block:
    """A table names activations as the headings of this book do."""
    if not isinstance(block, Table):
        return block
    known = library.names("activations")
    return replace(block, rows=tuple(tuple(tuple(_word(p, known) for p in cell) for cell in row) for row in block.rows))


def _word(piece: Piece, known: Collection[str]) -> Piece:
    return heading(piece.text) if isinstance(piece, Verbatim) and piece.text in known else piece
