"""Functions of a whole vector: the softmax, and its cross-entropy."""

from collections.abc import Iterator

from .... import library
from ....calculus import routes_together, slopes_of_activations
from ....library import Activation
from ....notation.spell import spell
from ....notation.surface import At, Call, Name
from ....page.document import Block, Entry, Listing, Prose, Reference
from ....page.route_page import route_page
from ..edition import Edition, equations, included, note, prose, told
from ..entries import about, heading, in_order, interval, spoken
from ..own_letters import in_own_letters

PLACE = 60
TITLE = "Softmax"


def write(edition: Edition) -> Iterator[Block]:
    yield Prose(
        (
            "The activations of ",
            Reference(("an earlier chapter",), "chapter-activations"),
            " look at one number at a time.",
        )
    )
    yield prose(
        "A softmax looks at all numbers of an example and "
        "turns them into probabilities that sum to 1. Every output depends on every input, so its derivative is a "
        "table: one row for each output, one column for each input."
    )
    for known in in_order("activations", library.activation):
        if known.is_vector:
            yield from _of_a_vector(edition, known)
    yield edition.section("Softmax with the cross-entropy", "softmax with cross-entropy")
    yield prose("Behind a softmax stands the cross-entropy, and the table collapses into one difference.")
    if edition.convention.adjoint_of("z") == "δ":
        yield note("`δ[j]` with one index is the error; `δ[i,j]` with two is Kronecker's delta.")
    page = route_page(routes_together("cross-entropy"))
    yield from in_own_letters(included(page, under=2, title=False), edition.convention)


def _of_a_vector(edition: Edition, known: Activation) -> Iterator[Block]:
    routes = slopes_of_activations().get(known.name)
    yield edition.section(heading(known.name), spoken(known.name))
    yield about(known)
    assert known.function.axis_index is not None
    first = known.function.axis_index[0].name
    called = At(Call(known.name, tuple(Name(argument) for argument in known.function.arguments)), (first,))
    yield Listing((Entry(called, spell(known.function.value), f"values in {interval(known.range.text)}"),))
    terms = [f"slope of {spoken(known.name)}", *(("Jacobian", "Kronecker delta") if routes else ())]
    yield edition.section(f"The slope of {spoken(known.name)}", *terms, depth=3)
    if routes:
        yield prose("The table of all its slopes is called the Jacobian. Kronecker's delta puts it into one formula.")
        yield from included(route_page(routes_together(routes)), under=2, title=False)
        return
    yield prose("Its slope shows in a cost: here each entry is weighted by an answer and all are added up.")
    model = f"z: n x 1\ny: n x 1\nL = sum(y ⊙ {known.name}(z))"
    yield equations(edition.derive(model, ["z"]).model)
    yield from told(edition.derive(model, ["z"])[edition.convention.adjoint_of("z")])
