"""How the columns of a table become the rows of X: filled, standardised, or spread over zeros and ones.

Everything is measured on the training part alone (means, spreads, fillings), stored in ``scaler.json`` and applied
unchanged to every other example. A column of words becomes one 0/1 feature per value, not standardised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ..errors import DataError
from .cells import Floats, gaps, is_missing, no_number, read_numbers
from .table import Table

Array = np.ndarray[Any, np.dtype[Any]]
Missing = Literal["error", "drop", "median", "mean"]


class _Column(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str


class NumberColumn(_Column):
    """A feature ``(x - mean) / spread``; ``spread`` is 1 where the column is constant. ``fill`` replaces a gap."""

    kind: Literal["number"] = "number"
    mean: float
    spread: float = Field(gt=0)
    constant: bool = False
    fill: float | None = None


class WordColumn(_Column):
    """One 0/1 feature for each of ``values``. ``fill`` (the most frequent one) replaces a gap."""

    kind: Literal["words"] = "words"
    values: tuple[str, ...] = Field(min_length=1, max_length=100_000)
    fill: str | None = None


Column = Annotated[NumberColumn | WordColumn, Field(discriminator="kind")]


class Scaler(BaseModel):
    """The columns in the order of the rows of X."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[Column, ...] = Field(min_length=1, max_length=100_000)

    @property
    def features(self) -> tuple[str, ...]:
        """The name of every row of X: ``Age``, ``Sex = female``."""
        names: list[str] = []
        for column in self.columns:
            names += [column.name] if column.kind == "number" else [f"{column.name} = {v}" for v in column.values]
        return tuple(names)

    @property
    def constant(self) -> tuple[str, ...]:
        """Columns that are the same in every training example, and so carry no information."""
        return tuple(column.name for column in self.columns if column.kind == "number" and column.constant)

    def rows_with_gaps(self, table: Table) -> list[int]:
        """The rows for which ``apply`` has no filling."""
        found: set[int] = set()
        for column in self.columns:
            if column.fill is None:
                found.update(row for row, cell in enumerate(table.cells(column.name)) if is_missing(cell))
        return sorted(found)

    def apply(self, table: Table) -> Floats:
        """The features, one row per example. Raises DataError naming the cell for a gap or a word."""
        missing_columns = [column.name for column in self.columns if column.name not in table.columns]
        if missing_columns:
            raise table.no_such_column(missing_columns[0])
        blocks: list[Floats] = []
        empty: list[tuple[str, Sequence[int]]] = []
        for column in self.columns:
            block, absent = _numbers(table, column) if column.kind == "number" else _words(table, column)
            blocks.append(block)
            if absent and column.fill is None:
                empty.append((column.name, absent))
        if empty:
            raise gaps(table, empty)
        return np.concatenate(blocks, axis=1)


def measure(table: Table, numbers: Sequence[str], words: Sequence[str], train: Array, missing: Missing) -> Scaler:
    """Measure the columns, in the table's order; ``numbers`` and ``words`` say which there are and of what kind.

    Values of words are collected from the whole table (a rare one may be in no training example); all else from the
    rows ``train``.
    """
    columns: list[NumberColumn | WordColumn] = []
    for name, cells in table.columns.items():
        if name in words:
            columns.append(_measure_words(name, cells, missing))
        elif name in numbers:
            values = read_numbers(cells).values
            columns.append(_measure_numbers(name, values[train], missing))
    return Scaler(columns=tuple(columns))


def measure_array(values: Floats, names: Sequence[str]) -> Scaler:
    """Measure the features of an array with one row per example, all of them numbers."""
    columns = [_measure_numbers(name, values[:, position], "error") for position, name in enumerate(names)]
    return Scaler(columns=tuple(columns))


def apply_to_array(scaler: Scaler, values: Array) -> Array:
    """Standardise an array with one row per example and one column per column of the scaler."""
    numbers = [column for column in scaler.columns if column.kind == "number"]
    means = np.array([column.mean for column in numbers])
    spreads = np.array([column.spread for column in numbers])
    scaled: Array = (np.asarray(values, dtype=np.float64) - means) / spreads
    return scaled


def _measure_numbers(name: str, values: Floats, missing: Missing) -> NumberColumn:
    known = values[~np.isnan(values)]
    if len(known) == 0:
        raise DataError(
            f"column “{name}” holds no number in the {len(values)} rows of the training part.",
            hint=f"Leave it out with --drop {name}.",
        )
    fill = None
    if missing in ("median", "mean"):
        fill = float(np.median(known) if missing == "median" else np.mean(known))
        values = np.where(np.isnan(values), fill, values)
        known = values
    with np.errstate(over="ignore"):
        mean, spread = float(np.mean(known)), float(np.std(known))
    if not (np.isfinite(mean) and np.isfinite(spread)):
        largest = float(np.max(np.abs(known)))
        raise DataError(
            f"column “{name}” holds numbers as large as {largest:.3g}: their spread is beyond a float64.",
            hint=f"Divide the column by a power of ten, or leave it out with --drop {name}.",
        )
    constant = spread <= 1e-12 * abs(mean) or spread == 0.0
    return NumberColumn(name=name, mean=mean, spread=1.0 if constant else spread, constant=constant, fill=fill)


def _measure_words(name: str, cells: Sequence[str], missing: Missing) -> WordColumn:
    counts = Counter(cell.strip() for cell in cells if not is_missing(cell))
    if not counts:
        raise DataError(f"column “{name}” is empty in all {len(cells)} rows.", hint=f"Leave it out: --drop {name}.")
    fill = None
    if missing in ("median", "mean"):
        # The most frequent value; of equally frequent ones the first by alphabet.
        fill = min(counts, key=lambda value: (-counts[value], value))
    return WordColumn(name=name, values=tuple(sorted(counts)), fill=fill)


def _numbers(table: Table, column: NumberColumn) -> tuple[Floats, Sequence[int]]:
    """The standardised feature, and the rows that have gaps (NaN if nothing fills them)."""
    read = read_numbers(table.cells(column.name))
    if read.words:
        raise no_number(table, column.name, read.words)
    values = read.values
    if column.fill is not None:
        values = np.where(np.isnan(values), column.fill, values)
    standardised: Floats = (values - column.mean) / column.spread
    return standardised[:, None], read.missing


def _words(table: Table, column: WordColumn) -> tuple[Floats, Sequence[int]]:
    """One feature per value, and the rows that have gaps (all zeros if nothing fills them)."""
    positions = {value: position for position, value in enumerate(column.values)}
    block = np.zeros((len(table), len(positions)))
    absent: list[int] = []
    for row, cell in enumerate(table.cells(column.name)):
        value: str | None = cell.strip()
        if is_missing(cell):
            absent.append(row)
            value = column.fill
        if value in positions:
            block[row, positions[value]] = 1.0
        elif value is not None:
            known = ", ".join(column.values[:8]) + (", ..." if len(column.values) > 8 else "")
            raise DataError(
                f"{table.place(row)}, column “{column.name}”: the network was trained without the value “{value}”.",
                hint=f"It knows: {known}. Leave the row out, or train again with such examples.",
            )
    return block, absent
