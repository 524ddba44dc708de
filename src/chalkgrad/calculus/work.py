"""How much is to be differentiated: each gradient begins with the whole formulas that its name stands in.

A sum of 2000 names has 2000 gradients, and each begins with all of the sum: four million parts to write and to prove.
That is refused before it is begun. A line that no reader could read is refused before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotSupported
from ..model import Model
from ..model.opened_size import OpenedSize
from ..terms import Term, children

#: How many parts the formulas that are differentiated may have together, each counted once for each gradient.
MOST_WORK = 100_000
#: How many parts a line may have besides those of the equations. Their slopes may double with every max or abs inside.
MOST_IN_LINE = 4_000
WAY_OUT = "Give the inner parts names of their own, one equation per name: a = max(x, y); J = max(x, a)."


class TooLong(NotSupported):
    """A line that would have more parts than a reader could read."""


def most_in_line(model: Model) -> int:
    """How many parts a line about this model may have: where an equation is long, so are the lines that copy it."""
    return MOST_IN_LINE + 2 * max((parts_of(definition.value) for definition in model.definitions.values()), default=0)


def parts_of(term: Term) -> int:
    """How many parts a formula has when it is written. What stands in it several times is looked at once."""
    return _counted(term, {})


def _counted(term: Term, counted: dict[Term, int]) -> int:
    if term not in counted:
        counted[term] = 1 + sum(_counted(part, counted) for part in children(term))
    return counted[term]


def refuse_long(term: Term, most: int = MOST_IN_LINE) -> None:
    """Raises NotSupported for a formula of more parts than a line may have."""
    found = parts_of(term)
    if found > most:
        raise TooLong(f"a line of this derivation would have {found} parts, at most {most}", hint=WAY_OUT)


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
