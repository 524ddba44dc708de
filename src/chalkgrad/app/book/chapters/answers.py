"""The answers to the exercises, derived."""

from collections.abc import Iterator

from ....page.document import Block, Title
from ..edition import Edition

PLACE = 150
TITLE = "Answers"


def write(edition: Edition) -> Iterator[Block]:
    for number, exercise in enumerate(edition.exercises, start=1):
        yield Title((f"Exercise {number}",), 2, exercise.anchor)
        yield from exercise.answer
