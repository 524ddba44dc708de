"""Library functions as code: from their texts' stable forms, or their values where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..calculus.differentiate import Differentiator
from ..errors import NotSupported
from ..library import Activation
from ..notation.spell import spell
from ..notation.text import text
from ..terms import Entry, Function, Index, Term
from . import operations as op
from .from_index import Lowering, Order
from .operations import Line, Operation
from .procedure import FunctionCode


def function_code(name: str, activations: Mapping[str, Activation], functions: Mapping[str, Function]) -> FunctionCode:
    """The code of a function, or of its slope when the name ends in a prime."""
    bare = name.rstrip("'")
    function = functions[bare]
    if name == bare:
        activation = activations.get(bare)
        return _value_code(function, activation, functions)
    return _slope_code(function, name, functions)


def _value_code(function: Function, activation: Activation | None, functions: Mapping[str, Function]) -> FunctionCode:
    lowering = _InFunction(functions)
    lines: tuple[Line, ...] = ()
    result = function.value
    if activation is not None and activation.stable is not None:
        lines = tuple(Line(step.name, lowering.term(step.value, ())) for step in activation.stable.steps)
        result = activation.stable.result
    about = text(spell(function.value))
    about = f"{about}. {activation.about}" if activation is not None else f"{about}."
    return _code(function, function.name, about, lines, lowering.term(result, ()), lowering)


def _slope_code(function: Function, name: str, functions: Mapping[str, Function]) -> FunctionCode:
    if function.axis_index is not None or name != function.name + "'":
        raise NotSupported(f"{name} has no formula in the library to compute it by")
    slope = Differentiator(functions).slope_formula(function)
    lowering = _InFunction(functions)
    lines: tuple[Line, ...] = ()
    result = lowering.term(slope, ())
    if function.own in op.references(result):
        call = op.LibraryCall(function.name, tuple(op.Ref(argument) for argument in function.arguments))
        lines = (Line(function.own, call),)
    if not op.references(result) & {function.arguments[0], function.own}:  # the same everywhere
        nothing = op.Binary("*", op.Constant(Fraction(0)), op.Ref(function.arguments[0]))
        result = op.Binary("+", nothing, result)
    return _code(function, name, f"{text(spell(slope))}. The slope of {function.name}.", lines, result, lowering)


def _code(
    function: Function, name: str, about: str, lines: tuple[Line, ...], result: Operation, lowering: Lowering
) -> FunctionCode:
    defaults = {argument: lowering.term(value, ()) for argument, value in function.defaults.items()}
    return FunctionCode(name, about, function.arguments, defaults, lines, result, function.axis_index is not None)


class _InFunction(Lowering):
    """Inside a function every entry of the one axis is the whole array, and sums run along the parameter ``axis``."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        super().__init__({}, functions)

    def entry(self, entry: Entry, order: Order) -> Operation:
        return op.Ref(entry.name)

    def sum_over(self, bound: Index, body: Term, order: Order) -> Operation:
        return self.reduce("sum", bound, body, order)

    def reduce(self, operator: str, bound: Index, body: Term, order: Order) -> Operation:
        return op.Reduce(operator, self.term(body, order), "axis")
