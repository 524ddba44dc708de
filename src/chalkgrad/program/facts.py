"""Declared facts, checked on the arrays: ``colsum(Y) = 1``, ``Y in {0, 1}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..errors import FactError
from ..model import Model
from ..terms import Axis, Definition, Equality, Layout, Membership, Number
from ..terms import names as names_in
from .arrays import Array
from .from_index import from_index
from .operations import Line
from .procedure import Procedure, measures
from .targets import find


class FactCheck:
    """The facts of a model, compiled once."""

    def __init__(self, model: Model, dtype: str) -> None:
        self.dtype = dtype
        self.facts = [(fact, _compiled(fact, model, dtype)) for fact in model.facts if isinstance(fact, Equality)]
        self.memberships = [fact for fact in model.facts if isinstance(fact, Membership)]

    def check(self, arrays: Mapping[str, Array]) -> None:
        """FactError names the fact, the first column (or row) that breaks it, and what was found there.

        Facts about names that are not among the arrays are not checked.
        """
        for membership in self.memberships:
            if membership.entry.name in arrays:
                _check_membership(membership, arrays[membership.entry.name])
        for fact, (names, sides) in self.facts:
            if all(name in arrays for name in names):
                self._check_equality(fact, sides, [arrays[name] for name in names])

    def _check_equality(self, fact: Equality, sides: Callable[..., Any], given: list[Array]) -> None:
        left, right = np.broadcast_arrays(*sides(*given))
        allowed = 4 * max((array.shape[0] for array in given if array.ndim), default=1) * np.finfo(self.dtype).eps
        wrong = ~(np.abs(left - right) <= allowed * np.maximum(1, np.abs(right)))
        if not wrong.any():
            return
        place = tuple(int(number) for number in np.argwhere(wrong)[0])
        found, expected = float(left[place]), float(right[place])
        raise FactError(
            f"the model declares {fact.text}, and {_where(place, wrong.shape)} has {found:.6g}, not {expected:.6g}",
            hint=f"It is so in {int(wrong.sum())} of {wrong.size} places. Correct the data or take the fact out.",
        )


def _compiled(fact: Equality, model: Model, dtype: str) -> tuple[tuple[str, ...], Callable[..., Any]]:
    """The names a fact speaks of, and a function of their arrays that computes both sides."""
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
    names = tuple(sorted(names_in(fact.left) | names_in(fact.right)))
    layout = _layout(fact, model)
    indices = tuple(index for axis in layout for index in fact.indices if index.axis == axis)
    lines = tuple(
        Line(side, from_index(Definition(side, indices, layout, term), layouts, model.functions))
        for side, term in (("left_side", fact.left), ("right_side", fact.right))
    )
    procedure = Procedure("sides", "", names, measures(lines, names, layouts, axes), lines, ("left_side", "right_side"))
    numpy = find("numpy")
    return names, numpy.load(numpy.write((), (procedure,), dtype=dtype, about=fact.text), "fact")["sides"]


def _layout(fact: Equality, model: Model) -> Layout:
    """Each index stands where the model's own quantities have its axis: as row or as column."""
    places: list[Axis | None] = [None, None]
    for index in fact.indices:
        found = [q.layout.index(index.axis) for q in model.quantities.values() if index.axis in q.layout]
        places[found[0]] = index.axis
    return places[0], places[1]


def _check_membership(fact: Membership, array: Array) -> None:
    allowed = [float(value.value) for value in fact.values if isinstance(value, Number)]
    wrong = ~np.isin(array, np.asarray(allowed, dtype=array.dtype))
    if wrong.any():
        place = tuple(int(number) for number in np.argwhere(wrong.T)[0][::-1]) if wrong.ndim else ()
        raise FactError(
            f"the model declares {fact.text}, and {_where(place, wrong.shape)} has {float(array[place]):.6g}",
            hint=f"It is so in {int(wrong.sum())} of {wrong.size} places. Correct the data or take the fact out.",
        )


def _where(place: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Counted from 1, in words: ``column 3``."""
    words = [
        f"{word} {number + 1}"
        for word, number, extent in zip(("row", "column"), place, shape, strict=False)
        if extent > 1
    ]
    return ", ".join(reversed(words)) or "the only entry"
