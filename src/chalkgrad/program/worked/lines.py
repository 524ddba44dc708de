"""One line of numbers: a formula, the numbers put in, the result; each equality holds to the digits printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import ProofError
from ...notation.scope import Scope
from ...notation.surface import At, DeltaOf, Indexed, Literal, Over, Surface, walk_surface
from ...proof import Certificate
from ...proof.decimals import FROM_THE_UNROUNDED, NoValue, at_decimals, numbers_hold
from ...proof.precision import DIGITS
from ...terms import Context, Definition, Size, names, walk
from ..arrays import Array
from .digits import MORE_DIGITS, is_long, settled
from .products import with_signs
from .shown import FIGURES, Shown, put_in, shown

#: A line that takes more figures than this is printed without the numbers that are put in.
MOST_FIGURES = 8
#: What is said of a result without the numbers that were put in.
MORE_THAN_SHOWN = "it takes more digits than are shown"


class TooFewFigures(Exception):
    """The rounded numbers put into a formula would give another result than the formula has."""


@dataclass(frozen=True)
class NumberLine:
    """``left = formula = operands = result``.

    The result is that of the unrounded numbers. ``operands`` is None for a formula that has no form without indices,
    into which matrices could be put. ``put_in_exactly`` says whether the numbers put in are those of the names,
    ``exactly`` whether the result is that of these numbers; else they are rounded. ``certificate`` is how the last
    equality is known, ``formula_certificate`` how the formula is; ``words`` say what a reader must know of the result.
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
    words: str = ""


def in_letters(formula: Surface) -> bool:
    """Whether a formula is written in indices, so that no matrices can be put into it."""
    return any(isinstance(part, (Indexed, At, Over, DeltaOf)) for part in walk_surface(formula))


@dataclass
class Sheet:
    """The numbers so far, by name, and what computes the next ones, rounded to so many significant ``figures``."""

    context: Context
    scope: Scope
    sizes: Mapping[str, int]
    numbers: dict[str, Shown]
    digits: int = DIGITS
    figures: int = FIGURES

    def value(self, definition: Definition) -> Shown:
        """The value of a name from those of the names in its formula, and how it is printed.

        Raises NoValue where the formula has none, Unsettled where it takes more digits to tell it from rounding.
        """
        used = [self.numbers[name] for name in sorted(names(definition.value))]
        value, exact = self._at(definition, self.digits + MORE_DIGITS)
        if exact and all(number.is_exact for number in used) and not is_long(value):
            return shown(value, definition.layout, True, figures=self.figures)
        rough, _ = self._at(definition, self.digits, rough=True)
        largest = max((abs(entry) for number in used for entry in number.value.flat), default=Fraction(1))
        value, rough = settled(value, rough, largest, self.digits)
        return shown(value, definition.layout, False, rough, self.figures)

    def _at(self, definition: Definition, digits: int, *, rough: bool = False) -> tuple[Array, bool]:
        given = {n: self.numbers[n].rough if rough else self.numbers[n].value for n in sorted(names(definition.value))}
        return at_decimals(
            definition.value,
            given,
            self.context,
            indices=definition.indices,
            sizes=self.sizes,
            digits=digits,
            up=rough,
        )

    def line(
        self, left: Surface, formula: Surface, definition: Definition, result: Shown, in_matrices: Surface | None = None
    ) -> NumberLine:
        """The line. Raises TooFewFigures if the rounded numbers would mislead, ProofError if the result is wrong.

        ``in_matrices`` is the same as ``formula`` without indices, where that has them: numbers are put into it.
        """
        try:
            certificate = self._certified(definition, result)
        except TooFewFigures:
            if self.figures < MOST_FIGURES:
                raise
            return self._without_operands(left, formula, definition, result)
        used = sorted(names(definition.value))
        surfaces = {other: self.numbers[other].surface() for other in used}
        axes = {node.axis.name for node in walk(definition.value) if isinstance(node, Size)}
        surfaces |= {axis: Literal(Fraction(self.sizes[axis])) for axis in axes}
        fitting = (form for form in (formula, in_matrices) if form is not None and not in_letters(form))
        substituted = next((put_in(with_signs(form, self.scope, self.sizes), surfaces) for form in fitting), None)
        whole = all(self.numbers[other].whole for other in used)
        exactly = certificate.kind == "proved"
        return NumberLine(definition.name, left, formula, substituted, result.surface(), whole, exactly, certificate)

    def _certified(self, definition: Definition, result: Shown) -> Certificate:
        """How the result is known: from the numbers as they are printed, else from the unrounded ones."""
        used = sorted(names(definition.value))
        at, sizes = definition.indices, self.sizes
        printed = {other: self.numbers[other].decimals for other in used}
        try:
            found, _ = at_decimals(definition.value, printed, self.context, indices=at, sizes=sizes, digits=self.digits)
        except NoValue as error:
            raise TooFewFigures(definition.name) from error
        if _misleads(found, result.value):
            raise TooFewFigures(definition.name)
        certificate = self._held(definition, printed, result)
        if certificate is not None:
            return certificate
        return self._from_the_unrounded(definition, result)

    def _from_the_unrounded(self, definition: Definition, result: Shown) -> Certificate:
        """That the result is the formula's at all digits that are known. Raises ProofError if it is not even that."""
        values = {other: self.numbers[other].value for other in sorted(names(definition.value))}
        certificate = self._held(definition, values, result)
        if certificate is None:
            raise ProofError(f"the numbers of {definition.name} do not come out")
        return Certificate("tested", FROM_THE_UNROUNDED, points=1, largest_error=certificate.largest_error)

    def _held(self, definition: Definition, operands: Mapping[str, Array], result: Shown) -> Certificate | None:
        return numbers_hold(
            definition.value,
            operands,
            result.decimals,
            result.places,
            self.context,
            indices=definition.indices,
            sizes=self.sizes,
            digits=self.digits,
        )

    def _without_operands(self, left: Surface, formula: Surface, definition: Definition, result: Shown) -> NumberLine:
        """The line where no page has room for the digits that its result takes: 1 - a with a = 0.99...9 of 80 nines.

        The result is that of all digits that are known. Raises ProofError if it is not even that.
        """
        used = {other: self.numbers[other].value for other in sorted(names(definition.value))}
        certificate = self._held(definition, used, result)
        if certificate is None:
            raise ProofError(f"the numbers of {definition.name} do not come out")
        name, exactly = definition.name, certificate.kind == "proved"
        return NumberLine(
            name, left, formula, None, result.surface(), False, exactly, certificate, words=MORE_THAN_SHOWN
        )


def _misleads(found: Array, value: Array) -> bool:
    """Whether what the printed numbers give is too far from the value: beside its largest entry, or each entry."""
    largest = max((abs(number) for number in value.flat), default=Fraction(0)) or Fraction(1)
    for near, number in zip(found.flat, value.flat, strict=True):
        off = abs(near - number)
        if off > largest / 10 ** (FIGURES - 2) or (number and off > abs(number) / 10):
            return True
    return False
