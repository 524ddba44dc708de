"""One line of numbers: a formula, the numbers put in, the result; each equality holds to the digits printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import DataError, ProofError
from ...notation.surface import At, DeltaOf, Indexed, Literal, Over, Surface, walk_surface
from ...proof import Certificate
from ...proof.decimals import FROM_THE_UNROUNDED, at_decimals, numbers_hold
from ...terms import Context, Definition, Size, names, walk
from .shown import FIGURES, Shown, put_in, shown

#: With more digits than this no line becomes better.
MOST_FIGURES = 30


class TooFewFigures(Exception):
    """The rounded numbers put into a formula would give another result than the formula has."""


@dataclass(frozen=True)
class NumberLine:
    """``left = formula = operands = result``.

    The result is that of the unrounded numbers. ``operands`` is None for a formula that has no form without indices,
    into which matrices could be put. ``put_in_exactly`` says whether the numbers put in are those of
    the names, ``exactly`` whether the result is that of these numbers; else they are rounded. ``certificate`` is how
    the last equality is known, ``formula_certificate`` how the formula is.
    """

    name: str
    left: Surface
    formula: Surface
    operands: Surface | None
    result: Surface
    put_in_exactly: bool
    exactly: bool
    certificate: Certificate
    formula_certificate: Certificate | None = None
    is_update: bool = False


def in_letters(formula: Surface) -> bool:
    """Whether a formula is written in indices, so that no matrices can be put into it."""
    return any(isinstance(part, (Indexed, At, Over, DeltaOf)) for part in walk_surface(formula))


@dataclass
class Sheet:
    """The numbers so far, by name, and what computes the next ones, rounded to so many significant ``figures``."""

    context: Context
    sizes: Mapping[str, int]
    numbers: dict[str, Shown]
    figures: int = FIGURES

    def value(self, definition: Definition) -> Shown:
        """The value of a name from those of the names in its formula, and how it is printed."""
        used = sorted(names(definition.value))
        given = {name: self.numbers[name].value for name in used}
        value, exact = at_decimals(definition.value, given, self.context, indices=definition.indices, sizes=self.sizes)
        is_exact = exact and all(self.numbers[name].is_exact for name in used)
        return shown(value, definition.layout, is_exact, self.figures)

    def line(
        self, left: Surface, formula: Surface, definition: Definition, result: Shown, in_matrices: Surface | None = None
    ) -> NumberLine:
        """The line. Raises TooFewFigures if the rounded numbers would mislead, ProofError if the result is wrong.

        ``in_matrices`` is the same as ``formula`` without indices, where that has them: numbers are put into it.
        """
        certificate = self._certified(definition, result)
        used = sorted(names(definition.value))
        surfaces = {other: self.numbers[other].surface() for other in used}
        axes = {node.axis.name for node in walk(definition.value) if isinstance(node, Size)}
        surfaces |= {axis: Literal(Fraction(self.sizes[axis])) for axis in axes}
        fitting = (form for form in (formula, in_matrices) if form is not None and not in_letters(form))
        substituted = next((put_in(form, surfaces) for form in fitting), None)
        whole = all(self.numbers[other].whole for other in used)
        exactly = certificate.kind == "proved"
        return NumberLine(definition.name, left, formula, substituted, result.surface(), whole, exactly, certificate)

    def _certified(self, definition: Definition, result: Shown) -> Certificate:
        """How the result is known: from the numbers as they are printed, else from the unrounded ones."""
        used = sorted(names(definition.value))
        at, sizes = definition.indices, self.sizes
        printed = {other: self.numbers[other].decimals for other in used}
        try:
            found, _ = at_decimals(definition.value, printed, self.context, indices=at, sizes=sizes)
        except DataError as error:
            raise TooFewFigures(definition.name) from error
        off = max((abs(a - b) for a, b in zip(found.flat, result.value.flat, strict=True)), default=Fraction(0))
        size = max((abs(number) for number in result.value.flat), default=Fraction(0))
        if off > (size or 1) * Fraction(1, 10 ** (FIGURES - 2)):
            raise TooFewFigures(definition.name)
        shown = (result.decimals, result.places, self.context)
        certificate = numbers_hold(definition.value, printed, *shown, indices=at, sizes=sizes)
        if certificate is not None:
            return certificate
        values = {other: self.numbers[other].value for other in used}
        certificate = numbers_hold(definition.value, values, *shown, indices=at, sizes=sizes)
        if certificate is None:
            raise ProofError(f"the numbers of {definition.name} do not come out")
        return Certificate("tested", FROM_THE_UNROUNDED, points=1, largest_error=certificate.largest_error)
