"""A function in numbers: what a picture is drawn from, and what a declared range and declared kinks are held against.

Double precision, and the stable form where there is one; what overflows is NaN and left out of every judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ..proof import evaluate
from ..terms import Axis, Context, Entry, Function, Index, Term, names, number, replace_entries
from .entry import Activation, Loss
from .formulas import AXIS

Numbers = npt.NDArray[np.float64]
_POINTS = Axis("points")
_POINT = Index("p", _POINTS)


def along(term: Term, function: Function, functions: Mapping[str, Function], z: Numbers) -> Numbers:
    """The values of an elementwise formula of a function at every z; NaN where there is none.

    The formula may use the function's own value; settings have their defaults, those without one are 1.
    """
    own = Entry(function.own, ())
    whole = replace_entries(term, lambda entry: function.value if entry is own else entry)
    settings = {name: function.defaults.get(name) for name in function.arguments[1:]}
    table: dict[str, Term] = {name: value for name, value in settings.items() if value is not None}
    table[function.arguments[0]] = Entry(function.arguments[0], (_POINT,))
    moved = replace_entries(whole, lambda entry: table.get(entry.name, entry) if not entry.indices else entry)
    free = {name: 1.0 for name, value in settings.items() if value is None}
    layouts: dict[str, Any] = {function.arguments[0]: (_POINTS, None), **dict.fromkeys(free, (None, None))}
    values: dict[str, Any] = {function.arguments[0]: z, **free}
    given = {name: value for name, value in values.items() if name in names(moved)}
    with np.errstate(all="ignore"):
        found = evaluate(moved, given, Context(layouts, {}, functions), indices=(_POINT,), sizes={_POINTS.name: len(z)})
    return np.where(np.isfinite(found), found, np.nan)


def of_vector(function: Function, functions: Mapping[str, Function], z: Numbers) -> Numbers:
    """The components of a vector function at one vector z."""
    assert function.axis_index is not None
    component = function.axis_index[0]
    context = Context({function.arguments[0]: (AXIS, None)}, {}, functions)
    with np.errstate(all="ignore"):
        found = evaluate(function.value, {function.arguments[0]: z}, context, indices=(component,))
    return np.where(np.isfinite(found), found, np.nan)


@dataclass(frozen=True)
class Curve:
    """A function and its slope at many places; ``given`` says what the other argument of a loss is."""

    given: str
    z: tuple[float, ...]
    values: tuple[float, ...]
    slopes: tuple[float, ...]


#: How far a picture of an activation reaches on either side of 0, and how many places it shows.
REACH, PLACES = 6.0, 121


def curves(entry: Activation | Loss, slope: Term, functions: Mapping[str, Function]) -> tuple[Curve, ...]:
    """What to draw: an activation from -6 to 6, a loss for the answers 0 and 1. Nothing for a function of a vector."""
    function = entry.function
    if function.axis_index is not None:
        return ()
    if isinstance(entry, Activation):
        z = np.linspace(-REACH, REACH, PLACES)
        return (_curve("", function, slope, functions, z),)
    within = entry.target.low is not None and entry.target.high is not None
    z = np.linspace(0.01, 0.99, 99) if within else np.linspace(-REACH / 2, REACH / 2, PLACES)
    answer = function.arguments[1]
    fixed = (replace(function, defaults={**function.defaults, answer: number(y)}) for y in (0, 1))
    return tuple(_curve(f"{answer} = {y}", one, slope, functions, z) for y, one in enumerate(fixed))


def _curve(given: str, function: Function, slope: Term, functions: Mapping[str, Function], z: Numbers) -> Curve:
    values, slopes = along(function.value, function, functions, z), along(slope, function, functions, z)
    return Curve(given, tuple(map(float, z)), tuple(map(float, values)), tuple(map(float, slopes)))
