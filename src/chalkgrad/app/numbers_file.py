"""The file that ``--with-values`` names: a number or a list of rows for each name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..learning.archive import load_arrays

#: A network that is followed by hand has few numbers: a longer file is something else.
MOST_BYTES = 1_000_000
WAY_OUT = 'Write a number or a list of rows for each name: {"X": [[1], [0.5]], "W1": [[0.1, -0.2]], "b1": [[0.1]]}'


class _Number(str):
    """A number as it is written, so that what a double makes of it can be compared with it."""


class _Pairs(list[tuple[str, Any]]):
    """The names of an object with their values, those that stand there twice as well."""


def numbers_in(path: Path) -> Mapping[str, Any]:
    """The numbers of a .json or .npz file by name.

    Raises DataError for a file that cannot be used, with the name and the place of what is no number in it.
    """
    if path.suffix.lower() == ".npz":
        return load_arrays(path, "Write the arrays with numpy.savez(FILE, X=X, W1=W1, ...).")
    if path.suffix.lower() != ".json":
        raise DataError(f"{path} is neither a .json nor a .npz file", hint=WAY_OUT)
    if path.stat().st_size > MOST_BYTES:
        raise DataError(f"{path} is larger than {MOST_BYTES} bytes, too much to be followed by hand", hint=WAY_OUT)
    try:
        found = json.loads(
            path.read_text(encoding="utf-8-sig"),
            object_pairs_hook=_Pairs,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
        )
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is no JSON: {error}", hint=WAY_OUT) from None
    if not isinstance(found, _Pairs):
        raise DataError(f"{path} holds no names", hint=WAY_OUT)
    numbers: dict[str, Any] = {}
    for name, value in found:
        if name in numbers:
            raise DataError(f"{path}: {name} stands there twice", hint="Leave one of them out.")
        numbers[name] = _numbers(f"{path}: {name}", value)
    return numbers


def _numbers(name: str, value: Any) -> Any:
    """A number, a list of numbers or a list of equally long rows."""
    if not isinstance(value, list) or isinstance(value, _Pairs):
        return _number(f"{name} is", value)
    if not value or value == [[]]:
        raise DataError(f"{name} is an empty list", hint=WAY_OUT)
    if not any(_is_row(row) for row in value):
        return [_number(f"{name}, entry {place} is", entry) for place, entry in enumerate(value, 1)]
    rows = []
    for number, row in enumerate(value, 1):
        if not _is_row(row):
            raise DataError(f"{name}, row {number} is no list, as other rows are", hint=WAY_OUT)
        if len(row) != len(value[0]):
            lengths = f"row 1 has {len(value[0])}, row {number} has {len(row)}"
            raise DataError(f"{name} has rows with different numbers of entries: {lengths}", hint=WAY_OUT)
        rows.append([_number(f"{name}, row {number}, column {c} is", entry) for c, entry in enumerate(row, 1)])
    return rows


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and not isinstance(value, _Pairs)


def _number(at: str, value: Any) -> float:
    """What a double makes of a number. Raises DataError for anything else, and beyond the range of doubles."""
    if not isinstance(value, _Number):
        raise DataError(f"{at} {_described(value)}, no number", hint=WAY_OUT)
    number = float(value)
    written = value if len(value) <= 40 else f"{value[:20]}... ({len(value)} characters)"
    if math.isnan(number) or value.lstrip("-") == "Infinity":
        raise DataError(f"{at} {written}, no number", hint=WAY_OUT)
    if math.isinf(number) or (number == 0 and any(digit in "123456789" for digit in value.lower().split("e")[0])):
        raise DataError(
            f"{at} {written}, beyond the numbers that a program computes with",
            hint="Numbers of size 1e-300 to 1e300 can be used, and 0.",
        )
    return number


def _described(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return f"the text {json.dumps(value if len(value) <= 40 else value[:40] + '...', ensure_ascii=False)}"
    return "an object" if isinstance(value, _Pairs) else "a list"
