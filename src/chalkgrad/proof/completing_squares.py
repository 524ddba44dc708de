"""Sums of squares: ``1 - 2 a t + a^2 + t^2`` is ``1 + (a - t)^2``, so it is positive whatever a and t are."""

from __future__ import annotations

from fractions import Fraction

from .ring import UNIT, Poly, Powers
from .vanishing import Prover

#: More variables than this are not looked at: the work grows with their third power.
MOST_VARIABLES = 12


def is_positive_by_squares(prover: Prover, poly: Poly) -> bool:
    """Whether the Poly is a sum of squares plus a positive number. False means: not found to be.

    What is of degree two in the atoms is written as ``v^T S v`` with ``v = (x1, ..., xn, 1)``, and the square of one
    variable after the other is completed in fractions (Lagrange's reduction): no coefficient of a square may be
    negative, and the number that is left must be positive. What is of higher degree must not be negative by itself.
    Every atom stands for some real number, so nothing is used about them.
    """
    quadratic = {powers: coefficient for (bounds, powers), coefficient in poly.items() if _in_form(bounds, powers)}
    rest: Poly = {(bounds, powers): c for (bounds, powers), c in poly.items() if not _in_form(bounds, powers)}
    variables = sorted({atom for powers in quadratic for atom, _ in powers})
    if len(variables) > MOST_VARIABLES or not prover.poly_is_positive({UNIT: 1, **rest}):
        return False
    size = len(variables)
    place = {atom: number for number, atom in enumerate(variables)}
    form = [[Fraction(0)] * (size + 1) for _ in range(size + 1)]
    for powers, coefficient in quadratic.items():
        factors = [place[atom] for atom, exponent in powers for _ in range(int(exponent))]
        left, right = (*factors, size, size)[:2]
        form[left][right] += Fraction(coefficient) / 2
        form[right][left] += Fraction(coefficient) / 2
    return _is_positive(form)


def _in_form(bounds: tuple[int, ...], powers: Powers) -> bool:
    """Whether a monomial is a number, x, x^2 or x y."""
    whole = all(exponent in (1, 2) for _, exponent in powers)
    return not bounds and whole and sum(exponent for _, exponent in powers) <= 2


def _is_positive(form: list[list[Fraction]]) -> bool:
    """Whether ``v^T S v`` is positive for every v whose last entry is 1. Changes ``form``."""
    last = len(form) - 1
    for pivot in range(last):
        square = form[pivot][pivot]
        if square < 0 or (square == 0 and any(form[pivot][pivot + 1 :])):
            return False
        if square == 0:
            continue
        for row in range(pivot + 1, last + 1):
            factor = form[row][pivot] / square
            for column in range(pivot + 1, last + 1):
                form[row][column] -= factor * form[pivot][column]
    return form[last][last] > 0
