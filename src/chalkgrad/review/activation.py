"""Where an activation function stands in the forward equations, with the numbers around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import NotSupported
from ..terms import Apply, Component, Entry, Function, Term
from .case import Case
from .labelled import Array, Labelled, to_board


@dataclass(frozen=True)
class Activation:
    """``output = function(input)``, entry by entry, and the adjoint of the output."""

    case: Case
    function: str
    input_name: str
    output_name: str
    adjoint_name: str

    @property
    def input(self) -> Array:
        return self.case.values[self.input_name]

    @property
    def output(self) -> Array:
        return self.case.values[self.output_name]

    @property
    def adjoint(self) -> Array:
        return self.case.values[self.adjoint_name]

    @property
    def kinks(self) -> tuple[float, ...]:
        evaluator = self.case.evaluator(self.case.values)
        function = self.case.functions[self.function]
        return tuple(float(evaluator.value(kink).data) for kink in function.kinks)

    def own_slope(self, at: Array) -> Array | None:
        """g' at other points than the input; None when it cannot be evaluated."""
        function = self.case.functions[self.function]
        return self._slope(function, at, None)

    def slopes_of(self, function: Function) -> Iterator[Array]:
        """The derivative of another function: in its own values, and in the values of this activation."""
        complete = set(function.arguments[1:]) <= set(function.defaults)  # losses need a target: no activations
        if complete and function.axis_index is None and function.slope is not None:
            for own in (None, self.output):
                slope = self._slope(function, self.input, own)
                if slope is not None:
                    yield slope

    def _slope(self, function: Function, at: Array, own: Array | None) -> Array | None:
        definition = self.case.model.definitions[self.output_name]
        label = definition.indices
        try:
            evaluator = self.case.evaluator(self.case.values)
            argument = self.case.labelled(self.input_name, at).rename(
                dict(zip(self.case.model.quantities[self.input_name].indices, label, strict=True))
            )
            value: Labelled
            if own is None:
                value = evaluator.elementwise(function, function.value, (argument,))
            else:
                value = self.case.labelled(self.output_name, own)
            slope = evaluator.slope(function, (argument,), value)
        except NotSupported:
            return None
        lengths = {index: self.case.sizes[index.axis] for index in label}
        board = to_board(slope, definition.layout, label, lengths)
        return board if np.all(np.isfinite(board)) else None


def input_of(case: Case, name: str) -> str | None:
    """``Z1`` for ``A1 = tanh(Z1)``, also for a function of a vector; None if the name is no activation of a name."""
    definition = case.model.definitions.get(name)
    value = None if definition is None else definition.value
    if isinstance(value, Apply) and value.function in case.functions:
        inside: Term = value.arguments[0]
    elif isinstance(value, Component):
        inside = value.body
    else:
        return None
    return inside.name if isinstance(inside, Entry) else None


def activations_at(case: Case, site: str) -> Iterator[Activation]:
    """The elementwise activations of the quantity whose adjoint is ``site``, when the adjoint behind is known."""
    equation = case.equation(site)
    if equation is None:
        return
    adjoints = {other.of: other.name for other in case.derivation.equations}
    for name, definition in case.model.definitions.items():
        value = definition.value
        if not isinstance(value, Apply) or not isinstance(value.arguments[0], Entry):
            continue
        known = value.function in case.functions and name in adjoints and adjoints[name] in case.values
        if value.arguments[0].name == equation.of and known:
            yield Activation(case, value.function, equation.of, name, adjoints[name])
