"""Equations in the order of computation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar

from ..errors import ModelError, Span


class Placed(Protocol):
    """An equation: what it defines and where it stands."""

    name: str
    place: Span


E = TypeVar("E", bound=Placed)


def in_order(equations: Mapping[str, E], uses: Callable[[E], Iterable[str]]) -> list[E]:
    """Each equation after those it uses, otherwise as written. Raises ModelError showing a cycle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, equation in equations.items():
        sorter.add(name, *(used for used in dict.fromkeys(uses(equation)) if used in equations))
    try:
        return [equations[name] for name in sorter.static_order()]
    except CycleError as error:
        cycle = list(reversed(error.args[1]))
        raise ModelError(
            f"the equations go in a circle: {' -> '.join(cycle)}",
            span=equations[cycle[0]].place,
            hint="A name cannot be computed from itself. Data are declared (X: n0 x m), not defined.",
        ) from None
