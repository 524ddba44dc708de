"""From a table, or from a user's arrays, to examples that are ready to train on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DataError
from ..model.model import Model
from ..program.facts import FactCheck
from ..terms import Entry, Membership, Number, walk
from .cells import gaps, is_missing, no_number, read_numbers, words_found
from .examples import Examples
from .labels import Labels, class_labels, counted, tidy_classes
from .placement import Placement, all_sizes, target_rows
from .record import DType
from .scaler import Missing, Scaler, measure
from .split import DEFAULT, Fractions, Split, split_examples
from .table import Table

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Columns:
    """What to make of the columns of a table."""

    target: str
    drop: tuple[str, ...] = ()
    one_hot: tuple[str, ...] = ()
    missing: Missing = "error"
    positive: str | None = None
    raw_target: bool = False


@dataclass(frozen=True)
class Dataset:
    """Prepared examples with all that is needed to prepare others the same way. ``summary`` says it in a line."""

    examples: Examples
    split: Split
    labels: Labels
    scaler: Scaler | None
    sizes: Mapping[str, int]
    summary: str
    notes: tuple[str, ...] = ()


def prepare_table(
    table: Table,
    model: Model,
    placement: Placement,
    columns: Columns,
    sizes: Mapping[str, int],
    fractions: Fractions = DEFAULT,
    seed: int = 0,
    dtype: DType = "float32",
) -> Dataset:
    """Encode the target, divide the rows, measure the features on the training part, and apply all this.

    Raises DataError for anything in the table that would have to be guessed: gaps, words, a single class, sizes that
    do not fit the model.
    """
    notes: list[str] = []
    for name in (columns.target, *columns.drop, *columns.one_hot):
        table.cells(name)
    _check_columns(columns)
    features = [name for name in table.columns if name != columns.target and name not in columns.drop]
    if not features:
        raise DataError(f"{table.path} has no column left to learn from.")
    table = _without_gaps(table, features, columns, notes)
    numbers = _check_kinds(table, features, columns)
    labels, targets, classes = _target(table, model, placement, columns, sizes)
    if columns.raw_target and labels.is_classification:
        raise DataError(
            f"--raw-target is for a target that is a number; {columns.target} has classes: {labels.listed()}.",
            hint="Leave --raw-target out: classes are never standardised.",
        )
    split = split_examples(len(table), fractions, seed, classes)
    if labels.kind == "number":
        labels = labels if columns.raw_target or _has_facts(model, placement) else _standardised(labels, targets, split)
        targets = labels.encode_numbers(targets)
        if labels.spread != 1.0:
            notes.append(f"{columns.target} is standardised for training; predictions are in its own unit")
    scaler = measure(table, numbers, columns.one_hot, split.train, columns.missing)
    if scaler.constant:
        notes.append(f"constant in the training part, so without information: {', '.join(scaler.constant)}")
    inputs = scaler.apply(table)
    found = all_sizes(model, placement, sizes, inputs.shape[1], labels.rows)
    examples = Examples(placement, inputs.astype(dtype), targets.astype(dtype))
    FactCheck(model, dtype).check(examples.whole())
    parts = "/".join(f"{100 * fraction:g}" for fraction in fractions)
    target = f"{columns.target}: {counted(labels, classes)}" if classes is not None else f"target {columns.target}"
    if labels.kind == "binary":
        target += f" ({placement.target.name} = 1: {labels.classes[1]})"
    summary = (
        f"{len(table)} rows, {inputs.shape[1]} features, {target} · {parts} split, seed {seed} · "
        "standardised on the training part"
    )
    return Dataset(examples, split, labels, scaler, found, summary, tuple(notes))


def _check_columns(columns: Columns) -> None:
    """Raises DataError for a target that would be a feature too, or for a column with two fates."""
    target = columns.target
    if target in columns.drop:
        raise DataError(
            f"--drop {target}: it is the target, which the network has to answer.",
            hint="The target is never a feature, so nothing has to be dropped. Leave --drop out, or change --target.",
        )
    if target in columns.one_hot:
        raise DataError(
            f"--one-hot {target}: it is the target, and a network that is shown the answer learns nothing else.",
            hint="Leave --one-hot out: classes of the target are encoded by themselves, one row of it for each.",
        )
    for name in columns.one_hot:
        if name in columns.drop:
            raise DataError(
                f"The column {name} is in --drop and in --one-hot.",
                hint="Leave it out with --drop, or use it: not both.",
            )


def read_targets(table: Table, labels: Labels) -> Array:
    """The target column of another table, encoded as in training; one row per example."""
    cells = table.cells(labels.target)
    empty = [row for row, cell in enumerate(cells) if is_missing(cell)]
    if empty:
        raise gaps(table, [(labels.target, empty)])
    if labels.is_classification:
        return labels.encode(tidy_classes(cells))
    read = read_numbers(cells)
    if read.words:
        raise no_number(table, labels.target, read.words)
    return labels.encode_numbers(read.values[:, None])


def _without_gaps(table: Table, features: Sequence[str], columns: Columns, notes: list[str]) -> Table:
    """Leave out the rows with gaps if that was asked for. A gap in the target is never filled."""
    target_gaps = [row for row, cell in enumerate(table.cells(columns.target)) if is_missing(cell)]
    if columns.missing != "drop":
        if target_gaps:
            raise gaps(table, [(columns.target, target_gaps)])
        return table
    bad = set(target_gaps)
    for name in features:
        bad.update(row for row, cell in enumerate(table.cells(name)) if is_missing(cell))
    if len(bad) == len(table):
        raise DataError(
            f"{table.path}: every one of the {len(table)} rows has a gap, so --missing drop leaves none.",
            hint="Leave the emptiest columns out with --drop NAME, or fill the gaps with --missing median.",
        )
    if bad:
        notes.append(f"{len(bad)} of {len(table)} rows left out because of gaps")
    return table.keep([row for row in range(len(table)) if row not in bad]) if bad else table


def _check_kinds(table: Table, features: Sequence[str], columns: Columns) -> list[str]:
    """The features that are numbers. Raises DataError for words that nobody said what to do with, and for gaps."""
    numbers: list[str] = []
    texts: list[str] = []
    mixed: list[tuple[str, Sequence[int]]] = []
    empty: list[tuple[str, Sequence[int]]] = []
    for name in features:
        cells = table.cells(name)
        if name in columns.one_hot:
            missing: Sequence[int] = [row for row, cell in enumerate(cells) if is_missing(cell)]
        else:
            read = read_numbers(cells)
            missing = read.missing
            if read.words and read.is_text:
                texts.append(name)
                continue
            if read.words:
                mixed.append((name, read.words))
            numbers.append(name)
        if missing and columns.missing == "error":
            empty.append((name, missing))
    if texts:
        raise words_found(table, texts, mixed)
    if mixed:
        raise no_number(table, *mixed[0])
    if empty:
        raise gaps(table, empty)
    return numbers


def _target(
    table: Table, model: Model, placement: Placement, columns: Columns, sizes: Mapping[str, int]
) -> tuple[Labels, Array, list[str] | None]:
    """The encoding of the target, the target encoded by it (numbers: not yet standardised), and the classes."""
    cells = table.cells(columns.target)
    rows = target_rows(model, placement, sizes)
    read = read_numbers(cells)
    if read.words and not read.is_text:
        raise no_number(table, columns.target, read.words)
    zero_one = set(np.unique(read.values)) <= {0.0, 1.0}
    declared = {0.0, 1.0} <= _declared_values(model, placement)
    if read.words or rows != 1 or zero_one or declared or columns.positive is not None:
        classes = tidy_classes(cells)
        positive = None if columns.positive is None else columns.positive.strip()
        labels = class_labels(columns.target, classes, rows, placement.target.name, positive)
        return labels, labels.encode(classes), classes
    return Labels(kind="number", target=columns.target, rows=1), read.values[:, None], None


def _declared_values(model: Model, placement: Placement) -> set[float]:
    """The values that the model allows for the target, if it says so."""
    return {
        float(value.value)
        for fact in model.facts
        if isinstance(fact, Membership) and fact.entry.name == placement.target.name
        for value in fact.values
        if isinstance(value, Number)
    }


def _has_facts(model: Model, placement: Placement) -> bool:
    """Whether the model states anything about the target, which scaling would break."""
    for fact in model.facts:
        terms = (fact.entry,) if isinstance(fact, Membership) else (fact.left, fact.right)
        for term in terms:
            if any(isinstance(node, Entry) and node.name == placement.target.name for node in walk(term)):
                return True
    return False


def _standardised(labels: Labels, values: Array, split: Split) -> Labels:
    train = values[split.train]
    mean, spread = float(np.mean(train)), float(np.std(train))
    if not spread > 1e-12 * abs(mean):
        raise DataError(f"The target {labels.target} is {mean:g} in every training example: there is nothing to learn.")
    return labels.model_copy(update={"mean": mean, "spread": spread})
