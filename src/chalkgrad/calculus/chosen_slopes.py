"""A model's functions with the slopes that the convention takes at their kinks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..convention import Kink
from ..errors import NotSupported
from ..model import Model
from ..proof import Undecidable
from ..proof import slope as certify_slope
from ..terms import Context, Entry, Function, Select, Term, map_children
from .differentiate import Differentiator
from .kinks import chosen, direction, kink_points
from .tidy import tidy


def with_chosen_slopes(model: Model, kink: Kink) -> Model:
    """The model whose functions state, as their slope at a kink, the one of the convention.

    A function that the model defines itself in pieces gets a stated slope; its certificate is asked for here.
    """
    changed: dict[str, Function] = {}
    for name, function in model.functions.items():
        if function.slope is None and name in model.own_functions:
            other = _with_own_slope(function, model.functions, kink)
        elif function.kinks and function.slope is not None:
            other = _with_slope(function, kink)
        else:
            continue
        if other is not function:
            changed[name] = other
    return replace(model, functions={**model.functions, **changed}) if changed else model


def _with_slope(function: Function, kink: Kink) -> Function:
    assert function.slope is not None
    variable = Entry(function.arguments[0], ())

    def placed(term: Term) -> Term:
        if not isinstance(term, Select):
            return map_children(term, placed)
        then, otherwise = placed(term.then), placed(term.otherwise)
        rising = direction(term.condition, variable)
        if rising is None:
            return Select(term.condition, then, otherwise)
        return chosen(term.condition, then, otherwise, rising, kink)

    slope = placed(function.slope)
    return function if slope is function.slope else replace(function, slope=slope)


def _with_own_slope(function: Function, functions: Mapping[str, Function], kink: Kink) -> Function:
    """``f(z) = z if z > 0 else 0``, written in the model: its slope and its kinks."""
    if function.axis_index is not None or function.stands_for_any:
        return function
    variable = Entry(function.arguments[0], ())
    differentiator = Differentiator(functions, kink)
    try:
        slope = tidy(differentiator.of(function.value, variable))
    except NotSupported:  # it is said where the function is used, if it is
        return function
    points = kink_points(function.value, variable)
    if not points and not differentiator.met:
        return function
    stated = replace(function, slope=slope, kinks=points)
    try:
        certify_slope(stated, Context({}, {}, functions))
    except Undecidable as error:
        raise NotSupported(f"the slope of {function.name} is not shown: {error.message}") from None
    return stated
