"""What this book is, and how to read its marks."""

from collections.abc import Iterator

from ....page.certified import MEANING
from ....page.document import Block, Prose, Reference, Verbatim
from ..edition import Edition, prose, told

PLACE = 10
TITLE = "How to read this book"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "A neural network is a chain of simple formulas, and training it takes the derivative of one number, the "
        "cost, with respect to every weight in the chain. This book writes down each of those derivatives in steps "
        "that are small enough to follow with pencil and paper, and says beside each step why it is allowed."
    )
    yield prose(
        "What is given, such as functions, networks, costs and the rules of optimizers, is stated, and where somebody "
        "had to find it, with its source. What follows from it was not typed: it was derived when the "
        "book was made, and every line that claims an equality was checked by a program that knows nothing of the "
        "rules by which the line was found. The mark at the line says how:"
    )
    yield from (Prose((text,)) for text in MEANING.values())
    yield prose(
        "A derivation is a chain of equalities with the reason beside each line. Read it from the top: what the name "
        "means, then one small change in every line, and last the formula to keep. Half the squared distance between "
        "a forecast `a` and the answer `y`, for example:"
    )
    yield from told(edition.derive("L = 1/2 (a - y)^2", ["a"])[edition.convention.adjoint_of("a")])
    yield prose(
        "A step that fails its check is not printed, here or anywhere. You can have any network of your own derived "
        "in the same way:"
    )
    yield Prose((Verbatim("chalkgrad derive network.chalk -o network.pdf"),))
    yield Prose(
        (
            "If you know what a derivative is and how to multiply two matrices, begin with the next chapter. If you "
            "came for one formula, look it up in ",
            Reference(("the index",), "chapter-index"),
            ".",
        )
    )
