"""Facts about networks that are derived, not asserted."""

from collections.abc import Iterator

from ....calculus import fact, known_facts
from ....page.document import Block
from ....page.theorem_page import theorem_page
from ..edition import Edition, included, prose

PLACE = 130
TITLE = "Facts about networks"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "What one often hears about networks, and how it follows from their formulas. Here too, nothing is asserted "
        "that was not derived."
    )
    for name in known_facts():
        document = theorem_page(fact(name))
        title, *_ = document.blocks
        words = "".join(piece for piece in getattr(title, "pieces", ()) if isinstance(piece, str))
        yield edition.section(words, name.replace("-", " "))
        yield from included(document, under=2, title=False)
