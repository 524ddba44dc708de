"""The answers to the exercises, derived."""

from collections.abc import Iterator

from ....page.document import Block, Title
from ..edition import Edition, prose

PLACE = 150
TITLE = "Answers"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "Of a network, first come the gradients that the answer rests on, each found by the rules of the backward "
        "pass, then the steps to the answer itself."
    )
    group = ""
    for number, exercise in enumerate(edition.exercises, start=1):
        if exercise.group != group:
            group = exercise.group
            yield Title((group,), 2)
        yield Title((f"Exercise {number}",), 3, exercise.anchor)
        yield from exercise.answer
