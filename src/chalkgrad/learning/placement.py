"""Where examples go in a model: which name takes the features, which the target, and how long every axis is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DataError, ModelError
from ..model.model import Model
from ..terms import Axis, Component, Entry, Equality, walk

Array = np.ndarray[Any, np.dtype[Any]]
Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Port:
    """A data name of the model. ``in_columns``: every example is a column of it; ``axis`` is the other axis."""

    name: str
    axis: Axis | None
    in_columns: bool

    def oriented(self, rows: Array) -> Array:
        """An array with one example per row, turned the way the model has it (a view, never a copy)."""
        return rows.T if self.in_columns else rows


@dataclass(frozen=True)
class Placement:
    """The features enter at ``inputs``, the target at ``target``; the answer is read from ``output``."""

    inputs: Port
    target: Port
    output: Port


def find_placement(model: Model) -> Placement:
    """Tell the features from the target: the prediction is computed from the features and not from the target.

    Raises ModelError if the model names no prediction, has no axis of examples, or if there is not exactly one name
    of each kind.
    """
    if model.prediction is None:
        raise ModelError(
            "The model does not say which of its quantities is the prediction.",
            hint="Add a last line such as: predict A2",
        )
    if model.example_axis is None:
        raise ModelError(
            "The model has no axis that counts examples, so there is nothing to make batches of.",
            hint="Declare the data with such an axis, for example: X: n0 x m",
        )
    used = _computed_from(model, model.prediction)
    data = [name for name in model.data if any(model.quantities[name].layout)]
    inputs = [name for name in data if name in used]
    targets = [name for name in data if name not in used]
    for found, what in ((inputs, "features"), (targets, "the target")):
        if len(found) != 1:
            listed = ", ".join(found) or "none"
            raise ModelError(
                f"Training on a table needs exactly one data name for {what}; found {listed}.",
                hint=f"{model.prediction} must be computed from the features, and {model.cost} from it and the target.",
            )
    _refuse_example_parameters(model)
    return Placement(_port(model, inputs[0]), _port(model, targets[0]), _port(model, model.prediction))


def _refuse_example_parameters(model: Model) -> None:
    """A parameter with an entry per example has another size in every batch: its shape cannot be what was meant."""
    for name in model.parameters:
        quantity = model.quantities[name]
        if model.example_axis in quantity.layout:
            raise ModelError(
                f"{name} was read as {quantity.shape}, with entries for every example: no batch could train it.",
                hint=f"Declare what is meant, for example: parameter {name}: n1 x n0",
            )


def _computed_from(model: Model, name: str) -> set[str]:
    """All names on which a name depends, itself included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        if current in model.definitions:
            waiting += [node.name for node in walk(model.definitions[current].value) if isinstance(node, Entry)]
    return found


def _port(model: Model, name: str) -> Port:
    rows, columns = model.quantities[name].layout
    example = model.example_axis
    if example is not None and columns is not None and columns.name == example.name:
        return Port(name, rows, in_columns=True)
    if example is not None and rows is not None and rows.name == example.name:
        return Port(name, columns, in_columns=False)
    raise ModelError(
        f"{name} ({model.quantities[name].shape}) has no axis of examples, so it cannot be fed in batches."
    )


def known_size(model: Model, axis: Axis | None, given: Sizes) -> int | None:
    """The size of an axis as the model's text or ``given`` fixes it; 1 for a single row or column."""
    if axis is None:
        return 1
    if axis.size is not None:
        return axis.size
    return model.sizes.get(axis.name, given.get(axis.name))


def target_rows(model: Model, placement: Placement, given: Sizes) -> int | None:
    """How many rows the target has, or None if only the number of classes can tell.

    A target whose length nothing fixes has a row per class if the prediction is a softmax, or if the model states an
    equation about its entries (``colsum(Y) = 1``); otherwise it is a single row.
    """
    size = known_size(model, placement.target.axis, given)
    if size is not None:
        return size
    definition = model.definitions.get(placement.output.name)
    softmax = definition is not None and any(isinstance(node, Component) for node in walk(definition.value))
    about_target = any(
        isinstance(fact, Equality)
        and any(isinstance(n, Entry) and n.name == placement.target.name for n in walk(fact.left))
        for fact in model.facts
    )
    return None if softmax or about_target else 1


def all_sizes(model: Model, placement: Placement, given: Sizes, features: int, rows: int) -> dict[str, int]:
    """The size of every axis but the examples', from the text, ``given`` (--size) and the data.

    Raises DataError if two of these disagree, or if an axis of a parameter is left without a size.
    """
    axes: dict[str, Axis] = {}
    for quantity in model.quantities.values():
        for axis in quantity.layout:
            if axis is not None and (model.example_axis is None or axis.name != model.example_axis.name):
                axes.setdefault(axis.name, axis)
    sizes: dict[str, int] = {}
    for name, size in given.items():
        if name not in axes:
            near = difflib.get_close_matches(name, list(axes), n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Its sizes are: {', '.join(axes)}."
            raise DataError(f"The model has no size {name}.", hint=hint)
        fixed = known_size(model, axes[name], {})
        if fixed is not None and fixed != size:
            raise DataError(
                f"{name} was given as {size}, but the model fixes {name} = {fixed}.", hint="Change the model."
            )
        if size < 1:
            raise DataError(f"{name} = {size}: a size is 1 or more.")
    for name, axis in axes.items():
        size_known = known_size(model, axis, given)
        if size_known is not None:
            sizes[name] = size_known
    for port, found, what in (
        (placement.inputs, features, "features"),
        (placement.target, rows, "rows for the target"),
    ):
        if port.axis is None:
            expected: int | None = 1
        else:
            expected = sizes.setdefault(port.axis.name, found)
        if expected != found:
            axis_name = port.axis.name if port.axis is not None else "one row"
            raise DataError(
                f"The data give {found} {what}, but {port.name} is {model.quantities[port.name].shape} in the model "
                f"({axis_name} = {expected}).",
                hint=f"Write {axis_name} = {found} in the model, or leave that line out: the size then comes from the "
                "data."
                if port.axis is not None
                else "",
            )
    open_axes = [name for name in axes if name not in sizes]
    if open_axes:
        options = " ".join(f"--size {name}=16" for name in open_axes)
        raise DataError(
            f"The model does not say how large {', '.join(open_axes)} {'is' if len(open_axes) == 1 else 'are'}.",
            hint=f"Write it in the model ({open_axes[0]} = 16) or give it: {options} (in Python sizes={{...}}).",
        )
    return sizes
