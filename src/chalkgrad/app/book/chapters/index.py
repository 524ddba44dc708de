"""The index: words, and the sections that explain them."""

from collections.abc import Iterator

from ....page.document import Block, Piece, Table
from ..edition import Edition

PLACE = 990
TITLE = "Index"


def write(edition: Edition) -> Iterator[Block]:
    rows: list[tuple[tuple[Piece, ...], ...]] = []
    for term in sorted(edition.terms, key=lambda word: (word.lower(), word)):
        places: list[Piece] = []
        for reference in edition.terms[term]:
            places += [", ", reference] if places else [reference]
        rows.append(((term,), tuple(places)))
    if rows:
        yield Table(("word", "explained in"), tuple(rows), is_index=True)
