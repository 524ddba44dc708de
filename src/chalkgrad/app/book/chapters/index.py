"""The index: words, and the sections that explain them."""

from collections.abc import Iterator

from ....page.document import Block, Piece, Table
from ..edition import Edition, prose

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
        yield prose(
            "Each word leads to the heading under which it is explained. A number is that of the page on which this "
            "heading stands; where the explanation is long, it goes on from there."
        )
        yield Table(("word", "explained in"), tuple(rows), is_index=True)
