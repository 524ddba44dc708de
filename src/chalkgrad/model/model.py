"""A network as equations: quantities, their roles and layouts, and the definitions in index form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ..notation.surface import Surface
from ..terms import Axis, Context, Definition, Fact, Function, Index, Layout


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
    ``sizes`` are the sizes fixed in the text. ``source`` is the text as given; ``model.text`` prints the model back.
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

    @property
    def context(self) -> Context:
        """What a proof about this model may use."""
        return Context(
            {name: quantity.layout for name, quantity in self.quantities.items()},
            self.definitions,
            self.functions,
            self.facts,
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(q.name for q in self.quantities.values() if q.role is Role.PARAMETER)

    @property
    def data(self) -> tuple[str, ...]:
        return tuple(q.name for q in self.quantities.values() if q.role is Role.DATA)
