"""The shape of every quantity and of its gradient, for one example and for m; parameters and operations counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ..calculus import Derivation, derive
from ..errors import InputError, ShapeError
from ..model import Model, Quantity, Role
from ..terms import LAYERS, Axis, Layout, Sum, Term, names, walk
from .counting import ALL, Count, Operations, operations, size_of, summed, summed_over
from .over_layers import cost_operations, of_one_layer, range_of


@dataclass(frozen=True)
class ShapeRow:
    """One quantity. ``gradient`` is the name of its gradient, which has the same shape; None if there is none.

    ``shape`` is symbolic; ``one`` and ``batch`` have numbers where sizes are known: for one example, for all.
    """

    name: str
    role: Role
    gradient: str | None
    shape: str
    one: str
    batch: str
    parameters: Count


@dataclass(frozen=True)
class OperationRow:
    """What one equation takes: ``per_example`` for each example, ``per_batch`` once for all of them."""

    name: str
    backward: bool
    per_example: Operations
    per_batch: Operations


@dataclass(frozen=True)
class Shapes:
    """``sizes`` are the numbers used (those of the model and those given); ``examples`` the name of their axis.

    In a network of ``any_depth`` a row of layer l stands for each of its layers, and its counts are summed over them.
    """

    rows: tuple[ShapeRow, ...]
    operations: tuple[OperationRow, ...]
    sizes: Mapping[str, int]
    examples: str | None
    any_depth: bool = False

    @property
    def parameters(self) -> Count:
        """How many numbers are learned."""
        return summed(row.parameters for row in self.rows)

    @property
    def forward(self) -> Operations:
        """Per example."""
        return _total(row.per_example for row in self.operations if not row.backward)

    @property
    def backward(self) -> Operations:
        """Per example."""
        return _total(row.per_example for row in self.operations if row.backward)

    def as_json(self) -> dict[str, object]:
        def counted(count: Count) -> dict[str, object]:
            return {"formula": str(count), "number": count.at(self.sizes).number}

        def record(found: Operations) -> dict[str, object]:
            return {
                "multiply_adds": counted(found.multiply_adds),
                "elementwise": counted(found.elementwise),
                "functions": counted(found.functions),
            }

        return {
            "sizes": dict(self.sizes),
            "quantities": [
                {
                    "name": row.name,
                    "role": row.role.value,
                    "gradient": row.gradient,
                    "shape": row.shape,
                    "one_example": row.one,
                    "batch": row.batch,
                }
                for row in self.rows
            ],
            "parameters": counted(self.parameters),
            "forward_per_example": record(self.forward),
            "backward_per_example": record(self.backward),
            "equations": [
                {
                    "name": row.name,
                    "pass": "backward" if row.backward else "forward",
                    "per_example": record(row.per_example),
                    "per_batch": record(row.per_batch),
                }
                for row in self.operations
            ],
        }


def shapes(model: Model, sizes: Mapping[str, int] | None = None, derivation: Derivation | None = None) -> Shapes:
    """The shapes and counts of a model.

    Args:
        sizes: numbers for sizes that the model leaves open, also for the number of examples: ``{"n0": 30, "m": 32}``.
        derivation: the gradients whose operations are counted; default those of the course convention.

    Raises InputError for a size that is not in the model, ShapeError for one that contradicts it.
    """
    derivation = derivation or derive(model)
    model = derivation.model  # a convention with examples in rows has turned the equations
    known = _sizes(model, sizes or {})
    equations = [each for each in derivation.equations if each.name in derivation.definitions]  # D1 is made of others
    equations = of_one_layer(model, equations)
    turned = derivation.convention.is_turned  # then a gradient has the transposed shape, and no place in this table
    gradients = {} if turned else {equation.of: equation for equation in equations}
    axis = model.example_axis
    rows = []
    for quantity in _in_order(model):
        gradient = gradients.get(quantity.name)
        if gradient is not None and derivation.definitions[gradient.name].layout != quantity.layout:
            raise ShapeError(f"{gradient.name} does not have the shape of {quantity.name}")
        parameters = size_of(quantity.layout) if quantity.role is Role.PARAMETER else Count()
        if quantity.name.endswith("[l]"):
            parameters = Count({}, {ALL: parameters})
        rows.append(
            ShapeRow(
                quantity.name,
                quantity.role,
                gradient.name if gradient is not None else None,
                quantity.shape,
                _shape(quantity.layout, {**known, **({axis.name: 1} if axis else {})}),
                _shape(quantity.layout, known),
                parameters,
            )
        )
    counted = [_row(model, name, definition.value) for name, definition in model.definitions.items()]
    for equation in equations:
        value, shown = derivation.definitions[equation.name].value, equation.value.term
        if any(isinstance(node, Sum) and node.bound.axis is LAYERS for node in walk(shown)):
            value = shown  # a parameter that all layers share: the definition is what the last one brings
        counted.append(_row(model, equation.name, value, equation.of))
    return Shapes(tuple(rows), tuple(counted), known, axis.name if axis else None, model.layers is not None)


def _in_order(model: Model) -> list[Quantity]:
    """What is given, then each equation with the parameters it is the first to use before it."""
    given = [quantity for quantity in model.quantities.values() if quantity.name not in model.definitions]
    order = [quantity for quantity in given if quantity.role is not Role.PARAMETER]
    for name, definition in model.definitions.items():
        used = names(definition.value)
        order += [q for q in given if q.role is Role.PARAMETER and q.name in used and q not in order]
        order.append(model.quantities[name])
    return order + [quantity for quantity in given if quantity not in order]


def _sizes(model: Model, given: Mapping[str, int]) -> dict[str, int]:
    axes = {axis.name: axis for q in model.quantities.values() for axis in q.layout if axis is not None}
    known = dict(model.sizes)
    for name, size in given.items():
        if name not in axes or axes[name].size is not None or "[l" in name:
            open_sizes = [axis for axis in axes if axes[axis].size is None and "[l" not in axis]
            near = get_close_matches(name, open_sizes, n=1, cutoff=0.3)
            raise InputError(
                f"{name} is no size of the model",
                hint=(f"Did you mean {near[0]}? " if near else "") + f"Its sizes are {', '.join(open_sizes)}.",
            )
        if size < 1:
            raise InputError(f"{name} = {size}: a size is at least 1")
        if known.setdefault(name, size) != size:
            raise ShapeError(f"the model says {name} = {known[name]}, not {size}", hint="Leave this size out.")
    return known


def _shape(layout: Layout, sizes: Mapping[str, int]) -> str:
    rows, columns = (_length(axis, sizes) for axis in layout)
    return "scalar" if layout == (None, None) else f"{rows} x {columns}"


def _length(axis: Axis | None, sizes: Mapping[str, int]) -> str:
    if axis is None:
        return "1"
    return str(sizes.get(axis.name, axis))


def _row(model: Model, name: str, value: Term, of: str = "") -> OperationRow:
    """The row of a formula; ``of`` is the quantity by which it is a gradient."""
    backward = bool(of)
    layers = range_of(model, of or name, backward=backward)
    if layers:
        found = summed_over(layers, operations(value))
    else:
        found = cost_operations(model, name) or operations(value)
    if model.example_axis is None:
        return OperationRow(name, backward, found, Operations())
    size = model.example_axis.name
    return OperationRow(
        name,
        backward,
        Operations(found.multiply_adds.per(size), found.elementwise.per(size), found.functions.per(size)),
        Operations(found.multiply_adds.without(size), found.elementwise.without(size), found.functions.without(size)),
    )


def _total(rows: Iterable[Operations]) -> Operations:
    return sum(rows, Operations())
