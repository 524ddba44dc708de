"""How many digits numbers take until rounding can be told from them.

Everything is computed twice, with different numbers of digits and rounded in opposite directions. What both agree about
is the value; what shrinks as digits are added is rounding.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ...proof.decimals import to_digits
from ...proof.precision import DIGITS
from ..arrays import Array

#: Tried one after the other: 1 - sigmoid(200) is 10^-87, which 50 digits do not tell from 0.
ATTEMPTS = (DIGITS, 150, 500, 1500)
#: The finer computation has so many digits more than the rough one.
MORE_DIGITS = 40
#: Both computations see a number that they see alike to this part.
ALIKE = Fraction(1, 10**20)
#: A longer fraction is no longer kept exact.
MOST_EXACT_BITS = 4_000


class Unsettled(Exception):
    """Numbers that cannot be told from rounding with the digits that there are."""


def settled(fine: Array, rough: Array, largest: Fraction, digits: int) -> tuple[Array, Array]:
    """Both computations of a value, with 0 for what is rounding alone. Raises Unsettled if more digits must tell.

    Where the two differ and even the finer one is, beside the ``largest`` number put in, smaller than any digit that
    is trusted, it is nothing but rounding. At the least digits that is not concluded: something so small may be there.
    """
    kept, roughly = to_digits(fine, digits + MORE_DIGITS), to_digits(rough, digits, up=True)
    nothing = max(largest, Fraction(1)) / 10 ** (digits - DIGITS)
    for place, value in np.ndenumerate(kept):
        if abs(value - roughly[place]) <= ALIKE * abs(value):
            continue
        if digits == ATTEMPTS[0] or abs(value) > nothing:
            raise Unsettled
        kept[place] = roughly[place] = Fraction(0)
    return kept, roughly


def is_long(value: Array) -> bool:
    return any(max(n.numerator.bit_length(), n.denominator.bit_length()) > MOST_EXACT_BITS for n in value.flat)
