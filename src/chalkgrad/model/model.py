"""A network as equations: quantities, their roles and layouts, and the definitions in index form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from ..notation.blocks import cells
from ..notation.scope import Scope
from ..notation.spell import spell
from ..notation.surface import Block, Indexed, Surface, walk_surface
from ..notation.text import text
from ..terms import Axis, Context, Definition, Equality, Fact, Function, Index, Layout, names
from .layers import Layers
from .library_file import LibraryFile


class Role(Enum):
    DATA = "data"
    PARAMETER = "parameter"
    INTERMEDIATE = "intermediate"
    COST = "cost"
    CONSTANT = "constant"  # a scalar the user gives when it is needed: lambda


@dataclass(frozen=True)
class Quantity:
    """One name of the model. ``written`` is its right-hand side as the user wrote it (None for data, parameters)."""

    name: str
    role: Role
    layout: Layout
    indices: tuple[Index, ...]
    written: Surface | None = None
    line: int = 0

    @property
    def shape(self) -> str:
        """``n2 x m``; ``scalar`` for a single number."""
        rows, columns = self.layout
        if rows is None and columns is None:
            return "scalar"
        return f"{rows or 1} x {columns or 1}"


@dataclass(frozen=True)
class Model:
    """Equations that were read and understood.

    ``definitions`` are in the order of computation; ``cost`` is the name of the scalar to be minimised;
    ``prediction`` the name of the network's output. ``example_axis`` is the axis that counts examples, or None.
    ``sizes`` are the sizes fixed in the text. ``source`` is the text as given; ``text`` prints
    the model back. ``own_functions`` are those that the text itself defines. ``blocks`` are names of matrices put
    together from parameters: Theta1 = [b1, W1]; they stand in what was ``written``, never in ``definitions``.
    ``library`` are the user's library files it was read with.
    """

    quantities: Mapping[str, Quantity]
    definitions: Mapping[str, Definition]
    functions: Mapping[str, Function]
    facts: tuple[Fact, ...]
    cost: str
    prediction: str | None
    example_axis: Axis | None
    sizes: Mapping[str, int]
    source: str
    notes: tuple[str, ...] = ()
    own_functions: tuple[str, ...] = ()
    layers: Layers | None = None
    blocks: Mapping[str, Block] = field(default_factory=dict)
    library: tuple[LibraryFile, ...] = ()

    @property
    def text(self) -> str:
        """The model printed in the notation; it reads back to identical terms."""
        if self.layers is not None:
            return self.layers.source
        lines = [f"{name} = {size}" for name, size in self.sizes.items()]
        lines += [self._declaration(q) for q in self.quantities.values() if q.written is None and q.line]
        for name in self.own_functions:
            function = self.functions[name]
            lines.append(f"{name}({', '.join(function.arguments)}) = {text(spell(function.value, self.functions))}")
        lines += [f"{name} = {text(block)}" for name, block in self.blocks.items()]
        lines += [self._equation(self.quantities[name]) for name in self.definitions]
        if self.prediction is not None:
            lines.append(f"predict {self.prediction}")
        return "\n".join(lines) + "\n"

    def _declaration(self, quantity: Quantity) -> str:
        word = "parameter " if quantity.role is Role.PARAMETER else "data " if quantity.name[:1] in "Wwb" else ""
        stated = "".join(f", {fact.text}" for fact in self.facts if self._is_about(fact, quantity.name))
        return f"{word}{quantity.name}: {quantity.shape}{stated}"

    def _is_about(self, fact: Fact, name: str) -> bool:
        return name in (names(fact.left) if isinstance(fact, Equality) else names(fact.entry))

    def _equation(self, quantity: Quantity) -> str:
        assert quantity.written is not None
        letters = ",".join(index.name for index in self.definitions[quantity.name].indices)
        in_indices = any(isinstance(part, Indexed) for part in walk_surface(quantity.written))
        left = f"{quantity.name}[{letters}]" if in_indices and letters else quantity.name
        return f"{left} = {text(quantity.written)}"

    @property
    def context(self) -> Context:
        """What a proof about this model may use."""
        return Context(
            {name: quantity.layout for name, quantity in self.quantities.items()},
            self.definitions,
            self.functions,
            self.facts,
        )

    @cached_property
    def users(self) -> Mapping[str, tuple[str, ...]]:
        """For each name, the names on its way to the cost whose definitions mention it, in the order of computation."""
        on_the_way = {self.cost}
        for definition in reversed(list(self.definitions.values())):
            if definition.name in on_the_way:
                on_the_way |= names(definition.value)
        found: dict[str, list[str]] = {}
        for definition in self.definitions.values():
            if definition.name not in on_the_way:
                continue
            for name in names(definition.value):
                found.setdefault(name, []).append(definition.name)
        return {name: tuple(users) for name, users in found.items()}

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(q.name for q in self.quantities.values() if q.role is Role.PARAMETER)

    @property
    def data(self) -> tuple[str, ...]:
        return tuple(q.name for q in self.quantities.values() if q.role is Role.DATA)


def shape_of(model: Model, block: Block) -> str:
    """The shape of a matrix put together from quantities of the model: ``n1 x (1 + n0)``."""
    axes = {axis.name: axis for q in model.quantities.values() for axis in q.layout if axis is not None}
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    return cells(block, Scope(layouts, axes, model.functions, model.example_axis), {}).shape
