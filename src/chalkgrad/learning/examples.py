"""Examples in memory, one per row, handed to a program in batches that are oriented as the model has them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from ..errors import DataError
from .placement import Placement, Port

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Examples:
    """``inputs`` of shape (examples, features) and ``targets`` of shape (examples, rows of Y), both in C order."""

    placement: Placement
    inputs: Array
    targets: Array

    def __len__(self) -> int:
        return int(self.inputs.shape[0])

    def batch(self, rows: Array) -> dict[str, Array]:
        """The named arrays for these examples, in this order."""
        return {
            self.placement.inputs.name: self.placement.inputs.oriented(self.inputs[rows]),
            self.placement.target.name: self.placement.target.oriented(self.targets[rows]),
        }

    def whole(self) -> dict[str, Array]:
        """All examples as one batch, without copying."""
        return {
            self.placement.inputs.name: self.placement.inputs.oriented(self.inputs),
            self.placement.target.name: self.placement.target.oriented(self.targets),
        }

    def part(self, rows: Array) -> Examples:
        return Examples(self.placement, self.inputs[rows], self.targets[rows])

    @property
    def digest(self) -> str:
        """A fingerprint of the numbers: the same data, prepared the same way, give the same one."""
        seen = sha256()
        for array in (self.inputs, self.targets):
            seen.update(str((array.shape, array.dtype.str)).encode())
            seen.update(np.ascontiguousarray(array).data)
        return seen.hexdigest()


def as_rows(value: object, name: str, port: Port, examples: str, size: int | None, dtype: str) -> Array:
    """A user's array as a C-ordered array of numbers with one example per row.

    ``examples`` is the orientation the user declared ("rows" or "columns"); ``size`` the number of entries of one
    example, where the model fixes it. A vector is taken as one number per example. Raises DataError for anything that
    is not a table of finite numbers of that size, and says which orientation would fit.
    """
    if examples not in ("rows", "columns"):
        raise DataError(f'examples={examples!r}: expected "rows" (one example per row) or "columns".')
    try:
        array = np.asarray(value, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} is not an array of numbers: {error}.") from None
    if array.ndim == 1 and (size is None or size == 1):
        array = array[:, None] if examples == "rows" else array[None, :]
    if array.ndim != 2:
        raise DataError(f"{name} has {array.ndim} axes (shape {array.shape}); a table of two axes was expected.")
    own, other = (0, 1) if examples == "rows" else (1, 0)
    if size is not None and array.shape[other] != size:
        raise _wrong_size(name, port, array, examples, size, fits=array.shape[own] == size)
    rows = np.ascontiguousarray(array if examples == "rows" else array.T)
    if len(rows) == 0:
        raise DataError(f"{name} holds no examples (shape {array.shape}).")
    check_finite(rows, name)
    return rows


def _wrong_size(name: str, port: Port, array: Array, examples: str, size: int, fits: bool) -> DataError:
    shape = f"{array.shape[0]} x {array.shape[1]}"
    per_example = f"{port.axis.name} = {size}" if port.axis is not None else str(size)
    expected = f"m x {size}" if examples == "rows" else f"{size} x m"
    other = "columns" if examples == "rows" else "rows"
    hint = f"examples={other!r} would fit this array." if fits else f"The model has {per_example} numbers per example."
    return DataError(f"{name} has the shape {shape}; with examples={examples!r} it should be {expected}.", hint=hint)


def check_finite(rows: Array, name: str) -> None:
    """Raise DataError naming the first NaN or infinity of an array with one example per row."""
    bad = ~np.isfinite(rows)
    if bad.any():
        example, feature = (int(position) for position in np.argwhere(bad)[0])
        raise DataError(
            f"{name}: example {example}, feature {feature} is {rows[example, feature]} (counted from 0). "
            f"{int(bad.sum())} such numbers in {rows.size}.",
            hint="Remove these examples or fill the gaps before training.",
        )
