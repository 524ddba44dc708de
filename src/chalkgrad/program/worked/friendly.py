"""Small numbers for an example by hand: one decimal for weights, halves for data, 0 and 1 for answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ...calculus.derivation import Derivation
from ...calculus.split import mixing
from ...errors import DataError, InputError
from ...model import Model, Quantity, Role
from ...terms import Axis, Component, Definition, Equality, Membership, Number, names, walk
from ..arrays import Array
from ..build import build
from .example import check_sizes, refuse_any_depth

_DATA = (-1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
_WEIGHTS = (-0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5)
_BIASES = (-0.2, -0.1, 0.1, 0.2)
_CONSTANT = 0.1
_ATTEMPTS = 40
_HIDDEN, _CLASSES, _BATCH = 2, 3, 3


def friendly_values(derivation: Derivation, seed: int = 0) -> dict[str, Array]:
    """Values for every name that the model is given, all short decimals, for one example.

    Where the examples act on each other there are a few.

    Sizes that the model leaves open are chosen small. Of the numbers that the seed gives, the first are taken at
    which everything has a value and no gradient vanishes altogether. Raises NotSupported for a network that is too
    large, InputError where no such numbers are found.
    """
    model = derivation.model
    refuse_any_depth(derivation)
    sizes = _sizes(model)
    check_sizes(derivation, sizes)
    program = build(model, derivation)
    fallback: dict[str, Array] | None = None
    for attempt in range(_ATTEMPTS):
        values = dict(_drawn(model, sizes, np.random.default_rng([seed, attempt])))
        try:
            with np.errstate(all="ignore"):
                gradients = program.gradients({name: values[name] for name in program.inputs})
                forward = program.forward({name: values[name] for name in program.inputs})
        except DataError:  # a declared fact that these numbers break
            continue
        if not all(np.all(np.isfinite(array)) for array in (*gradients.values(), *forward.values())):
            continue
        chosen = {name: values[name] for name in program.inputs}
        if all(np.any(array != 0) for array in gradients.values()):
            return chosen
        fallback = fallback or chosen
    if fallback is None:
        raise InputError(
            "no small numbers were found at which every formula of this model has a value",
            hint="Give them: --with-values numbers.json, with a number or a list of rows for each name.",
        )
    return fallback


def _sizes(model: Model) -> dict[str, int]:
    """The size of every axis: as declared, one example, and small ones for the others.

    Where the examples act on each other, as in a batch norm, there are three: one alone is its own mean.
    """
    axes = {axis.name: axis for q in model.quantities.values() for axis in q.layout if axis is not None}
    found: dict[str, int] = {}
    targets = _targets(model)
    for name, axis in axes.items():
        fixed = axis.size if axis.size is not None else model.sizes.get(name)
        if fixed is not None:
            found[name] = fixed
        elif axis == model.example_axis:
            found[name] = _BATCH if mixing(model, model.parameters) else 1
        elif _along_a_vector_function(model, axis):
            found[name] = _CLASSES
        elif _only_of(targets, model, axis):
            found[name] = 1
        else:
            found[name] = _HIDDEN
    inputs = [n for n, axis in axes.items() if n not in model.sizes and _is_inputs(model, axis, targets)]
    if _HIDDEN in [size for name, size in found.items() if name not in inputs]:
        found.update(dict.fromkeys(inputs, _HIDDEN + 1))  # so that no weight matrix of the first layer is square
    return found


def _is_inputs(model: Model, axis: Axis, targets: frozenset[str]) -> bool:
    """Whether of all data only the inputs have this axis, and it counts no examples."""
    having = {name for name in model.data if axis in model.quantities[name].layout}
    return bool(having) and having.isdisjoint(targets) and axis != model.example_axis


def _only_of(targets: frozenset[str], model: Model, axis: Axis) -> bool:
    """Whether of all data only the answers have this axis."""
    having = {name for name in model.data if axis in model.quantities[name].layout}
    return bool(having) and having <= targets


def _targets(model: Model) -> frozenset[str]:
    """The data that only the cost uses: the answers."""
    network = {n for d in model.definitions.values() if d.name != model.cost for n in names(d.value)}
    return frozenset(name for name in model.data if name not in network)


def _along_a_vector_function(model: Model, axis: Axis) -> bool:
    """Whether softmax or the like runs along an axis, or a declared sum does."""
    definitions: tuple[Definition, ...] = tuple(model.definitions.values())
    applied = any(isinstance(node, Component) and node.at.axis == axis for d in definitions for node in walk(d.value))
    summed = any(
        axis in model.quantities[name].layout and not any(index.axis == axis for index in fact.indices)
        for fact in model.facts
        if isinstance(fact, Equality)
        for name in names(fact.left)
        if name in model.quantities
    )
    return applied or summed


def _drawn(model: Model, sizes: Mapping[str, int], random: np.random.Generator) -> Iterator[tuple[str, Array]]:
    targets = _targets(model)
    for name, quantity in model.quantities.items():
        if name in model.definitions:
            continue
        shape = tuple(1 if axis is None else sizes[axis.name] for axis in quantity.layout)
        shape = () if quantity.layout == (None, None) else shape
        if name in targets and any(isinstance(fact, Equality) and name in names(fact.left) for fact in model.facts):
            yield name, _one_hot(model, quantity, shape, random)
        else:
            yield name, np.asarray(random.choice(_choices(model, quantity, name in targets), size=shape))


def _choices(model: Model, quantity: Quantity, is_target: bool) -> list[Any]:
    for fact in model.facts:
        if isinstance(fact, Membership) and fact.entry.name == quantity.name:
            return [float(value.value) for value in fact.values if isinstance(value, Number)]
    if is_target:
        return [0.0, 1.0]
    if quantity.role is Role.DATA:
        return list(_DATA)
    if quantity.role is Role.CONSTANT:
        return [_CONSTANT]
    return list(_BIASES) if None in quantity.layout and quantity.layout != (None, None) else list(_WEIGHTS)


def _one_hot(model: Model, quantity: Quantity, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """A single 1 along the axis that is no axis of examples."""
    made = np.zeros(shape)
    along = next(place for place, axis in enumerate(quantity.layout) if axis != model.example_axis)
    for other in range(shape[1 - along]):
        place = [other, other]
        place[along] = int(random.integers(shape[along]))
        made[tuple(place)] = 1.0
    return made
