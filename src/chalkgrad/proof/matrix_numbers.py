"""Arithmetic of matrices with letters: arrays (points, letters ..., rows, columns), with tangents.

Only NumPy's matrix product and broadcasting decide what an operation means. As sizes are pairwise distinct and at
least 2, equal sizes mean equal axes, and 1 means a single row or column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..notation.surface import Kind
from .arithmetic import Arithmetic, Array
from .dual import Dual, Duals


class Unreadable(Exception):
    """The tree has no reading as matrices: shapes that do not fit, an unknown name, a product with two readings."""


class MatrixNumbers:
    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self.duals = Duals(arithmetic)

    # -- shapes -------------------------------------------------------------------------------------------------

    def fit_entrywise(self, *values: Dual) -> None:
        """Refuses values that do not fit entry by entry: one of them must have the full shape of the result."""
        shapes = [value.value.shape[-2:] for value in values]
        whole = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
        for shape in shapes:
            if any(size not in (1, full) for size, full in zip(shape, whole, strict=True)):
                raise Unreadable(f"{' and '.join(_times(s) for s in shapes)} do not fit entry by entry")
        if whole not in shapes:
            raise Unreadable(f"{' and '.join(_times(s) for s in shapes)} would each be repeated")

    def moved(self, value: Dual, change: Callable[[Array], Array]) -> Dual:
        """The same rearrangement of a value and its tangent."""
        return Dual(change(value.value), None if value.tangent is None else change(value.tangent))

    def transposed(self, value: Dual) -> Dual:
        return self.moved(value, lambda array: np.swapaxes(array, -1, -2))

    def to_letters(self, value: Dual, places: list[tuple[int, int]]) -> Dual:
        """Rows (-2) and columns (-1) moved to the places of letters: pairs (place, dimension)."""
        return self.moved(value, lambda array: _to_letters(array, places))

    # -- products -----------------------------------------------------------------------------------------------

    def product(self, kind: Kind, left: Dual, right: Dual) -> Dual:
        one, other = left.value.shape[-2:], right.value.shape[-2:]
        if kind is Kind.ELEMENTWISE:
            self.fit_entrywise(left, right)
            return self.duals.multiply(left, right)
        if kind is Kind.JUXTAPOSED:
            if (1, 1) in (one, other):
                return self.duals.multiply(left, right)
            if one[1] == other[0] and one == other:
                raise Unreadable(f"the product of two {_times(one)} matrices can be read two ways")
            if one[1] != other[0]:
                if one != other:
                    raise Unreadable(f"{_times(one)} by {_times(other)} is no product")
                return self.duals.multiply(left, right)
        elif (1, 1) in (one, other) or one[1] != other[0]:
            raise Unreadable(f"{_times(one)} by {_times(other)} is no matrix product")
        return self._matrix_product(left, right)

    def _matrix_product(self, left: Dual, right: Dual) -> Dual:
        tangent: Array | None = None
        if left.tangent is not None:
            tangent = np.matmul(left.tangent, right.value)
        if right.tangent is not None:
            change = np.matmul(left.value, right.tangent)
            tangent = change if tangent is None else tangent + change
        return Dual(np.matmul(left.value, right.value), tangent)

    def total(self, value: Dual, dimensions: tuple[int, ...]) -> Dual:
        """The sum along rows or columns of the matrix, which stay with size 1."""

        def summed(array: Array, shape: tuple[int, ...]) -> Array:
            whole = np.broadcast_to(array, (*array.shape[:-2], *shape))  # a tangent may not depend on a row or column
            result: Array = whole.sum(axis=dimensions, keepdims=True)
            return result

        return self.moved(value, lambda array: summed(array, value.value.shape[-2:]))


def _to_letters(array: Array, places: list[tuple[int, int]]) -> Array:
    if len(places) == 2 and places[0][0] == places[1][0]:
        array = np.diagonal(array, axis1=-2, axis2=-1)[..., np.newaxis]
        places = [(places[0][0], -2)]
    for place, dimension in places:
        if array.shape[place] == 1:
            array = np.swapaxes(array, place, dimension)
        else:
            array = made_equal(array, dimension % array.ndim, place)
    return array


def made_equal(array: Array, source: int, target: int) -> Array:
    """Two dimensions given one index: what was along ``source`` is read along ``target``, and ``source`` becomes 1."""
    if array.shape[source] == 1:
        return array
    if array.shape[target] == 1:
        return np.swapaxes(array, source, target)
    diagonal = np.diagonal(array, axis1=source, axis2=target)
    without = target - (source < target)
    return np.expand_dims(np.moveaxis(diagonal, -1, without), source)


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))
