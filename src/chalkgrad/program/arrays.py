"""Arrays against what the model says about them: names, shapes, declared facts, NaN. All faults of a kind at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from ..errors import DataError, InputError, ShapeError
from ..model import Model, Role
from ..notation.scope import show_layout
from ..terms import Axis, Layout

Array = np.ndarray[Any, np.dtype[Any]]


def checked(model: Model, values: Mapping[str, object], wanted: Collection[str], dtype: str) -> dict[str, Array]:
    """The ``wanted`` inputs as arrays of this dtype, in the model's shapes.

    Raises InputError for names that are missing, unknown or computed by the model; ShapeError with every array that
    does not fit, what was expected and who set it; DataError for NaN.
    """
    _check_names(model, values, wanted)
    arrays = {name: _array(name, values[name], dtype) for name in wanted}
    for name, array in arrays.items():
        if not any(model.quantities[name].layout) and array.size == 1:
            arrays[name] = array.reshape(())  # a bias of one unit is often kept as a 1 x 1 array
    _check_shapes(model, arrays)
    _check_nan(arrays)
    return arrays


def _check_names(model: Model, values: Mapping[str, object], wanted: Collection[str]) -> None:
    for name in values:
        if name in model.definitions:
            raise InputError(f"{name} is computed by the model and cannot be given")
        if name not in model.quantities:
            near = get_close_matches(name, model.quantities, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"Its names: {', '.join(model.quantities)}."
            raise InputError(f"the model has no {name!r}", hint=hint)
    missing = [name for name in wanted if name not in values]
    if missing:
        shapes = ", ".join(f"{name} ({model.quantities[name].shape})" for name in missing)
        raise InputError(f"no values are given for {shapes}")


def _array(name: str, value: object, dtype: str) -> Array:
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        return np.asarray(array, dtype=dtype)
    except (TypeError, ValueError):
        raise DataError(f"{name} is not an array of real numbers") from None


def _check_shapes(model: Model, arrays: Mapping[str, Array]) -> None:
    found: dict[str, tuple[int, str]] = {}
    faults = []
    for name, array in arrays.items():
        layout = model.quantities[name].layout
        if not any(layout):
            if array.ndim != 0:
                faults.append(f"{name}: found shape {array.shape}, expected a single number")
            continue
        if array.ndim != 2:
            hint = f"; reshape({_reshape(layout, array)}) would fit" if array.ndim == 1 and not all(layout) else ""
            faults.append(f"{name}: found shape {array.shape}, expected two dimensions, {show_layout(layout)}{hint}")
            continue
        for direction, axis in enumerate(layout):
            expected, reason = _expected(axis, model, found)
            if expected is None and axis is not None:
                found[axis.name] = (array.shape[direction], f"as in {name}")
            elif array.shape[direction] != expected:
                word = ("rows", "columns")[direction]
                faults.append(f"{name}: found shape {array.shape}, expected {expected} {word} ({reason})")
    if faults:
        raise ShapeError("arrays do not fit the model", hint="\n".join(faults))


def _reshape(layout: Layout, array: Array) -> str:
    return f"{array.size}, 1" if layout[0] else f"1, {array.size}"


def _expected(axis: Axis | None, model: Model, found: Mapping[str, tuple[int, str]]) -> tuple[int | None, str]:
    """The extent along an axis, and who set it; None if nobody has yet."""
    if axis is None:
        return 1, "a single one in the model"
    size = axis.size if axis.size is not None else model.sizes.get(axis.name)
    if size is not None:
        return size, f"{axis.name} = {size} in the model"
    if axis.name in found:
        size, who = found[axis.name]
        return size, f"{axis.name} = {size}, {who}"
    return None, ""


def _check_nan(arrays: Mapping[str, Array]) -> None:
    for name, array in arrays.items():
        if np.isnan(array).any():
            count = int(np.isnan(array).sum())
            place = tuple(int(number) + 1 for number in np.argwhere(np.isnan(array))[0])
            where = f"row {place[0]}, column {place[1]}" if len(place) == 2 else "its only entry"
            raise DataError(
                f"{name} has NaN at {where}" + (f" and {count - 1} more" if count > 1 else ""),
                hint="Every entry must be a number: leave such examples out or fill them in.",
            )


def inputs_of(model: Model) -> tuple[str, ...]:
    """The names that must be given, data first."""
    order = {Role.DATA: 0, Role.PARAMETER: 1, Role.CONSTANT: 2}
    given = [name for name in model.quantities if name not in model.definitions]
    return tuple(sorted(given, key=lambda name: order.get(model.quantities[name].role, 3)))
