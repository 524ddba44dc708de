"""The penalties of the library in the cost, and what they add to a gradient."""

from collections.abc import Iterator

from ....page.document import Block
from ..edition import Edition, prose, results, told

PLACE = 90
TITLE = "Regularisation"

LAYER = """
X: n0 x m
Y: n1 x m
lambda = 0.1
Z1 = W1 X + b1
J = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2)
"""


def write(edition: Edition) -> Iterator[Block]:
    yield edition.section(
        "A penalty on the squares of the weights", "L2 penalty", "weight decay", "penalty", "regularisation"
    )
    yield prose(
        "A penalty on large weights is one more term of the cost, so it adds one more term to the gradient of the "
        "weights. The bias is left free."
    )
    derivation = edition.derive(LAYER)
    for name in ("W1", "b1"):
        yield from told(derivation[edition.convention.adjoint_of(name)])
    yield results(derivation)
