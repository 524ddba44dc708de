"""Numbers as they are printed: exact where they are short, else rounded, and put into formulas in place of names."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

import numpy as np

from ...notation.surface import (
    Block,
    Conditional,
    Kind,
    Literal,
    Minus,
    Name,
    Product,
    Raised,
    Surface,
    Transposed,
    with_parts,
)
from ...notation.text import decimal
from ...terms import Layout
from ..arrays import Array

#: Significant figures of rounded numbers, unless so few would mislead: 1 - 0.99998 is not 1 - 1.
FIGURES = 4
#: An exact number is printed whole if it has no more decimals than this.
MOST_EXACT = 6
#: And no more digits than this: those of a double.
_MOST_DIGITS = 15
#: A power of ten stands before a matrix whose entries lie no more powers of ten apart than this.
_APART = 3


@dataclass(frozen=True)
class Shown:
    """A quantity in numbers: its value, exact or to 50 digits, and what is printed of it.

    ``value``, ``places`` and ``decimals`` are arrays with an axis for each axis of the ``layout``: fractions, how many
    decimals each of them is rounded to, and the rounded ones. ``rough`` is the value with fewer digits, rounded the
    other way: what both agree about is no rounding error.
    """

    value: Array
    layout: Layout
    is_exact: bool
    places: Array
    decimals: Array
    rough: Array

    @property
    def whole(self) -> bool:
        """Whether what is printed is the value itself."""
        return self.is_exact and bool(np.array_equal(self.value, self.decimals))

    def surface(self) -> Surface:
        """The numbers as a formula: a single one, or a matrix in brackets."""
        return as_surface(self.decimals, self.layout)


def shown(value: Array, layout: Layout, is_exact: bool, rough: Array | None = None, figures: int = FIGURES) -> Shown:
    """How a value is printed: whole if it is short, else its entries rounded to so many significant ``figures``.

    ``rough`` is given where it is not exact.
    """
    rough = value if rough is None else rough
    if is_exact and all(_is_short(number) for number in value.flat):
        return Shown(value, layout, True, np.full(np.shape(value), MOST_EXACT), value, rough)
    places = _places(value, figures)
    return Shown(value, layout, is_exact, places, rounded(value, places), rough)


def rounded(value: Array, places: Array) -> Array:
    made = np.empty(np.shape(value), dtype=object)
    for place, number in np.ndenumerate(value):
        made[place] = round(number, int(places[place]))
    return made


def _is_short(number: Fraction) -> bool:
    """Whether an exact number is printed whole: 0.125 and 10^30 are, 1/3 and 2^200 are not."""
    if (number * 10**MOST_EXACT).denominator != 1:
        return False
    return not number or round(number, _MOST_DIGITS - 1 - _size(number)) == number


def _places(value: Array, figures: int) -> Array:
    """The decimals of each entry, negative left of the point; a 0 is told from rounding beside the largest entry."""
    sizes = [_size(number) for number in value.flat if number]
    found = np.full(np.shape(value), figures - 1 - max(sizes, default=0), dtype=int)
    for place, number in np.ndenumerate(value):
        if number:
            found[place] = figures - 1 - _size(number)
    return found


def _size(number: Fraction) -> int:
    """The power of ten of the first digit."""
    number = abs(number)
    size = floor(log10(number.numerator) - log10(number.denominator))
    if number < Fraction(10) ** size:  # the logarithms are rounded
        return size - 1
    return size + 1 if number >= Fraction(10) ** (size + 1) else size


def as_surface(decimals: Array, layout: Layout) -> Surface:
    """A matrix in brackets; a single entry is a number.

    Where some entry needs a power of ten, one stands before the matrix, so that all are written in the same way; not
    where entries lie so far apart that some would need another one inside. Then each is written by itself.
    """
    if decimals.size == 1:
        return Literal(decimals.item())
    power = 0
    if any("e" in decimal(number) for number in decimals.flat):
        found = [_size(number) for number in decimals.flat if number]
        power = max(found) if max(found) - min(found) <= _APART else 0
    sizes = iter(decimals.shape)
    whole = decimals.reshape([1 if axis is None else next(sizes) for axis in layout])
    block = Block(tuple(tuple(Literal(number / Fraction(10) ** power) for number in row) for row in whole))
    if not power:
        return block
    exponent = Literal(Fraction(power)) if power > 0 else Minus(Literal(Fraction(-power)))
    return Product(Kind.JUXTAPOSED, (Raised(Literal(Fraction(10)), exponent), block))


def put_in(formula: Surface, numbers: Mapping[str, Surface]) -> Surface:
    """The formula with numbers in place of the names that have some."""
    if isinstance(formula, Name) and formula.text in numbers:
        return numbers[formula.text]
    changed = with_parts(formula, lambda part: put_in(part, numbers))
    if isinstance(changed, Conditional):
        return _chosen(changed)
    if isinstance(changed, Transposed) and isinstance(changed.body, Literal):
        return changed.body
    return changed


def _chosen(pieces: Conditional) -> Surface:
    """A condition on a matrix of numbers is met or not in each entry: the matrix of what is chosen there."""
    condition = pieces.condition
    parts = (pieces.then, condition.left, condition.right, pieces.otherwise)
    blocks = [part for part in parts if isinstance(part, Block)]
    if not any(isinstance(side, Block) for side in (condition.left, condition.right)):
        return pieces
    rows, columns = len(blocks[0].rows), len(blocks[0].rows[0])
    made: list[tuple[Surface, ...]] = []
    for row in range(rows):
        entries: list[Surface] = []
        for column in range(columns):
            then, left, right, otherwise = (_entry(part, row, column) for part in parts)
            if not isinstance(left, Literal) or not isinstance(right, Literal):
                return pieces
            entries.append(then if _MEETS[condition.relation](left.value, right.value) else otherwise)
        made.append(tuple(entries))
    return Block(tuple(made))


def _entry(part: Surface, row: int, column: int) -> Surface:
    return part.rows[row][column] if isinstance(part, Block) else part


_MEETS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}
