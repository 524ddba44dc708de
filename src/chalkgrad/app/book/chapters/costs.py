"""Every loss of the library, its derivative with respect to the forecast, and the functions for writing costs."""

from collections.abc import Iterator

from .... import library
from ....library import Activation
from ....notation.spell import spell
from ....notation.surface import Call, Name
from ....notation.text import text
from ....page.document import Block, Entry, Listing, Prose, Verbatim
from ..edition import Edition, prose, told
from ..entries import about, heading, in_order, interval, spoken
from ..own_letters import slope_chains

PLACE = 40
TITLE = "Costs"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "A loss says how wrong the forecast `a` is when the answer is `y`. The cost `J` is the mean of the losses of "
        "all examples. The derivative of the loss with respect to the forecast is where every backward pass begins."
    )
    for known in in_order("losses", library.loss):
        yield edition.section(heading(known.name), spoken(known.name))
        written = f"{known.name}({', '.join(known.function.arguments)})"
        yield Prose((*about(known).pieces, " In a model it is written ", Verbatim(written), "."))
        value = spell(known.function.value)
        yield Listing((Entry(Name("L"), value, f"y in {interval(known.target.text)}"),))
        yield from told(edition.derive(f"L = {text(value)}", ["a"])[edition.convention.adjoint_of("a")])
    for other in in_order("activations", library.activation):
        if not other.takes_one_number and not other.is_vector:
            yield from _of_several_numbers(edition, other)


def _of_several_numbers(edition: Edition, known: Activation) -> Iterator[Block]:
    """A function that stands with the activations in the library, but is a part of a cost: it takes the answer too."""
    yield edition.section(heading(known.name), spoken(known.name))
    yield about(known)
    free = [name for name in known.function.arguments if name not in known.function.defaults]
    yield prose(
        "It takes more than one number, so no unit computes it as its activation: costs are put together from it, so "
        "that they keep all their digits. The function:"
    )
    called = Call(known.name, tuple(Name(name) for name in free))
    yield Listing((Entry(called, spell(known.function.value), f"values in {interval(known.range.text)}"),))
    yield prose(f"Its slope with respect to `{free[0]}`, for `a = {known.name}({', '.join(free)})`:")
    ((_, found),) = edition.derive(f"a = {known.name}({', '.join(free)})", free[:1]).items()
    yield from slope_chains(found, "a")
