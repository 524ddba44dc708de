"""The softmax and its cross-entropy."""

from collections.abc import Iterator

from ....calculus import routes_together
from ....page.document import Block
from ....page.route_page import route_page
from ..edition import Edition, included, prose

PLACE = 60
TITLE = "Softmax"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "A softmax turns the numbers of one example into probabilities that sum to 1. Every output depends on every "
        "input, so its derivative is a table: one row for each output, one column for each input."
    )
    yield edition.section("The derivative of the softmax", "softmax, derivative of", "Jacobian", "Kronecker delta")
    yield from included(route_page(routes_together("softmax")), under=2, title=False)
    yield edition.section("With the cross-entropy", "softmax with cross-entropy")
    yield from included(route_page(routes_together("cross-entropy")), under=2, title=False)
