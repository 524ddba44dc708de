"""A penalty in the cost, and what it adds to a gradient, in one layer and in all."""

from collections.abc import Iterator

from .... import library
from ....notation.surface import Name
from ....page.document import Block, Entry, Listing
from ..edition import Edition, prose, results, told
from ..entries import about, heading, in_order, spoken

PLACE = 90
TITLE = "Regularisation"

LAYER = """
X: n0 x m
Y: n1 x m
lambda = 0.1
Z1 = W1 X + b1
J = 1/(2 m) sum((Z1 - Y)^2) + lambda/(2 m) sum(W1^2)
"""

ANY_DEPTH = """
X: n[0] x m
Y: n[L] x m
lambda = 0.1
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum_l sum(W[l]^2)
"""


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "A network with many weights can learn its examples by heart. A penalty on large weights is one more term of "
        "the cost, so it adds one more term to the gradient of the weights. The bias is left free."
    )
    yield edition.section("What regularisation adds to the cost", "penalty", "regularisation")
    for known in in_order("penalties", library.penalty):
        yield edition.section(f"{heading(known.name)} penalty", f"{spoken(known.name)} penalty", depth=3)
        yield about(known)
        yield Listing((Entry(Name("R"), known.value, ""),))
    yield edition.section("One layer")
    derivation = edition.derive(LAYER)
    yield prose("Take one layer without an activation, with half the mean squared error and this penalty:")
    computed = [q for q in derivation.model.quantities.values() if q.written is not None and q.name != "lambda"]
    yield Listing(tuple(Entry(Name(q.name), q.written, q.shape) for q in computed))
    yield prose("The weights reach the cost by two ways, through `Z1` and through the penalty; the bias only by one.")
    for name in ("W1", "b1"):
        yield from told(derivation[edition.convention.adjoint_of(name)])
    yield prose("Together:")
    yield results(derivation)
    yield edition.section("Any number of layers", "penalty in any depth")
    yield prose("With a penalty on the weights of every layer, the cost of a network of any depth is:")
    deep = edition.derive(ANY_DEPTH)
    cost = deep.model.quantities[deep.model.cost]
    yield Listing((Entry(Name(cost.name), cost.written, ""),))
    yield prose(
        "Its gradients are those without the penalty, and the weights of each layer get a term with themselves. The "
        "recurrence from layer to layer does not change:"
    )
    yield results(deep)
    yield edition.section("What it does in a step", "weight decay", depth=3)
    yield prose(
        "In a step of gradient descent the new term takes the same part of every weight away, whatever the data say. "
        "That is why the penalty is also called weight decay."
    )
