"""Every optimizer of the library, with one step in numbers."""

from collections.abc import Iterator

from .... import library
from ....page.document import Block, Code, Prose
from ..edition import Edition, prose

PLACE = 100
TITLE = "Optimizers"


def write(edition: Edition) -> Iterator[Block]:
    yield prose(
        "The gradient says in which direction the cost rises. An optimizer says how far to go the other way. "
        "`w` stands for any parameter and `g` for its gradient; what an optimizer remembers starts at 0."
    )
    for name in library.names("optimizers"):
        known = library.optimizer(name)
        spoken = name.replace("_", " ")
        yield edition.section(f"{spoken[0].upper()}{spoken[1:]}", spoken)
        yield prose(known.about)
        yield Code("\n".join(update.text for update in known.updates))
        settings = ", ".join(
            f"{setting} = {float(value):g}" for setting, value in known.settings.items() if value is not None
        )
        yield Prose((f"Usual settings: {settings}. " if settings else "", f"Source: {known.source}."))
