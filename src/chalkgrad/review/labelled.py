"""An array whose directions are named by indices, so that nothing can be broadcast by accident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..terms import Index, Layout

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Labelled:
    """``data`` has one direction for each of ``indices``, in that order; no index occurs twice."""

    indices: tuple[Index, ...]
    data: Array

    def rename(self, new: Mapping[Index, Index]) -> Labelled:
        """The same numbers counted by other letters."""
        return Labelled(tuple(new.get(index, index) for index in self.indices), self.data)

    def arrange(self, order: Sequence[Index]) -> Array:
        """The numbers with directions in ``order``; a direction that is absent has length 1."""
        present = [index for index in order if index in self.indices]
        turned = np.transpose(self.data, [self.indices.index(index) for index in present])
        lengths = iter(turned.shape)
        return turned.reshape([next(lengths) if index in self.indices else 1 for index in order])


def union(items: Sequence[Labelled]) -> tuple[Index, ...]:
    """All indices of the arrays, in order of first appearance."""
    return tuple(dict.fromkeys(index for item in items for index in item.indices))


def from_board(array: Array, layout: Layout, formal: tuple[Index, ...]) -> Labelled:
    """A quantity stored as rows and columns, or without its single row or column, counted by ``formal``."""
    lengths = [None if axis is not None else 1 for axis in layout]
    if array.ndim == 2:
        singles = tuple(place for place, length in enumerate(lengths) if length == 1)
        array = np.squeeze(array, axis=singles)
    return Labelled(formal, array)


def to_board(value: Labelled, layout: Layout, formal: tuple[Index, ...], lengths: Mapping[Index, int]) -> Array:
    """The quantity as rows and columns; a direction the formula does not depend on is repeated."""
    full = np.broadcast_to(value.arrange(formal), [lengths[index] for index in formal])
    places = iter(full.shape)
    rows, columns = layout
    if rows is None and columns is None:
        return np.array(full)
    return np.array(full).reshape([1 if axis is None else next(places) for axis in layout])


def contract(factors: Sequence[Labelled], bound: Sequence[Index]) -> Labelled:
    """``Σ_bound`` of the product of the factors; an index may occur in any number of them."""
    letters = {index: place for place, index in enumerate(union(factors))}
    kept = [index for index in letters if index not in bound]
    operands: list[Any] = []
    for factor in factors:
        operands += [factor.data, [letters[index] for index in factor.indices]]
    data = np.einsum(*operands, [letters[index] for index in kept], optimize=len(factors) > 1)
    return Labelled(tuple(kept), np.asarray(data))
