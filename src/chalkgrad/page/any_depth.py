"""A network of any depth: the equations that sum it up, and the ordinary models it is read as."""

from __future__ import annotations

import re

from ..calculus.derivation import Derivation, Equation
from ..calculus.derive import counts_examples_in_columns
from ..calculus.orientation import turned
from ..model import build
from ..model.model import Model, Role
from ..notation.surface import Name
from ..terms import names
from .document import Entry


def top_and_window(derivation: Derivation) -> tuple[Model, Model]:
    """The model of layer L alone, and that of layers l and l + 1; examples in rows if the convention has them there."""
    layers = derivation.model.layers
    assert layers is not None

    def built(text: str) -> Model:
        model = build(text, derivation.model.functions)
        in_rows = derivation.convention.examples == "rows" and counts_examples_in_columns(model)
        return turned(model) if in_rows else model

    return built(layers.top), built(layers.window)


def layer_zero(model: Model) -> tuple[Entry, ...]:
    """``A[0] = X`` with its shape: where the layers of any depth begin. Other networks have no such line."""
    if model.layers is None:
        return ()
    inputs = model.quantities[model.layers.inputs]
    return (Entry(Name(f"{model.layers.signal}[0]"), Name(inputs.name), inputs.shape),)


def in_sum(derivation: Derivation) -> tuple[Equation, ...]:
    """What one remembers: the gradients of the parameters, and what they rest on.

    dA[l] is put into dZ[l], so it is none of them: the four equations remain.
    """
    quantities = derivation.model.quantities
    parameters = [e for e in derivation.equations if _is_of_parameter(e, derivation.model)]
    reached = {_base(each) for equation in parameters for each in (equation.name, *_used(equation))}
    waiting = set(reached)
    while waiting:
        base = waiting.pop()
        found = {_base(used) for e in derivation.equations if _base(e.name) == base for used in _used(e)} - reached
        reached |= found
        waiting |= found
    known = {e.name for e in derivation.equations if e.of.replace("[L]", "[l]") in quantities}
    kept = tuple(e for e in derivation.equations if _base(e.name) in reached or e.name not in known)
    return kept if parameters else derivation.equations


def _is_of_parameter(equation: Equation, model: Model) -> bool:
    quantity = model.quantities.get(equation.of.replace("[L]", "[l]"))
    return quantity is not None and quantity.role is Role.PARAMETER


def _used(equation: Equation) -> frozenset[str]:
    return frozenset(names(equation.value.term))


def _base(name: str) -> str:
    """dZ[l], dZ[l+1] and dZ[L] are one recurrence."""
    return re.sub(r"\[[lL][^\]]*\]$", "", name)
