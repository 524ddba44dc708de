"""Axes and indices: what the entries of a tensor are counted along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .hash_consing import HashConsed


class _WithOrWithoutSize(HashConsed):
    def __call__(cls, name: str, size: int | None = None) -> Any:
        return super().__call__(name, size)


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Axis(metaclass=_WithOrWithoutSize):
    """A named direction of a tensor, such as the examples ``m`` or the units ``n1`` of layer 1.

    Axes are nominal: two axes are the same only when their names are, whatever their sizes. So a
    hidden layer as wide as the one before it never makes a product ambiguous.

    ``size`` is the declared number of entries, or None when it is symbolic.
    """

    name: str
    size: int | None = None

    def __str__(self) -> str:
        return self.name if self.size is None else str(self.size)


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Index(metaclass=HashConsed):
    """A letter that runs along an axis: the ``i`` of ``Z1[i,e]``."""

    name: str
    axis: Axis

    def __str__(self) -> str:
        return self.name


#: The layers 1 to L of a network of any depth. An entry of a quantity that every layer has, such as Z[l], has an index
#: along it in front of those of its layout; the index is read off the name, so it is not written with the others.
LAYERS = Axis("1..L")


def in_layer(indices: tuple[Index, ...]) -> tuple[Index, ...]:
    """The indices within one layer: those of the layout."""
    return tuple(index for index in indices if index.axis is not LAYERS)


def transposed(indices: tuple[Index, ...]) -> tuple[Index, ...]:
    """The indices of an entry in the transposed quantity: rows and columns change places, the layer stays."""
    layer = tuple(index for index in indices if index.axis is LAYERS)
    return (*layer, *reversed(in_layer(indices)))


#: Rows and columns of a quantity as written on the board; None stands for a single row or column.
Layout = tuple[Axis | None, Axis | None]
