"""The letters, what dX means, and the shape of everything."""

from collections.abc import Iterator

from ....model.model import Role
from ....notation.surface import Name
from ....page.document import Block, Entry, Listing, Prose, Table, Verbatim
from ....review.shapes import shapes
from ....review.shapes_page import shapes_page
from ..edition import SHALLOW, Edition, included, prose, written

PLACE = 20
TITLE = "Letters, conventions and shapes"

_LETTERS = (
    ("`m`", "the number of examples"),
    ("`n0`, `n1`, `n2`", "the number of features, and of units in layer 1 and 2"),
    ("`X`, `Y`", "the examples and their right answers"),
    ("`W1`, `b1`", "weights and biases of layer 1"),
    ("`Z1`, `A1`", "what layer 1 computes before and after its activation"),
    ("`J`", "the cost, one number; training makes it small"),
    ("`L`", "the loss of a single example"),
    ("`W1^T`", "the matrix with rows and columns exchanged"),
    ("`A1 ⊙ Z1`", "the product entry by entry"),
    ("`rowsum(Z1)`", "the sum along each row: one column"),
)


def write(edition: Edition) -> Iterator[Block]:
    convention = edition.convention
    yield edition.section("The letters", "notation", "letters")
    yield Table(("written", "means"), tuple((written(left), (right,)) for left, right in _LETTERS))
    yield prose("The logarithm log is the natural one.")
    yield edition.section("What dX means", "dX, meaning of", "convention")
    follows = f" ({convention.title}). {convention.words}"
    yield Prose(("This edition follows the convention ", Verbatim(convention.name), follows))
    derivation = edition.derive(SHALLOW)
    if derivation.split:
        yield Prose(("For the network of this book the cost is split as ", Verbatim(derivation.split), "."))
    yield edition.section("The network of this book", "network with one hidden layer", "forward pass")
    yield prose(
        "One hidden layer, and one or more units that each answer a question with yes or no. "
        "It computes from top to bottom:"
    )
    model = derivation.model
    order = [model.quantities[name] for name in model.definitions if name in model.quantities]
    given = [q for q in model.quantities.values() if q.role in (Role.DATA, Role.PARAMETER)]
    entries = [Entry(Name(q.name), None, q.shape, q.role.value) for q in given]
    yield Listing((*entries, *(Entry(Name(q.name), q.written, q.shape) for q in order)))
    yield edition.section("Shapes", "shapes", "dimensions", "parameters, number of")
    sizes = {"n0": 3, "n1": 4, "n2": 1, "m": 100}
    yield from included(shapes_page(shapes(model, sizes, derivation)), under=2, title=False)
