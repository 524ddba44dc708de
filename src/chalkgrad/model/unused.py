"""What is defined and then not used: mostly a slip of the pen, such as log(q) for log(a)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..terms import Definition, names


def unused(definitions: Mapping[str, Definition], cost: str, predicted: Iterable[str], free: Collection[str]) -> str:
    """A note about the names that neither the cost nor the prediction needs; empty where there are none.

    ``free`` are the names that nothing defines or declares; those of the cost are said too, since one of them may be
    what was meant.
    """
    needed = _needed(definitions, cost)
    wanted = needed.union(*(_needed(definitions, name) for name in predicted))
    idle = [name for name in definitions if name not in wanted]
    if not idle:
        return ""
    elsewhere = set().union(*(_needed(definitions, name) for name in idle))
    taken = [name for name in free if name in needed and name not in elsewhere]
    are = "is" if len(idle) == 1 else "are"
    said = f"{', '.join(idle)} {are} not used by the cost {cost}"
    return f"{said}; {', '.join(taken)} {'is' if len(taken) == 1 else 'are'} taken as data" if taken else said


def _needed(definitions: Mapping[str, Definition], name: str) -> set[str]:
    """The name and everything it is computed from."""
    found, waiting = {name}, [name]
    while waiting:
        definition = definitions.get(waiting.pop())
        fresh = names(definition.value) - found if definition is not None else frozenset()
        found |= fresh
        waiting += fresh
    return found
