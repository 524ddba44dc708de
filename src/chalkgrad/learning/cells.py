"""What the texts of a column are: numbers, gaps, or words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DataError
from .table import Table

#: What counts as a gap, after removing blanks around it and ignoring case.
MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})

Floats = np.ndarray[Any, np.dtype[np.float64]]


def is_missing(cell: str) -> bool:
    return cell.strip().casefold() in MISSING


@dataclass(frozen=True)
class Numbers:
    """A column read as numbers: NaN at the rows in ``missing`` and in ``words`` (neither number nor gap)."""

    values: Floats
    missing: tuple[int, ...]
    words: tuple[int, ...]

    @property
    def is_text(self) -> bool:
        """Whether the column is one of words: more than half of the cells that are filled are no numbers."""
        return 2 * len(self.words) > len(self.values) - len(self.missing)


def read_numbers(cells: Sequence[str]) -> Numbers:
    """Read every cell as a finite decimal number; ``inf`` and Python's ``1_000`` are words."""
    values = np.full(len(cells), np.nan)
    missing: list[int] = []
    words: list[int] = []
    for row, cell in enumerate(cells):
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and "_" not in cell:
            values[row] = value
        elif is_missing(cell):
            missing.append(row)
        else:
            words.append(row)
    return Numbers(values, tuple(missing), tuple(words))


def no_number(table: Table, column: str, rows: Sequence[int]) -> DataError:
    """The error for words in a column of numbers."""
    cell = table.cells(column)[rows[0]]
    hint = f"Correct the file, or leave the column out with --drop {_argument(column)}."
    whole, comma, part = cell.strip().partition(",")
    if comma and whole.lstrip("+-").isdigit() and part.isdigit():
        hint = f"Decimal commas are not read: write {whole}.{part}.\n{hint}"
    return DataError(
        f"{table.place(rows[0])}, column “{column}”: “{cell}” is no number. {_count(len(rows), table)}", hint=hint
    )


def gaps(table: Table, found: Sequence[tuple[str, Sequence[int]]]) -> DataError:
    """The error for missing cells: all columns that have some, the first of them in full."""
    column, rows = found[0]
    cell = table.cells(column)[rows[0]].strip()
    shown = f"“{cell}” is no number" if cell else "the cell is empty"
    message = f"{table.place(rows[0])}, column “{column}”: {shown}. {_count(len(rows), table)}"
    others = [f"“{name}” ({len(missing)})" for name, missing in found[1:]]
    if others:
        message += f" Gaps also in: {', '.join(others[:10])}{' and more' if len(others) > 10 else ''}."
    return DataError(
        message, hint="Leave such rows out with --missing drop, or fill the gaps with --missing median (or mean)."
    )


def words_found(table: Table, columns: Sequence[str], mixed: Sequence[tuple[str, Sequence[int]]] = ()) -> DataError:
    """The error for columns of words among the features, and for words in ``mixed`` columns: all of them at once."""
    lines = []
    different: dict[str, int] = {}
    for column in columns:
        values = sorted({cell.strip() for cell in table.cells(column) if not is_missing(cell)})
        examples = ", ".join(f"“{value}”" for value in values[:3]) + (", ..." if len(values) > 3 else "")
        different[column] = len(values)
        plural = "values" if len(values) != 1 else "value"
        lines.append(f"column “{column}” holds words: {len(values)} different {plural} ({examples})")
    for column, rows in mixed:
        cell = table.cells(column)[rows[0]]
        lines.append(
            f"column “{column}” holds numbers and {len(rows)} words (“{cell}” in row {table.row_numbers[rows[0]]})"
        )
    most = _argument(max(columns, key=different.__getitem__))
    fewest = _argument(min(columns, key=different.__getitem__))
    return DataError(
        f"{table.path}: " + "; ".join(lines) + ".",
        hint=f"A network computes with numbers. Leave such a column out with --drop {most}, or give each value a "
        f"column of zeros and ones with --one-hot {fewest}. Both can be repeated.",
    )


def _count(found: int, table: Table) -> str:
    return f"{found} such {'cell' if found == 1 else 'cells'} in {len(table)} rows."


def _argument(column: str) -> str:
    """The column as one would type it in a shell."""
    return column if column.replace("_", "").isalnum() else f'"{column}"'
