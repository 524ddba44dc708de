"""A curve in one line of characters, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.-=+*#"


def sparkline(values: Sequence[float], *, width: int = 40, unicode: bool = True) -> str:
    """The values from the lowest bar (smallest) to the highest (largest); at most ``width`` characters.

    More values than characters are averaged in groups. A value that is no number, or infinite, is a space.
    """
    bars = _BARS if unicode else _ASCII_BARS
    grouped = _grouped(values, width)
    finite = [value for value in grouped if isfinite(value)]
    if not finite:
        return " " * len(grouped)
    low, high = min(finite), max(finite)
    scale = (len(bars) - 1) / (high - low) if high > low else 0.0
    return "".join(bars[round((value - low) * scale)] if isfinite(value) else " " for value in grouped)


def _grouped(values: Sequence[float], width: int) -> list[float]:
    count = len(values)
    if count <= width:
        return [float(value) for value in values]
    edges = [count * number // width for number in range(width + 1)]
    return [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
