"""The letters, and what dX means."""

from collections.abc import Iterator

from ....page.certified import spoken
from ....page.document import Block, Prose, Reference, Table, Verbatim
from ..edition import SHALLOW, Edition, prose, written

PLACE = 20
TITLE = "Letters, and what dX means"

_LETTERS = (
    ("`m`", "the number of examples"),
    ("`n0`, `n1`, `n2`", "the number of features, and of units in layer 1 and 2"),
    ("`X`, `Y`", "the examples and their right answers"),
    ("`W1`, `b1`", "weights and biases of layer 1"),
    ("`Z1`, `A1`", "what layer 1 computes before and after its activation"),
    ("`x`, `y`, `z`, `a`", "the same for a single unit and a single example"),
    ("`J`", "the cost, one number; training makes it small"),
    ("`L`", "the loss of a single example"),
    ("`W1^T`", "the matrix with rows and columns exchanged"),
    ("`A1 ⊙ Z1`", "the product entry by entry"),
    ("`rowsum(Z1)`", "the sum along each row: one column"),
    ("`colsum(Z1)`", "the sum along each column: one row"),
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
        yield Prose((f"For the network of this book the cost is split as {spoken(derivation.split)}.",))
    yield Prose(
        (
            "Other books mean other things by the same letters: ",
            Reference(("Conventions side by side",), "chapter-conventions"),
            " puts them next to each other.",
        )
    )
