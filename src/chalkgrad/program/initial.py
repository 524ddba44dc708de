"""How a network starts: weights drawn by an initialisation of the library, biases as it says, all from one seed."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from .. import library
from ..errors import InputError, NotSupported
from ..library import Draw, Initialisation
from ..model import Model
from ..notation.surface import Call, Literal, Minus, Name, Plus, Product, Quotient, Raised, Surface
from ..terms import Apply, Axis, Component, Definition, Entry, Mul, Sum, Term, walk
from .arrays import Array

#: For weights that no initialisation claims by its ``before``.
OTHERWISE = "glorot"


def initial_parameters(model: Model, seed: int, initialisation: str | None) -> dict[str, Array]:
    """The starting parameters in double precision, drawn in the model's order.

    ``initialisation`` names an entry of the library for all weights; None chooses by the activation that follows.
    Raises InputError if a size is not known.
    """
    generator = np.random.default_rng(seed)
    drawn = {}
    for name in model.parameters:
        shape = parameter_shape(model, name)
        summed = _summed_axis(name, model.definitions)
        entry = library.shelf_of(model).initialisation(initialisation or _fitting(name, model))
        if summed is None:
            drawn[name] = _draw(entry.biases, {}, shape, generator)
            continue
        fan_in = axis_size(summed, model)
        count = math.prod(shape)
        names = {"fan_in": fan_in, "fan_out": max(1, count // max(1, fan_in)), **_settings(entry)}
        drawn[name] = _draw(entry.weights, names, shape, generator)
    return drawn


def parameter_shape(model: Model, name: str) -> tuple[int, ...]:
    """The shape of a parameter's array: () for a scalar. Raises InputError for an unknown size."""
    layout = model.quantities[name].layout
    if not any(layout):
        return ()
    return tuple(1 if axis is None else axis_size(axis, model) for axis in layout)


def axis_size(axis: Axis, model: Model) -> int:
    size = axis.size if axis.size is not None else model.sizes.get(axis.name)
    if size is None:
        raise InputError(
            f"the size {axis.name} is not known", hint=f"Write it into the model, for example: {axis.name} = 16"
        )
    return size


def _settings(entry: Initialisation) -> dict[str, float]:
    return {name: float(value) for name, value in entry.settings.items() if value is not None}


def _summed_axis(name: str, definitions: Mapping[str, Definition]) -> Axis | None:
    """The axis along which a parameter's entries are multiplied and added up; None for a bias."""
    scalar_factor = False
    for definition in definitions.values():
        for node in walk(definition.value):
            if isinstance(node, Sum) and isinstance(node.body, Mul):
                for factor in node.body.factors:
                    if isinstance(factor, Entry) and factor.name == name and node.bound in factor.indices:
                        return node.bound.axis
            scalar_factor = scalar_factor or (isinstance(node, Mul) and Entry(name, ()) in node.factors)
    return Axis("1", 1) if scalar_factor else None


def _fitting(name: str, model: Model) -> str:
    """The initialisation made for the activation that follows the parameter's layer.

    A user's initialisation may be made for activations of theirs; how a standard one starts is not theirs to change.
    """
    activation = _next_activation(name, model.definitions)
    own = library.shelf_of(model)
    shelf = own if activation in own.own else library.standard()
    for known in shelf.names("initialisations"):
        if activation is not None and activation in shelf.initialisation(known).before:
            return known
    return OTHERWISE


def _next_activation(name: str, definitions: Mapping[str, Definition]) -> str | None:
    """relu for W1, where Z1 = W1 X + b1 and A1 = relu(Z1)."""
    users = {n for n, d in definitions.items() if any(isinstance(t, Entry) and t.name == name for t in walk(d.value))}
    for definition in definitions.values():
        call = definition.value
        match call:
            case Apply(function, (argument, *_)) | Component(function, _, _, argument):
                if _reads(argument, users | {name}):
                    return function
            case _:
                continue
    return None


def _reads(argument: Term, wanted: set[str]) -> bool:
    return any(isinstance(node, Entry) and node.name in wanted for node in walk(argument))


def _draw(draw: Draw, names: Mapping[str, float], shape: tuple[int, ...], generator: np.random.Generator) -> Array:
    values = [_value(argument, names) for argument in draw.arguments]
    match draw.distribution:
        case "normal":
            return np.asarray(generator.normal(values[0], values[1], shape))
        case "uniform":
            return np.asarray(generator.uniform(values[0], values[1], shape))
        case "constant":
            return np.full(shape, values[0])


def _value(formula: Surface, names: Mapping[str, float]) -> float:
    """A scalar formula's value."""
    match formula:
        case Literal(value):
            return float(value)
        case Name(text):
            return float(names[text])
        case Minus(body):
            return -_value(body, names)
        case Plus(terms):
            return sum(_value(term, names) for term in terms)
        case Product(_, factors):
            return math.prod(_value(factor, names) for factor in factors)
        case Quotient(left, right):
            return _value(left, names) / _value(right, names)
        case Raised(base, exponent):
            return float(_value(base, names) ** _value(exponent, names))
        case Call("sqrt", (argument,)):
            return math.sqrt(_value(argument, names))
        case _:
            raise NotSupported("an initialisation's formula has numbers, + - * / ^ and sqrt")
