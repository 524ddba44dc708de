"""The four equations for a network of any depth."""

from collections.abc import Iterator

from ....calculus import FOUR_EQUATIONS
from ....page.document import Block
from ....page.lesson import from_derivation
from ..edition import Edition, included, prose

PLACE = 80
TITLE = "Any number of layers"


def write(edition: Edition) -> Iterator[Block]:
    if edition.convention.examples == "rows":
        yield prose("The general form is derived with every example in a column, where it is usually stated.")
    yield edition.section("The four equations", "four equations", "any depth", "delta recurrence", "recurrence")
    yield prose(
        "Nothing in the last chapter used that there were two layers, or that the activation was tanh. With a letter "
        "for the layer, an unknown activation and an unknown cost, four equations hold for every layer:"
    )
    yield from included(from_derivation(edition.derive(FOUR_EQUATIONS)), under=2, title=False)
