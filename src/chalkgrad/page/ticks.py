"""Where an axis is marked: round numbers that cover the data."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high`` with its marks; ``logarithmic`` axes are evenly spaced in powers of ten."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """Where a value lies: 0 at ``low``, 1 at ``high``."""
        if self.logarithmic:
            return (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (value - self.low) / (self.high - self.low)


def linear_scale(low: float, high: float, *, about: int = 5, whole: bool = False, tight: bool = False) -> Scale:
    """Marks at multiples of 1, 2, 2.5 or 5 times a power of ten, about ``about`` of them.

    ``whole`` keeps them whole numbers (epochs); ``tight`` ends the axis at the data instead of at a mark.
    """
    if high - low <= 1e-12 * abs(low):
        middle, half = low, abs(low) / 2 or 0.5
        low, high = middle - half, middle + half
    step = _nice_step((high - low) / about, whole)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 12) for number in range(first, last + 1))
    if tight:
        inside = [tick for tick in ticks if low <= tick <= high]
        if inside[0] - low > step / 2:
            inside.insert(0, low)
        return Scale(low, high, tuple(inside))
    return Scale(ticks[0], ticks[-1], ticks)


def logarithmic_scale(low: float, high: float) -> Scale:
    """Marks at 1, 2 and 5 times powers of ten, or at the powers alone if that is more than eight.

    ``low`` is positive; both lie between 1e-300 and 1e300.
    """
    if high <= low * (1 + 1e-9):
        low, high = low / 2, high * 2
    for mantissas in ((1, 2, 5), (1,)):
        ladder = [
            mantissa * 10.0**power
            for power in range(floor(log10(low)) - 1, ceil(log10(high)) + 2)
            for mantissa in mantissas
        ]
        start = max(number for number, mark in enumerate(ladder) if mark <= low * (1 + 1e-9))
        stop = min(number for number, mark in enumerate(ladder) if mark >= high * (1 - 1e-9))
        ticks = tuple(ladder[start : stop + 1])
        if len(ticks) <= 8:
            break
    every = -(-len(ticks) // 8)
    return Scale(ticks[0], ticks[-1], ticks[::every], logarithmic=True)


def label(value: float) -> str:
    """A mark as text: ``0.05``, ``200``, ``1e-6``."""
    return f"{value:.6g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def _nice_step(least: float, whole: bool) -> float:
    if whole and least <= 1:
        return 1.0
    power = 10.0 ** floor(log10(least))
    for factor in (1, 2, 2.5, 5, 10):
        step = factor * power
        if step >= least * (1 - 1e-9) and not (whole and step != round(step)):
            return step
    return 10 * power
