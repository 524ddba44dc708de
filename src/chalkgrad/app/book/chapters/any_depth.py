"""The four equations for a network of any depth."""

from collections.abc import Iterator

from ....calculus import FOUR_EQUATIONS
from ....model.model import Quantity
from ....notation.surface import Name
from ....page.any_depth import layer_zero
from ....page.certified import spoken
from ....page.document import Block, Entry, Formula, Listing, Note, Piece, Prose, Title
from ..edition import Edition, prose, results, told

PLACE = 80
TITLE = "Any number of layers"


def write(edition: Edition) -> Iterator[Block]:
    derivation = edition.derive(FOUR_EQUATIONS)
    model, convention = derivation.model, derivation.convention
    yield edition.section("The four equations", "four equations", "any depth", "delta recurrence", "recurrence")
    if convention != edition.convention:
        yield from edition.asked_differently()
    yield prose(
        "What the last chapter did for two layers can be done for any number of them, with any activation. Let `l` "
        "stand for the number of a layer, from 1 to the last one, `L`, which is no loss in this chapter; let `g` be "
        "any activation of one number that has a slope, and `C` any loss of one output and its answer:"
    )
    given = [q for q in model.quantities.values() if q.written is None]
    computed = [q for q in model.quantities.values() if q.written is not None]
    yield Listing((*map(_entry, given), *layer_zero(model), *map(_entry, computed)))
    yield Prose(
        (
            "A prime is a derivative: that of ",
            Formula(Name("g")),
            ", and that of ",
            Formula(Name("C")),
            " with respect to its first argument. Four equations hold for every such network: the error of the output, "
            "the error of a layer from that of the next, and from the error the gradients of the weights and of the "
            "biases.",
        )
    )
    yield results(derivation, ("Z[L]", "Z[l]", "W[l]", "b[l]"))
    yield edition.section("Where they come from", "four equations, derivation of")
    yield prose("The steps are those of the last chapter, with a letter in the place of the number of the layer.")
    if derivation.split:
        yield Prose((f"The cost is split as {spoken(derivation.split)}.",))
    yield from (Note.of(note) for note in derivation.notes if note not in model.notes)
    for equation in derivation.equations:
        title: list[Piece] = [Formula(equation.left.surface)]
        holds = equation.meaning.partition("; ")[2]
        yield Title((*title, f", {holds}") if holds else tuple(title), 3)
        yield from told(equation)


def _entry(quantity: Quantity) -> Entry:
    return Entry(Name(quantity.name), quantity.written, quantity.shape)
