"""A function in numbers: what a picture is drawn from, and what a declared range and declared kinks are held against.

Double precision, and the stable form where there is one; what overflows is NaN and left out of every judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ..proof import evaluate
from ..terms import Axis, Context, Entry, Function, Index, Term, names, replace_entries
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
