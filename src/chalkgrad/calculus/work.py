"""How much is to be differentiated: each gradient begins with the whole formulas that its name stands in.

A sum of 2000 names has 2000 gradients, and each begins with all of the sum: four million parts to write and to prove.
That is refused before it is begun.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotSupported
from ..model import Model
from ..model.opened_size import OpenedSize

#: How many parts the formulas that are differentiated may have together, each counted once for each gradient.
MOST_WORK = 100_000


def refuse_too_much(model: Model, swept: Iterable[str]) -> None:
    """Raises NotSupported, naming the largest equation, if the gradients by these names are too much work."""
    sizes = OpenedSize(model.functions)
    size = {name: sizes.of(definition.value).size for name, definition in model.definitions.items()}
    work = dict.fromkeys(size, 0)
    for name in swept:
        for consumer in model.users.get(name, ()):
            work[consumer] += size[consumer]
    total = sum(work.values())
    if total > MOST_WORK:
        largest = max(work, key=work.__getitem__)
        raise NotSupported(
            f"the gradients would take {total} parts of formulas to differentiate, at most {MOST_WORK}; most of them "
            f"stand in {largest}, which has {size[largest]} parts and {work[largest] // size[largest]} names",
            hint="Ask for fewer gradients (--wrt NAME), write the names as the entries of one vector (sum(x), "
            f"x: n x 1), or cut {largest} into equations of their own.",
        )
