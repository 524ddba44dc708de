"""Functions of one number as a drawing: an activation beside its slope."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from ..errors import DataError
from .axes import DASHES, Frame, Points, drawing
from .ticks import linear_scale

#: A jump this large beside the height of the drawing is a gap in the curve, not a steep line.
_JUMP = 0.25


def function_plot(
    curves: Mapping[str, Points], *, title: str, x_label: str = "z", width: int = 560, height: int = 340
) -> str:
    """The curves as SVG text. ``curves`` gives each name its points (x, y), by rising x; NaN leaves a gap.

    Raises DataError if there are no curves, more than four, or nothing finite to draw.
    """
    if not 1 <= len(curves) <= len(DASHES):
        raise DataError(f"a plot shows 1 to {len(DASHES)} curves, not {len(curves)}")
    finite = [(x, y) for points in curves.values() for x, y in points if isfinite(x) and isfinite(y)]
    if not finite:
        raise DataError(f"there is nothing to draw: {', '.join(curves)} has no finite value")
    across = linear_scale(min(x for x, _ in finite), max(x for x, _ in finite), about=8, tight=True)
    up = linear_scale(min(y for _, y in finite), max(y for _, y in finite))
    height_of_all = up.high - up.low
    parted: dict[str, Points] = {name: _parted(points, _JUMP * height_of_all) for name, points in curves.items()}
    description = "; ".join(_in_words(name, points, x_label) for name, points in curves.items()) + "."
    return drawing(Frame(across, up, width, height), title, description, x_label, "", parted)


def _parted(points: Points, jump: float) -> list[tuple[float, float]]:
    """The points with a gap where the function jumps."""
    found: list[tuple[float, float]] = []
    for point in points:
        if found and abs(point[1] - found[-1][1]) > jump:
            found.append((point[0], float("nan")))
        found.append(point)
    return found


def _in_words(name: str, points: Points, x_label: str) -> str:
    finite = [point for point in points if isfinite(point[1])]
    if not finite:
        return f"{name} has no value"
    (first_x, first), (last_x, last) = finite[0], finite[-1]
    low_x, low = min(finite, key=lambda point: point[1])
    high_x, high = max(finite, key=lambda point: point[1])
    return (
        f"{name} goes from {first:.3g} at {x_label} = {first_x:g} to {last:.3g} at {x_label} = {last_x:g}, "
        f"with the lowest value {low:.3g} at {low_x:.3g} and the highest {high:.3g} at {high_x:.3g}"
    )
