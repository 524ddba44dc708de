"""A network cut into stages, the columns of its figure: the data, layer after layer, the output, the cost.

A layer begins where a parameter multiplies what the layer before has made. What the output does not need belongs to
the cost. In formulas without parameters every equation is a stage of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.model import Model, Quantity, Role
from ..terms import Mul, Term, names, walk


@dataclass(frozen=True)
class Stage:
    """One stage: what is ``given`` to it (data or parameters) and what it computes, in the order of computation.

    ``number`` counts the layers from 1; it is 0 for the data, for the cost, and where there are no layers.
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
    groups = [*_layers(model, network), cost]
    given: dict[str, int] = {}
    for number, group in enumerate(groups):
        for name in group:
            for used in names(model.definitions[name].value):
                given.setdefault(used, number)
    has_layers = any(_weights(model, name) for name in network)
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
        counted = number + 1 if has_layers and kind != "cost" else 0
        found.append(Stage(kind, counted, tuple(own), computed))
    return tuple(found)


def _network_and_cost(model: Model) -> tuple[list[str], list[str]]:
    """The names that the output needs, and the others, which make the cost."""
    order = [name for name in model.definitions if name in model.quantities]
    if model.prediction is None or model.prediction not in model.definitions:
        return [name for name in order if name != model.cost], [model.cost]
    needed = {model.prediction}
    for name in reversed(order):
        if name in needed:
            needed |= names(model.definitions[name].value)
    return [name for name in order if name in needed], [name for name in order if name not in needed]


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
