"""A network cut into stages, the columns of its figure: the data, layer after layer, the output, the cost.

A layer begins where a parameter multiplies what the layer before has made, unless the names say that it is the same
layer still: after Z1 the scale and shift of a batch norm lead to A1. What the output does not need belongs to the cost.
In formulas without parameters every equation is a stage of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.model import Model, Quantity, Role
from ..notation.lettering import lettering
from ..terms import Mul, Term, names, walk

_NUMBERED = re.compile(r"\[?(\d+)\]?")


@dataclass(frozen=True)
class Stage:
    """One stage: what is ``given`` to it (data or parameters) and what it computes, in the order of computation.

    ``number`` is that of the layer as its names have it (2 for W2, Z2), else counted from 1 where no name has one. It
    is 0 for the data, for the cost, where there are no layers, and for a layer whose names do not agree.
    """

    kind: str  # "data", "layer", "output" or "cost"
    number: int
    given: tuple[Quantity, ...]
    computed: tuple[Quantity, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(quantity.name for quantity in (*self.given, *self.computed))


def stages(model: Model) -> tuple[Stage, ...]:
    """The stages of a model, from the data to the cost; a parameter belongs to the first stage that uses it."""
    network, cost = _network_and_cost(model)
    has_layers = any(_weights(model, name) for name in network)
    groups = list(_layers(model, network))
    if has_layers:
        groups = _joined(model, groups)
    numbers = _numbers(model, groups) if has_layers else [0] * len(groups)
    groups.append(cost)
    given = _first_use(model, groups)
    data = [q for q in model.quantities.values() if q.role is Role.DATA]
    found = [Stage("data", 0, tuple(data), ())] if data else []
    for number, group in enumerate(groups):
        own = [
            q
            for q in model.quantities.values()
            if q.role in (Role.PARAMETER, Role.CONSTANT) and given.get(q.name) == number
        ]
        computed = tuple(model.quantities[name] for name in group)
        last = number == len(groups) - 2
        kind = "cost" if number == len(groups) - 1 else "output" if last else "layer"
        found.append(Stage(kind, numbers[number] if kind != "cost" else 0, tuple(own), computed))
    return tuple(found)


def _first_use(model: Model, groups: list[list[str]]) -> dict[str, int]:
    """The first group that uses each name, itself or through a constant."""
    found: dict[str, int] = {}
    for number, group in enumerate(groups):
        waiting = list(group)
        while waiting:
            for used in names(model.definitions[waiting.pop()].value):
                if used not in found and used in model.definitions and _is_constant(model, used):
                    waiting.append(used)
                found.setdefault(used, number)
    return found


def _joined(model: Model, groups: list[list[str]]) -> list[list[str]]:
    """The groups, with those put together that compute names of the same layer: Z1 in one and A1 in the next."""
    joined: list[list[str]] = []
    for group in groups:
        if joined and len(here := _layers_named(group)) == 1 and here == _layers_named(joined[-1]):
            joined[-1] += group
        else:
            joined.append(list(group))
    return joined


def _numbers(model: Model, groups: list[list[str]]) -> list[int]:
    """The number of each layer by the names it computes, else by its parameters; counted where no name has one."""
    found = []
    if any(len(_layers_named(group)) > 1 for group in groups):  # the digits count something else, such as units
        return [0] * len(groups)
    for group in groups:
        used = {used for name in group for used in names(model.definitions[name].value)}
        weights = [name for name in used if name in model.quantities and model.quantities[name].role is Role.PARAMETER]
        here = _layers_named(group) or _layers_named(weights)
        found.append(here.pop() if len(here) == 1 else 0)
    return found if any(found) else list(range(1, len(groups) + 1))


def _layers_named(these: Iterable[str]) -> set[int]:
    """The layers in names: 2 of Z2, Z[2] and gamma2."""
    letters = [lettering(name) for name in these]
    return {int(found[1]) for each in letters if (found := _NUMBERED.fullmatch(each.above or each.below))}


def _network_and_cost(model: Model) -> tuple[list[str], list[str]]:
    """The names that the output needs, and the others, which make the cost."""
    order = [name for name in model.definitions if name in model.quantities and not _is_constant(model, name)]
    if model.prediction is None or model.prediction not in model.definitions:
        return [name for name in order if name != model.cost], [model.cost]
    needed = {model.prediction}
    for name in reversed(order):
        if name in needed:
            needed |= names(model.definitions[name].value)
    return [name for name in order if name in needed], [name for name in order if name not in needed]


def _is_constant(model: Model, name: str) -> bool:
    return name in model.quantities and model.quantities[name].role is Role.CONSTANT


def _layers(model: Model, network: list[str]) -> Iterator[list[str]]:
    """The equations in groups; a group ends where a parameter meets what the group has made."""
    has_layers = any(_weights(model, name) for name in network)
    group: list[str] = []
    reached: set[str] = set()  # what depends on the group, the group itself included
    for name in network:
        rests_on_group = not reached.isdisjoint(names(model.definitions[name].value))
        if group and (not has_layers or (rests_on_group and _weights(model, name))):
            yield group
            group, reached = [], set()
        group.append(name)
        reached.add(name)
    if group:
        yield group


def _weights(model: Model, name: str) -> bool:
    """Whether a parameter is multiplied by something computed or given in the equation of a name."""
    return any(isinstance(node, Mul) and _is_weighted(model, node) for node in walk(model.definitions[name].value))


def _is_weighted(model: Model, product: Mul) -> bool:
    roles = {model.quantities[name].role for name in _named(product) if name in model.quantities}
    return Role.PARAMETER in roles and not roles.isdisjoint((Role.DATA, Role.INTERMEDIATE))


def _named(term: Term) -> frozenset[str]:
    return frozenset(names(term))
