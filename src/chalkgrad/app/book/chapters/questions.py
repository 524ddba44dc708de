"""The questions that learners ask, answered."""

from collections.abc import Iterator

from ....calculus import known_questions, question
from ....page.answer_page import answer_page
from ....page.document import Block
from ..edition import Edition, included, note, prose
from ..own_letters import own_letters

PLACE = 120
TITLE = "Questions that everybody asks"

#: Answered in a chapter of its own.
_ELSEWHERE = frozenset(["a-y"])


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "The same questions are asked wherever backpropagation is taught. Each is answered by a derivation, for the "
        "network of this book if it asks for one."
    )
    for name in known_questions():
        if name in _ELSEWHERE:
            continue
        document = answer_page(question(name, None, edition.asking))
        title, *_ = document.blocks
        words = "".join(piece for piece in getattr(title, "pieces", ()) if isinstance(piece, str))
        yield edition.section(own_letters(words, edition.asking), f"{name.replace('-', ' ')}, question of")
        yield from edition.asked_differently()
        if name == "mean" and edition.convention.meaning != "course":
            yield note("In this answer `dX` means what it means in the course, not what it means in this edition.")
        yield from included(document, under=2, title=False)
