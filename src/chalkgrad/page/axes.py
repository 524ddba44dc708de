"""The frame of a drawing with two axes: scales, marks, curves and their legend, as SVG elements.

The picture is readable on light and dark pages and without colour (the curves differ in their dashes), and it has a
title and a description for those who hear it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from zlib import crc32

from .ticks import Scale, label

Points = Sequence[tuple[float, float]]

_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 28, 78, 52
DASHES = ("", "7 4", "2 4", "9 3 2 3")
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


def drawing(frame: Frame, title: str, description: str, x_label: str, y_label: str, curves: dict[str, Points]) -> str:
    """The whole picture as one SVG element; ``description`` is read to those who do not see it."""
    mark = f"{crc32(f'{title} {description}'.encode()):08x}"  # several drawings in one page need names of their own
    width, height = frame.width, frame.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title-{mark} description-{mark}">',
        f'<title id="title-{mark}">{escape(title)}</title>',
        f'<desc id="description-{mark}">{escape(description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
        f'<text class="ink" x="{_LEFT}" y="30" font-size="17" font-weight="600">{escape(title)}</text>',
        *frame.axes(x_label, y_label),
        *_legend(tuple(curves)),
        *(line for number, points in enumerate(curves.values()) for line in frame.curve(number, points)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend(names: Sequence[str]) -> list[str]:
    """Above the plot, from the left: a stroke as it is drawn, and the name."""
    lines, x = [], float(_LEFT)
    for number, one in enumerate(names):
        dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
        lines.append(
            f'<line class="c{number}" x1="{x:.1f}" y1="54" x2="{x + 30:.1f}" y2="54" stroke-width="2.4"{dash}/>'
            f'<text class="ink" x="{x + 38:.1f}" y="58.5" font-size="13">{escape(one)}</text>'
        )
        x += 38 + 7.2 * len(one) + 26
    return lines


@dataclass(frozen=True, slots=True)
class Frame:
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

    def curve(self, number: int, points: Points) -> list[str]:
        """The curve in as many strokes as it has gaps; a lonely point is a dot."""
        strokes: list[list[tuple[float, float]]] = [[]]
        for point in points:
            if isfinite(point[1]):
                strokes[-1].append(point)
            elif strokes[-1]:
                strokes.append([])
        dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
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
