"""One line of numbers: a formula, the numbers put in, the result; each equality holds to the digits printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import ProofError
from ...notation.scope import Scope
from ...notation.surface import At, DeltaOf, Indexed, Literal, Over, Surface, walk_surface
from ...proof import Certificate
from ...proof.decimals import at_decimals, numbers_hold
from ...terms import Context, Definition, Size, names, walk
from .products import with_signs
from .shown import Shown, put_in, shown

#: How many decimals more than elsewhere the numbers in a line may show, so that the last digit of its result comes out.
MOST_EXTRA = 30


@dataclass(frozen=True)
class NumberLine:
    """``left = formula = operands = result``.

    ``operands`` is None for a formula that has no form without indices, into which matrices could be put.
    ``put_in_exactly`` says whether the numbers put in are those of the names, ``exactly`` whether the result is that of
    these numbers; else they are rounded. ``certificate`` is how the last equality is known, ``formula_certificate`` how
    the formula is.
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
    """The numbers so far, by name, and what computes the next ones."""

    context: Context
    scope: Scope
    sizes: Mapping[str, int]
    numbers: dict[str, Shown]

    def value(self, definition: Definition) -> Shown:
        """The value of a name from those of the names in its formula, and how it is printed."""
        used = sorted(names(definition.value))
        given = {name: self.numbers[name].value for name in used}
        value, exact = at_decimals(definition.value, given, self.context, indices=definition.indices, sizes=self.sizes)
        return shown(value, definition.layout, exact and all(self.numbers[name].is_exact for name in used))

    def line(
        self, left: Surface, formula: Surface, definition: Definition, result: Shown, in_matrices: Surface | None = None
    ) -> NumberLine:
        """The line, with as few decimals as make it right. Raises ProofError if it never is.

        ``in_matrices`` is the same as ``formula`` without indices, where that has them: numbers are put into it.
        """
        term, at = definition.value, definition.indices
        used = sorted(names(term))
        for extra in range(MOST_EXTRA):
            operands = {other: self.numbers[other].with_more(extra) for other in used}
            certificate = numbers_hold(
                term, operands, result.decimals, result.places, self.context, indices=at, sizes=self.sizes
            )
            if certificate is not None:
                break
        else:
            raise ProofError(f"the numbers of {definition.name} do not come out")
        surfaces = {other: self.numbers[other].surface(decimals) for other, decimals in operands.items()}
        axes = {node.axis.name for node in walk(term) if isinstance(node, Size)}
        surfaces |= {axis: Literal(Fraction(self.sizes[axis])) for axis in axes}
        fitting = (form for form in (formula, in_matrices) if form is not None and not in_letters(form))
        substituted = next((put_in(with_signs(form, self.scope, self.sizes), surfaces) for form in fitting), None)
        whole = all(self.numbers[other].whole for other in used)
        exactly = certificate.kind == "proved"
        return NumberLine(definition.name, left, formula, substituted, result.surface(), whole, exactly, certificate)
