"""Learning curves as an SVG file of our own: no plotting library, the same bytes for the same numbers.

The picture is readable on light and dark pages and without colour (the curves differ in their dashes), and it has a
title and a description for those who hear it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from zlib import crc32

from ..errors import DataError
from .ticks import Scale, label, linear_scale, logarithmic_scale

_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 28, 78, 52
_MOST_POINTS = 600
_DASHES = ("", "7 4", "2 4", "9 3 2 3")
_STYLE = """
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
  .paper { fill: #ffffff; } .ink { fill: #1c2430; } .faint { fill: #5a6675; } .grid { stroke: #dfe4ea; }
  .axis { stroke: #8a96a5; } .c0 { stroke: #0b5cad; } .c1 { stroke: #b8480a; } .c2 { stroke: #1b7a3d; }
  .c3 { stroke: #7a3aa8; } .d0 { fill: #0b5cad; } .d1 { fill: #b8480a; } .d2 { fill: #1b7a3d; } .d3 { fill: #7a3aa8; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14181f; } .ink { fill: #e8ecf1; } .faint { fill: #a3aebb; } .grid { stroke: #2b323c; }
    .axis { stroke: #6b7786; } .c0 { stroke: #6cb2ff; } .c1 { stroke: #ff9d5c; } .c2 { stroke: #6fd08c; }
    .c3 { stroke: #cf9bf5; } .d0 { fill: #6cb2ff; } .d1 { fill: #ff9d5c; } .d2 { fill: #6fd08c; } .d3 { fill: #cf9bf5; }
  }
"""


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: a value for each epoch, counted from ``first`` (in general: at ``first``, ``first + step``, ...).

    A value that is not finite leaves a gap.
    """

    name: str
    values: Sequence[float]
    first: float = 1
    step: float = 1


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
    if not 1 <= len(series) <= len(_DASHES):
        raise DataError(f"a chart shows 1 to {len(_DASHES)} curves, not {len(series)}")
    drawn = [_points(one, logarithmic) for one in series]
    values = [y for points in drawn for _, y in points if isfinite(y)]
    if not values:
        kind = "positive and finite" if logarithmic else "finite"
        raise DataError(f"there is nothing to draw: no value of {', '.join(s.name for s in series)} is {kind}")
    epochs = [x for points in drawn for x, _ in points]
    across = linear_scale(min(epochs), max(epochs), about=8, whole=all(one.step == 1 for one in series), tight=True)
    up = _vertical(values, logarithmic)
    frame = _Frame(across, up, width, height)
    description = "; ".join(_in_words(one, points, x_label) for one, points in zip(series, drawn, strict=True))
    description = f"{y_label} by {x_label}: {description}."
    mark = f"{crc32(f'{title} {description}'.encode()):08x}"  # several charts in one page need names of their own
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title-{mark} description-{mark}">',
        f'<title id="title-{mark}">{escape(title)}</title>',
        f'<desc id="description-{mark}">{escape(description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
        f'<text class="ink" x="{_LEFT}" y="30" font-size="17" font-weight="600">{escape(title)}</text>',
        *frame.axes(x_label, y_label + (" (logarithmic)" if logarithmic else "")),
        *_legend(series),
        *(line for number, points in enumerate(drawn) for line in frame.curve(number, points)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


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
            float(one.first + number * one.step),
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


def _legend(series: Sequence[Series]) -> list[str]:
    """Above the plot, from the left: a stroke as it is drawn, and the name."""
    lines, x = [], float(_LEFT)
    for number, one in enumerate(series):
        dash = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
        lines.append(
            f'<line class="c{number}" x1="{x:.1f}" y1="54" x2="{x + 30:.1f}" y2="54" stroke-width="2.4"{dash}/>'
            f'<text class="ink" x="{x + 38:.1f}" y="58.5" font-size="13">{escape(one.name)}</text>'
        )
        x += 38 + 7.2 * len(one.name) + 26
    return lines


@dataclass(frozen=True, slots=True)
class _Frame:
    across: Scale
    up: Scale
    width: int
    height: int

    def x(self, epoch: float) -> float:
        return _LEFT + self.across.share(epoch) * (self.width - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return self.height - _BOTTOM - self.up.share(value) * (self.height - _TOP - _BOTTOM)

    def axes(self, x_label: str, y_label: str) -> list[str]:
        left, right, floor = _LEFT, self.width - _RIGHT, self.height - _BOTTOM
        lines = []
        for tick in self.up.ticks:
            y = self.y(tick)
            lines.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
            lines.append(
                f'<text class="faint" x="{left - 10}" y="{y + 4.2:.1f}" font-size="12" text-anchor="end">'
                f"{label(tick)}</text>"
            )
        lines.append(f'<line class="axis" x1="{left}" y1="{floor}" x2="{right}" y2="{floor}"/>')
        for tick in self.across.ticks:
            x = self.x(tick)
            lines.append(f'<line class="axis" x1="{x:.1f}" y1="{floor}" x2="{x:.1f}" y2="{floor + 5}"/>')
            lines.append(
                f'<text class="faint" x="{x:.1f}" y="{floor + 20}" font-size="12" text-anchor="middle">'
                f"{label(tick)}</text>"
            )
        middle = (left + right) / 2
        across = f'x="{middle:.1f}" y="{self.height - 12}" font-size="13" text-anchor="middle"'
        lines.append(f'<text class="ink" {across}>{escape(x_label)}</text>')
        centre = (_TOP + floor) / 2
        turned = f'transform="translate(18 {centre:.1f}) rotate(-90)" font-size="13" text-anchor="middle"'
        lines.append(f'<text class="ink" {turned}>{escape(y_label)}</text>')
        return lines

    def curve(self, number: int, points: list[tuple[float, float]]) -> list[str]:
        """The curve in as many strokes as it has gaps; a lonely point is a dot."""
        strokes: list[list[tuple[float, float]]] = [[]]
        for point in points:
            if isfinite(point[1]):
                strokes[-1].append(point)
            elif strokes[-1]:
                strokes.append([])
        dash = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
        lines = []
        for stroke in filter(None, strokes):
            places = [f"{self.x(epoch):.1f} {self.y(value):.1f}" for epoch, value in stroke]
            if len(places) == 1:
                x, y = places[0].split(" ")
                lines.append(f'<circle class="d{number}" cx="{x}" cy="{y}" r="3.5"/>')
            else:
                lines.append(
                    f'<path class="c{number}" d="M{" L".join(places)}" fill="none" stroke-width="2.4" '
                    f'stroke-linejoin="round" stroke-linecap="round"{dash}/>'
                )
        return lines
