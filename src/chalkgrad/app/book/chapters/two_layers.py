"""The whole backward pass of the network of this book."""

from collections.abc import Iterator

from ....page.chaining import chains
from ....page.document import Block, Formula, Note, Title
from ..edition import SHALLOW, Edition, prose, results

PLACE = 70
TITLE = "The backward pass of a network with one hidden layer"


def write(edition: Edition) -> Iterator[Block]:
    derivation = edition.derive(SHALLOW)
    yield prose(
        "From the cost back to the first weights, one quantity after the other. Each derivation begins with what the "
        "name means and ends with the formula that a program computes."
    )
    for equation in derivation.equations:
        heading = edition.section(f"The gradient `{equation.of}`", f"gradient of {equation.of}")
        yield Title((Formula(equation.left.surface),), 2, heading.anchor)
        yield from chains(equation, "lecture")
        if equation.note:
            yield Note((equation.note,))
    yield edition.section("All of them together", "backward pass")
    yield results(derivation)
