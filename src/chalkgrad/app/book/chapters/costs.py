"""Every loss of the library and its derivative by the forecast."""

from collections.abc import Iterator

from .... import library
from ....notation.spell import spell
from ....notation.surface import Call, Name
from ....page.document import Block, Entry, Listing, Prose
from ..edition import Edition, prose, told

PLACE = 40
TITLE = "Costs"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "A loss says how wrong the forecast `a` is when the answer is `y`. The cost `J` is the mean of the losses of "
        "all examples. The derivative of the loss by the forecast is where every backward pass begins."
    )
    for name in library.names("losses"):
        known = library.loss(name)
        spoken = name.replace("_", " ")
        yield edition.section(f"{spoken[0].upper()}{spoken[1:]}", spoken)
        yield prose(known.about)
        called = Call(name, tuple(Name(argument) for argument in known.function.arguments))
        yield Listing((Entry(called, spell(known.function.value), f"y in {known.target.text}"),))
        yield from told(edition.derive(f"L = {name}(a, y)", ["a"])[edition.convention.adjoint_of("a")])
        yield Prose(("Source: ", known.source, "."))
