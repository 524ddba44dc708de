"""The forward pass of the network of this book: formulas, matrices as rectangles, numbers."""

from collections.abc import Iterator

from ....model.model import Role
from ....notation.surface import Name
from ....page.document import Block, Entry, Listing
from ....page.in_numbers import given_chain, number_chain, rounding
from ....page.matrix_picture import matrix_picture
from ....review.shapes import shapes
from ....review.shapes_page import shapes_page
from ..edition import SHALLOW, Edition, included, lettered, prose

PLACE = 65
TITLE = "The forward pass"


def write(edition: Edition) -> Iterator[Block]:
    derivation = edition.derive(SHALLOW)
    model = derivation.model
    yield edition.section("What it computes", "network with one hidden layer", "forward pass")
    yield prose(
        "From here on the book follows one network. It has one hidden layer, and one or more units that each answer "
        "a question with yes or no. The forward pass computes from top to bottom:"
    )
    order = [model.quantities[name] for name in model.definitions if name in model.quantities]
    given = [q for q in model.quantities.values() if q.role in (Role.DATA, Role.PARAMETER)]
    entries = [Entry(Name(q.name), None, q.shape, q.role.value) for q in given]
    yield Listing((*entries, *(Entry(Name(q.name), q.written, q.shape) for q in order)))
    yield edition.section("The matrices of a layer", "matrix product")
    here, there = ("row", "column") if edition.convention.examples == "rows" else ("column", "row")
    yield prose(
        f"Each {here} of `X` is one example, and each {there} of `W1` holds the weights of one unit. In the matrix "
        "product a "
        "row of the left factor meets a column of the right one, entry by entry, and the products are added up: one "
        "unit looks at one example. The bias is added for every example."
    )
    apart = edition.derive_asking(SHALLOW)
    for name in ("Z1", "Z2"):
        yield matrix_picture(apart, name)
    yield from _in_numbers(edition)
    yield edition.section("Shapes", "shapes", "parameters")
    sizes = {"n0": 3, "n1": 4, "n2": 1, "m": 100}
    yield from lettered(included(shapes_page(shapes(model, sizes, derivation)), under=2, title=False))


def _in_numbers(edition: Edition) -> Iterator[Block]:
    yield edition.section("One example in numbers", "forward pass in numbers", "example in numbers")
    example = edition.in_numbers(SHALLOW)
    yield prose(
        "Two or three units are enough to follow every number with pencil and paper. Each line is the formula, the "
        f"numbers put in, and the result. {rounding(example.figures)} Beside numbers, tested means that what stands on "
        "the left has this value, to the digits shown. The numbers that are given:"
    )
    yield from edition.asked_differently()
    yield from map(given_chain, example.given)
    yield prose("The forward pass, from the data to the cost:")
    yield from map(number_chain, example.forward)
