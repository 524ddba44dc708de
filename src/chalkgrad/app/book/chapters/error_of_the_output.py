"""dz = a - y: by several routes, and for which pairs of loss and output it holds."""

from collections.abc import Iterator

from ....calculus import question, routes_together
from ....page.answer_page import answer_page
from ....page.document import Block
from ....page.route_page import route_page
from ..edition import Edition, included, prose
from ..own_letters import in_own_letters, own_letters

PLACE = 50
TITLE = "Why the error of the output is a - y"


def write(edition: Edition) -> Iterator[Block]:
    result = own_letters("dz = a - y", edition.convention)
    yield edition.section("The sigmoid with the binary cross-entropy", "a - y", "logistic regression", result)
    yield prose(
        "One unit with the sigmoid and this loss is logistic regression. The loss has logarithms in it and "
        "the sigmoid an exponential; after the chain rule both are gone. "
        "Each of the following routes leads there."
    )
    page = route_page(routes_together("binary-cross-entropy"))
    yield from in_own_letters(included(page, under=2, title=False), edition.convention)
    yield edition.section("Which pairs of loss and output do this", "pairs of loss and output")
    yield from edition.asked_differently()
    place = "row" if edition.convention.examples == "rows" else "column"
    yield prose(
        "Now for the last layer of a network. Capital letters are matrices: `A2` holds the forecasts and `Y` the "
        f"answers for all examples, one example in each {place}."
    )
    yield from included(answer_page(question("a-y", None, edition.asking)), under=2, title=False)
