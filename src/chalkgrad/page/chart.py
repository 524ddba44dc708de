"""Learning curves as an SVG file of our own: no plotting library, the same bytes for the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from ..errors import DataError
from .axes import DASHES, Frame, Points, drawing
from .ticks import Scale, linear_scale, logarithmic_scale

_MOST_POINTS = 600


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: a value for each epoch, counted from ``first``. A value that is not finite leaves a gap."""

    name: str
    values: Sequence[float]
    first: int = 1


def line_chart(
    series: Sequence[Series],
    *,
    title: str = "Learning curves",
    x_label: str = "epoch",
    y_label: str = "loss",
    logarithmic: bool = False,
    width: int = 720,
    height: int = 420,
) -> str:
    """The curves as SVG text. On a logarithmic axis values that are not positive are left out.

    Raises DataError if there are no curves, more than four, or nothing finite to draw.
    """
    if not 1 <= len(series) <= len(DASHES):
        raise DataError(f"a chart shows 1 to {len(DASHES)} curves, not {len(series)}")
    drawn = [_points(one, logarithmic) for one in series]
    values = [y for points in drawn for _, y in points if isfinite(y)]
    if not values:
        kind = "positive and finite" if logarithmic else "finite"
        raise DataError(f"there is nothing to draw: no value of {', '.join(s.name for s in series)} is {kind}")
    epochs = [x for points in drawn for x, _ in points]
    across = linear_scale(min(epochs), max(epochs), about=8, whole=True, tight=True)
    up = _vertical(values, logarithmic)
    description = "; ".join(_in_words(one, points, x_label) for one, points in zip(series, drawn, strict=True))
    description = f"{y_label} by {x_label}: {description}."
    up_label = y_label + (" (logarithmic)" if logarithmic else "")
    curves: dict[str, Points] = {one.name: points for one, points in zip(series, drawn, strict=True)}
    return drawing(Frame(across, up, width, height), title, description, x_label, up_label, curves)


def _vertical(values: list[float], logarithmic: bool) -> Scale:
    """The axis of the values; it begins at 0 when the values come near it."""
    low, high = min(values), max(values)
    if logarithmic:
        return logarithmic_scale(low, high)
    return linear_scale(0.0 if 0 <= low <= 0.5 * high else low, high)


def _points(one: Series, logarithmic: bool) -> list[tuple[float, float]]:
    """(epoch, value), NaN where there is a gap; long curves keep the lowest and the highest value of each stretch."""
    points = [
        (
            float(one.first + number),
            float(value) if isfinite(value) and (value > 0 or not logarithmic) else float("nan"),
        )
        for number, value in enumerate(one.values)
    ]
    if len(points) <= _MOST_POINTS:
        return points
    kept: list[tuple[float, float]] = []
    stretches = _MOST_POINTS // 2
    for number in range(stretches):
        stretch = points[len(points) * number // stretches : len(points) * (number + 1) // stretches]
        finite = [point for point in stretch if isfinite(point[1])]
        if finite:
            ends = {min(finite, key=lambda point: point[1]), max(finite, key=lambda point: point[1])}
            kept += sorted(ends)
        else:
            kept.append(stretch[0])
    return kept


def _can_be_drawn(value: float, logarithmic: bool) -> bool:
    """Finite, positive on a logarithmic axis, and not so extreme that the axis itself would overflow."""
    return isfinite(value) and abs(value) <= 1e300 and (value >= 1e-300 or not logarithmic)


def _in_words(one: Series, points: list[tuple[float, float]], x_label: str) -> str:
    finite = [point for point in points if isfinite(point[1])]
    if not finite:
        return f"{one.name} has no value"
    best, lowest = min(finite, key=lambda point: point[1])
    (_, first), (_, last) = finite[0], finite[-1]
    return f"{one.name} from {first:.4g} to {last:.4g}, lowest {lowest:.4g} at {x_label} {best:g}"
