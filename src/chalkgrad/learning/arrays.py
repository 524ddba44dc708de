"""From a user's arrays to examples that are ready to train on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import DataError
from ..model.model import Model
from ..program.facts import FactCheck
from .dataset import Dataset
from .examples import Examples, as_rows
from .labels import Class, Labels, class_labels
from .placement import Placement, all_sizes, known_size, target_rows
from .record import DType
from .scaler import Scaler, apply_to_array, measure_array
from .split import Split, split_examples

Array = np.ndarray[Any, np.dtype[Any]]


def prepare_arrays(
    model: Model,
    placement: Placement,
    X: object,
    Y: object,
    examples: str,
    validation: float | tuple[object, object] | None,
    sizes: Mapping[str, int],
    seed: int,
    dtype: DType,
    standardise: bool,
) -> Dataset:
    """Check the arrays against the model and the declared orientation, encode classes, take a validation part."""
    inputs, labels, targets = _read(model, placement, X, Y, examples, sizes, None)
    count = len(inputs)
    if isinstance(validation, tuple):
        more_inputs, _, more_targets = _read(model, placement, *validation, examples, sizes, labels)
        split = Split(np.arange(count), np.arange(count, count + len(more_inputs)), np.arange(0))
        if more_inputs.shape[1] != inputs.shape[1]:
            raise DataError(
                f"X has {inputs.shape[1]} features and the X for validation {more_inputs.shape[1]}.",
                hint="Both must hold the same features, in the same orientation.",
            )
        inputs, targets = np.concatenate((inputs, more_inputs)), np.concatenate((targets, more_targets))
    else:
        fraction = 0.0 if validation is None else float(validation)
        if not 0 <= fraction < 1:
            raise DataError(f"validation={validation}: expected a fraction from 0 up to 1, or a pair (X, Y).")
        classes = labels.choose(targets) if labels.is_classification else None
        split = split_examples(count, (1 - fraction, fraction, 0.0), seed, classes)
    scaler: Scaler | None = None
    if standardise:
        scaler = measure_array(inputs[split.train], [f"feature {number}" for number in range(inputs.shape[1])])
        inputs = apply_to_array(scaler, inputs)
    found = all_sizes(model, placement, sizes, inputs.shape[1], labels.rows)
    ready = Examples(placement, inputs.astype(dtype), targets.astype(dtype))
    FactCheck(model, dtype).check(ready.whole())
    summary = f"{count} examples, {inputs.shape[1]} features, target {placement.target.name}, seed {seed}"
    return Dataset(ready, split, labels, scaler, found, summary)


def _read(
    model: Model,
    placement: Placement,
    X: object,
    Y: object,
    examples: str,
    sizes: Mapping[str, int],
    labels: Labels | None,
) -> tuple[Array, Labels, Array]:
    """X and Y with one example per row. ``labels`` is the encoding to follow, or None to find it."""
    width = known_size(model, placement.inputs.axis, sizes)
    inputs = as_rows(X, placement.inputs.name, placement.inputs, examples, width, "float64")
    labels, targets = _targets(model, placement, Y, examples, sizes, labels)
    if len(inputs) != len(targets):
        other = "columns" if examples == "rows" else "rows"
        given, expected = np.asarray(X).shape, np.asarray(Y).shape
        hint = f"X has the shape {given}, Y {expected}, examples={examples!r}."
        if len(given) == 2 and given[1 if examples == "rows" else 0] == len(targets):
            hint += f" With examples={other!r} X would hold {len(targets)} examples."
        raise DataError(f"X holds {len(inputs)} examples and Y {len(targets)}.", hint=hint)
    return inputs, labels, targets


def _targets(
    model: Model, placement: Placement, Y: object, examples: str, sizes: Mapping[str, int], labels: Labels | None
) -> tuple[Labels, Array]:
    rows = target_rows(model, placement, sizes)
    array = np.asarray(Y)
    if array.ndim == 1 and array.size:
        values = _classes(array, rows)
        if values is not None:
            labels = labels or class_labels("Y", values, rows, placement.target.name)
            return labels, labels.encode(values)
    name = placement.target.name
    targets = as_rows(Y, name, placement.target, examples, labels.rows if labels else rows, "float64")
    labels = labels or _labels_of_encoded(targets)
    return labels, targets


def _classes(array: Array, rows: int | None) -> list[Class] | None:
    """The entries of a vector as class names, or None if they are quantities."""
    if array.dtype.kind in "US" or (array.dtype.kind == "O" and all(isinstance(value, str) for value in array)):
        return [str(value) for value in array]
    if array.dtype.kind not in "buif" or not np.isfinite(array).all() or np.any(array != np.round(array)):
        return None
    if rows == 1 and not set(np.unique(array).tolist()) <= {0, 1}:
        return None
    return [int(value) for value in array]


def _labels_of_encoded(targets: Array) -> Labels:
    """What a Y that is given as the model has it stands for: 0 and 1, one-hot columns, or numbers."""
    rows = targets.shape[1]
    if np.isin(targets, (0.0, 1.0)).all():
        if rows == 1:
            found = sorted({int(value) for value in targets[:, 0]})
            if len(found) == 1:
                raise DataError(
                    f"Y is {found[0]} for all {len(targets)} examples: with one class only there is nothing to tell "
                    "apart."
                )
            return Labels(kind="binary", target="Y", classes=(0, 1), rows=1)
        if (targets.sum(axis=1) == 1).all():
            return Labels(kind="one-hot", target="Y", classes=tuple(range(rows)), rows=rows)
    return Labels(kind="number", target="Y", rows=rows)
