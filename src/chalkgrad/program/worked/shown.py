"""Numbers as they are printed: exact where they are short, else rounded, and put into formulas in place of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

import numpy as np

from ...notation.surface import Block, Literal, Name, Surface, Transposed, with_parts
from ...terms import Layout
from ..arrays import Array

#: Decimals of a rounded number, unless it is so small that they would all be zero.
PLACES = 4
#: An exact number is printed whole if it has no more decimals than this.
MOST_EXACT = 6


@dataclass(frozen=True)
class Shown:
    """A quantity in numbers: its value, exact or to 50 digits, and what is printed of it to ``places`` decimals.

    ``value`` and ``decimals`` are object arrays of fractions with an axis for each axis of the ``layout``. ``rough`` is
    the value with fewer digits, rounded the other way: what both agree about is no rounding error.
    """

    value: Array
    layout: Layout
    is_exact: bool
    places: int
    decimals: Array
    rough: Array

    @property
    def whole(self) -> bool:
        """Whether what is printed is the value itself."""
        return self.is_exact and bool(np.array_equal(self.value, self.decimals))

    def with_more(self, extra: int) -> Array:
        """The decimals, or ``extra`` more of them where they are rounded."""
        return self.decimals if self.whole or not extra else rounded(self.value, self.places + extra)

    def surface(self, decimals: Array | None = None) -> Surface:
        """The numbers as a formula: a single one, or a matrix in brackets."""
        return as_surface(self.decimals if decimals is None else decimals, self.layout)


def shown(value: Array, layout: Layout, is_exact: bool, rough: Array | None = None) -> Shown:
    """How a value is printed; ``rough`` is given where it is not exact."""
    rough = value if rough is None else rough
    if is_exact and all(_is_short(number) for number in value.flat):
        return Shown(value, layout, True, MOST_EXACT, value, rough)
    places = _places(value)
    return Shown(value, layout, is_exact, places, rounded(value, places), rough)


def rounded(value: Array, places: int) -> Array:
    made = np.empty(np.shape(value), dtype=object)
    for place, number in np.ndenumerate(value):
        made[place] = round(number, places)
    return made


def _is_short(number: Fraction) -> bool:
    return bool((number * 10**MOST_EXACT).denominator == 1)


def _places(value: Array) -> int:
    """At least four decimals, and four digits of the largest entry; 16 digits of a huge one."""
    largest = max((abs(number) for number in value.flat), default=Fraction(0))
    if largest == 0:
        return PLACES
    size = floor(log10(largest.numerator) - log10(largest.denominator))
    return 15 - size if size > 30 else max(PLACES, 3 - size)  # of a huge number what a double holds


def as_surface(decimals: Array, layout: Layout) -> Surface:
    """A matrix in brackets; a single entry is a number."""
    if decimals.size == 1:
        return Literal(decimals.item())
    sizes = iter(decimals.shape)
    whole = decimals.reshape([1 if axis is None else next(sizes) for axis in layout])
    return Block(tuple(tuple(Literal(number) for number in row) for row in whole))


def put_in(formula: Surface, numbers: Mapping[str, Surface]) -> Surface:
    """The formula with numbers in place of the names that have some."""
    if isinstance(formula, Name) and formula.text in numbers:
        return numbers[formula.text]
    changed = with_parts(formula, lambda part: put_in(part, numbers))
    if isinstance(changed, Transposed) and isinstance(changed.body, Literal):
        return changed.body
    return changed
