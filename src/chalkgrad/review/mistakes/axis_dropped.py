"""The right numbers with a row or column axis lost, or the axis of a single number."""

from __future__ import annotations

from collections.abc import Iterator

from ..case import Case
from ..mistake import Slip

name = "axis dropped"
words = "the numbers are right, an axis of length 1 is missing"


def slips(case: Case, site: str) -> Iterator[Slip]:
    right = case.value(site)
    if right is None or right.ndim != 2 or 1 not in right.shape:
        return
    shapes = {(right.size,), right.squeeze().shape} - {right.shape}
    for shape in sorted(shapes):
        yield Slip(
            right.reshape(shape),
            f"right numbers in the shape {shape}, not {right.shape}",
            "without its axis it broadcasts to a wrong shape later: keepdims=True, or reshape",
        )
