"""Rows and columns exchanged."""

from __future__ import annotations

from collections.abc import Iterator

from ..case import Case
from ..mistake import Slip

name = "transposed"
words = "rows and columns are exchanged"


def slips(case: Case, site: str) -> Iterator[Slip]:
    right = case.value(site)
    if right is not None and right.ndim == 2 and right.size > 1:
        rows, columns = right.shape
        yield Slip(
            right.T, "the transpose of the gradient", f"{site} is {rows} x {columns}, like the array it belongs to"
        )
