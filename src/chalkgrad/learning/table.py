"""A table of texts from a CSV file: columns by name, every row knowing its line in the file.

Read with the standard library: quoted commas and line breaks, a byte-order mark, Windows line ends, and ``,`` ``;``
or a tab between the cells (whichever splits the header into most columns). Cells stay texts; ``cells.py`` decides
what is a number. Nothing is guessed quietly: a row of the wrong length or a column named twice is an error.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import DataError

#: A table is held in memory as texts, at roughly ten times its size in the file.
MAX_BYTES = 256 * 2**20
MAX_COLUMNS = 10_000
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Table:
    """``columns[name][r]`` is the text in row r; ``lines[r]`` the line of the file on which the row starts.

    ``row_numbers`` counts the rows as the file has them, from 1, whichever rows were left out since.
    """

    path: str
    columns: Mapping[str, tuple[str, ...]]
    lines: tuple[int, ...]
    row_numbers: tuple[int, ...]
    delimiter: str = field(default=",", compare=False)

    def __len__(self) -> int:
        return len(self.lines)

    def cells(self, column: str) -> tuple[str, ...]:
        """The texts of one column. Raises DataError naming the nearest column if there is none of that name."""
        if column not in self.columns:
            raise self.no_such_column(column)
        return self.columns[column]

    def no_such_column(self, column: str) -> DataError:
        names = list(self.columns)
        near = difflib.get_close_matches(column, names, n=1, cutoff=0.5)
        hint = f"Did you mean “{near[0]}”?" if near else f"The columns are: {_listed(names)}."
        return DataError(f"{self.path} has no column “{column}”.", hint=hint)

    def place(self, row: int) -> str:
        """``data.csv, row 213 (line 214)``."""
        return f"{self.path}, row {self.row_numbers[row]} (line {self.lines[row]})"

    def keep(self, rows: Sequence[int]) -> Table:
        """The table with only these rows, in this order."""
        return Table(
            self.path,
            {name: tuple(cells[row] for row in rows) for name, cells in self.columns.items()},
            tuple(self.lines[row] for row in rows),
            tuple(self.row_numbers[row] for row in rows),
            self.delimiter,
        )


def read_table(path: str | Path) -> Table:
    """Read a CSV file with a header line. Raises DataError for anything that is not such a file."""
    text = _read_text(Path(path))
    name = str(path)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for record in reader:
            if record and header is None:
                header = _checked_header(record, name)
            elif record and header is not None:
                if len(record) != len(header):
                    raise DataError(
                        f"{name}, row {len(rows) + 1} (line {line}): {len(record)} cells where the header has "
                        f"{len(header)} columns.",
                        hint="A cell that contains the separator must stand in double quotes.",
                    )
                rows.append(record)
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{name}, line {line}: not readable as CSV: {error}.",
            hint="Look for a double quote that is not closed, or a single cell of more than 131072 characters.",
        ) from None
    if header is None:
        raise DataError(f"{name} is empty.", hint="Expected a header line with column names and one line per example.")
    if not rows:
        raise DataError(f"{name} has a header ({_listed(header)}) and no rows.", hint="Nothing can be learned from it.")
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return Table(name, columns, tuple(lines), tuple(range(1, len(rows) + 1)), delimiter)


def _read_text(path: Path) -> str:
    try:
        if path.is_dir():
            raise DataError(f"{path} is a folder; a CSV file was expected.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"{path} has {size / 2**20:.0f} MB; tables are read into memory, and at most "
                f"{MAX_BYTES // 2**20} MB of CSV are taken.",
                hint="Train on a part of the rows, or give arrays to chalkgrad.fit(model, X, Y, examples=...).",
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        near = difflib.get_close_matches(path.name, _neighbours(path), n=1)
        hint = f"Did you mean {path.with_name(near[0])}?" if near else "Check the path."
        raise DataError(f"{path}: there is no such file.", hint=hint) from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} is not UTF-8 text: byte {error.start} is {raw[error.start]:#04x}.",
            hint="Save it again as “CSV UTF-8”.",
        ) from None
    if "\0" in text:
        raise DataError(f"{path} is not a text file: it contains NUL characters.", hint="Expected CSV.")
    return text


def _neighbours(path: Path) -> list[str]:
    try:
        return [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return []


def _delimiter(text: str) -> str:
    """The separator that splits the header into most columns; the comma if none does."""
    start = text.lstrip("\r\n")[:100_000]

    def count(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=count)  # max keeps the first of equals: the comma


def _checked_header(record: list[str], name: str) -> list[str]:
    header = [cell.strip() or f"unnamed_{position}" for position, cell in enumerate(record, start=1)]
    if len(header) > MAX_COLUMNS:
        raise DataError(f"{name} has {len(header)} columns; at most {MAX_COLUMNS} are read.")
    twice = sorted({column for column in header if header.count(column) > 1}) if len(set(header)) < len(header) else []
    if twice:
        raise DataError(f"{name}: the header names {_listed(twice)} more than once.", hint="Rename one of the columns.")
    return header


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
