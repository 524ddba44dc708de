"""Measuring a trained network on a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ..errors import DataError
from .cells import is_missing
from .dataset import read_targets
from .examples import Array
from .labels import Class, tidy_classes
from .split import split_examples
from .table import Table, read_table
from .trained import Trained

Part = Literal["all", "train", "validation", "test"]


@dataclass(frozen=True)
class Evaluation:
    """Scores on ``rows`` rows. ``confusions[i, j]`` counts examples of class i that were answered with class j;
    ``baseline`` is the accuracy of always answering the most frequent class of these rows (None for numbers).
    ``left_out`` rows have gaps; ``trained_on`` of the rows were shown to the network in training.
    """

    file: str
    part: Part
    rows: int
    left_out: int
    scores: dict[str, float]
    classes: tuple[Class, ...]
    confusions: Array | None
    baseline: float | None
    trained_on: int = 0


def evaluate_table(trained: Trained, path: str | Path, part: Part = "all") -> Evaluation:
    """Score the network on a CSV file. ``part`` other than "all" needs the file that was trained on.

    Raises DataError if the file is another one than the run was trained on and a part of that was asked for.
    """
    table, left_out = _without_gaps(trained, read_table(path))
    output = trained.output_for_table(table)
    targets = read_targets(table, trained.labels)
    if part != "all":
        rows = _rows_of_part(trained, table, part)
        output, targets = output[rows], targets[rows]
    scores = trained.scores(output, targets)
    confusions, baseline = None, None
    if trained.labels.is_classification:
        confusions = _confusions(trained, output, targets)
        baseline = float(confusions.sum(axis=1).max() / confusions.sum())
    shown = part == "train" or (part == "all" and _is_same(trained, table))
    seen = trained.record.data.parts.get("train", 0) if shown else 0
    return Evaluation(
        str(path), part, len(targets), left_out, scores, trained.labels.classes, confusions, baseline, seen
    )


def _is_same(trained: Trained, table: Table) -> bool:
    """Whether this is the table on which the run was trained, prepared in the same way."""
    return trained.record.data.fractions is not None and trained.digest_of(table) == trained.record.data.digest


def _without_gaps(trained: Trained, table: Table) -> tuple[Table, int]:
    """The table as training had it: rows with gaps left out if the run does so."""
    if trained.scaler is None or trained.record.data.missing != "drop":
        return table, 0
    gaps = set(trained.scaler.rows_with_gaps(table))
    gaps.update(row for row, cell in enumerate(table.cells(trained.labels.target)) if is_missing(cell))
    if len(gaps) == len(table):
        raise DataError(f"{table.path}: every row has a gap.")
    return table.keep([row for row in range(len(table)) if row not in gaps]), len(gaps)


def _rows_of_part(trained: Trained, table: Table, part: Part) -> Array:
    """Divide the rows again as for training, having made sure that they are the same."""
    record = trained.record
    fractions = record.data.fractions
    if fractions is None or not _is_same(trained, table):
        raise DataError(
            f"{table.path} is not the table on which this run was trained, so it has no {part} part.",
            hint=f"The run was trained on {record.data.file}. Leave --part out to measure on all rows of another file.",
        )
    labels = trained.labels
    classes = tidy_classes(table.cells(labels.target)) if labels.is_classification else None
    rows = split_examples(len(table), fractions, record.settings.seed, classes).part(part)
    if len(rows) == 0:
        raise DataError(f"The run has no {part} part: its split was {'/'.join(f'{100 * f:g}' for f in fractions)}.")
    return rows


def _confusions(trained: Trained, output: Array, targets: Array) -> Array:
    labels = trained.labels
    positions = {name: position for position, name in enumerate(labels.classes)}
    pairs = Counter(zip(labels.choose(targets), labels.choose(output), strict=True))
    table = np.zeros((len(positions), len(positions)), dtype=np.int64)
    for (true, answered), count in pairs.items():
        table[positions[true], positions[answered]] = count
    return table
