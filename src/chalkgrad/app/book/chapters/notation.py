"""The letters, and what dX means."""

from collections.abc import Iterator

from ....convention import Convention
from ....page.certified import spoken
from ....page.document import Block, Prose, Reference, Table
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
    ("`L`", "the loss of a single example; in the chapter on any number of layers, the number of the last layer"),
    ("`p`", "the probabilities that a softmax gives, for a single example"),
    (
        "`i`, `j`, `k`",
        "indices of units, also `p` and `q` where more are needed, or a letter with a number; "
        "`e` is always that of an example",
    ),
    ("`exp(z)`", "the exponential function; raised to a power, e is the number 2.718…"),
    ("`lambda`", "how much a penalty counts"),
    ("`delta[i,j]`", "Kronecker's delta: 1 for `i = j`, else 0"),
    ("`W1^T`", "the matrix with rows and columns exchanged"),
    ("`A1 ⊙ Z1`", "the product entry by entry"),
    ("`rowsum(Z1)`", "the sum along each row: one column"),
    ("`colsum(Z1)`", "the sum along each column: one row"),
)


def _letters(convention: Convention) -> Iterator[tuple[str, str]]:
    """The letters of every edition, and those of the convention for what two layers have together and gradients."""
    for letters, words in _LETTERS:
        yield letters, words
        if letters == "`p`":
            entry = "`Z1[e,i]`" if convention.examples == "rows" else "`Z1[i,e]`"
            yield entry, "the entry of `Z1` for the unit `i` and the example `e`; the row comes first"
        if letters == "`W1`, `b1`" and convention.parameters == "Theta":
            yield "`Theta1`", "both in one matrix, the bias first"
        if letters == "`Z1`, `A1`":
            gradients = ", ".join(f"`{convention.adjoint_of(name)}`" for name in ("W1", "Z1"))
            yield gradients, "gradients with respect to `W1` and `Z1`; what they are derivatives of is said below"


def write(edition: Edition) -> Iterator[Block]:
    convention = edition.convention
    yield edition.section("The letters", "notation", "letters")
    yield prose("The notation of this book:")
    yield Table(("written", "means"), tuple((written(left), written(right)) for left, right in _letters(convention)))
    yield prose(
        "The logarithm log is the natural one. Of a matrix, log, exp, an activation, a power with a number, a fraction "
        "and a sum with a number are taken entry by entry: in `log(A2)` every entry of `A2` becomes its logarithm. "
        "Two matrices side by side are a matrix product; where entries meet entries stands ⊙. A prime after a "
        "function is its derivative."
    )
    yield edition.section("What dX means", "dX, what it means", "convention")
    yield Prose((f"This edition follows the convention {convention.title}. {convention.words_for()}",))
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
