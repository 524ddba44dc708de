"""Boxes of characters with a baseline: what two-dimensional formulas are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal length; ``baseline`` is the number of the line that neighbours align with."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        return len(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)

    @property
    def below(self) -> int:
        """How many lines there are under the baseline."""
        return len(self.lines) - 1 - self.baseline


def one_line(text: str) -> Box:
    return Box((text,))


def beside(boxes: Sequence[Box]) -> Box:
    """The boxes from left to right, baselines level."""
    if len(boxes) == 1:
        return boxes[0]
    if all(box.height == 1 for box in boxes):
        return Box(("".join(box.lines[0] for box in boxes),))
    above = max(box.baseline for box in boxes)
    below = max(box.below for box in boxes)
    lines = []
    for line in range(-above, below + 1):
        pieces = []
        for box in boxes:
            own = line + box.baseline
            pieces.append(box.lines[own] if 0 <= own < box.height else " " * box.width)
        lines.append("".join(pieces))
    return Box(tuple(lines), above)


def stacked(boxes: Sequence[Box], baseline: int, *, centred: bool) -> Box:
    """The boxes under each other; ``baseline`` counts the lines of the result."""
    width = max(box.width for box in boxes)
    lines = [line.center(width) if centred else line.ljust(width) for box in boxes for line in box.lines]
    return Box(tuple(lines), baseline)


def fraction(numerator: Box, denominator: Box, glyphs: Glyphs) -> Box:
    """One over the other, with a bar as wide as the wider one."""
    bar = one_line(glyphs.bar * max(numerator.width, denominator.width))
    return stacked((numerator, bar, denominator), numerator.height, centred=True)


def superscript(base: Box, exponent: Box) -> Box:
    """The exponent to the right, its last line above the first line of the base."""
    lines = [" " * base.width + line for line in exponent.lines]
    lines += [line + " " * exponent.width for line in base.lines]
    return Box(tuple(lines), base.baseline + exponent.height)


def under(sign: Box, index: Box) -> Box:
    """An index centred under a sign such as Σ."""
    return stacked((sign, index), sign.baseline, centred=True)


def bracket(shape: str, like: Box, glyphs: Glyphs) -> Box:
    """One bracket as high as ``like``; the tip of a brace stands at the baseline."""
    top, middle, bottom, single = glyphs.brackets[shape]
    if like.height == 1:
        return one_line(single)
    characters = [top, *[middle] * (like.height - 2), bottom]
    if shape == "{" and 0 < like.baseline < like.height - 1:
        characters[like.baseline] = "⎨" if glyphs.unicode else "{"
    return Box(tuple(characters), like.baseline)


def enclosed(box: Box, left: str, right: str, glyphs: Glyphs) -> Box:
    return beside((bracket(left, box, glyphs), box, bracket(right, box, glyphs)))
