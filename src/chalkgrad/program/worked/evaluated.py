"""Every number of a network from the definitions, with as many digits as it takes to trust those that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...calculus.derivation import Derivation
from ...errors import DataError, ProofError
from ...notation.surface import Name, Surface
from ...notation.text import text
from ...proof.arithmetic import nearest
from ...proof.decimals import NoValue, OutOfReach, at_decimals
from ...terms import Definition, names
from ..arrays import Array
from .digits import ATTEMPTS, Unsettled
from .lines import Sheet

#: The program's numbers (float64) and the evaluator's agree to this part of the largest entry.
TOLERANCE = 1e-9
#: The digits of a double, and how many times the error of so many digits the program may have.
DOUBLE = 15
SLACK = 1000
_WAY_OUT = (
    "A logarithm or a root of what is not positive and a division by 0 have none. Give other numbers; without a file "
    "small ones are drawn at which everything has a value."
)
_NEARER = "Give numbers nearer to 0; without a file small ones are drawn at which everything has a value."


def evaluated(derivation: Derivation, given: Sheet, beyond: int = 0) -> Sheet:
    """The sheet with the numbers of all names, with more digits than ``beyond`` if that many were too few.

    Raises DataError, with the formula, where one has no value.
    """
    if beyond == ATTEMPTS[-1]:
        raise DataError(f"the step of the optimizer has no value that {beyond} digits tell", hint=_NEARER)
    for digits in ATTEMPTS:
        if digits <= beyond:
            continue
        sheet = replace(given, numbers=dict(given.numbers), digits=digits)
        try:
            for name, definition in _definitions(derivation).items():
                sheet.numbers[name] = sheet.value(definition)
            return sheet
        except (NoValue, Unsettled) as error:
            failed = error
    raise _without_value(derivation, name, sheet, failed) from None


def _definitions(derivation: Derivation) -> dict[str, Definition]:
    """Of every name that is computed, in this order."""
    backward = {equation.name: derivation.definitions[equation.name] for equation in derivation.equations}
    return {**derivation.model.definitions, **backward}


def _without_value(derivation: Derivation, name: str, sheet: Sheet, failed: Exception) -> DataError:
    """Which formula it is, and the numbers that are put into it."""
    left, formula = _written(derivation, name)
    used = {other: sheet.numbers[other] for other in sorted(names(_definitions(derivation)[name].value))}
    at = ", ".join(f"{n} {'=' if number.whole else '≈'} {text(number.surface())}" for n, number in used.items())
    if isinstance(failed, OutOfReach):
        why = "is too large or too close to 0 to be written"
    elif isinstance(failed, NoValue) and all(number.is_exact for number in used.values()):
        why = "has no value"
    else:
        why = f"has no value that {ATTEMPTS[-1]} digits tell"
    message = f"{text(left)} = {text(formula)} {why} at these numbers" + (f": {at}" if at else "")
    return DataError(message, hint=_WAY_OUT if why == "has no value" else _NEARER)


def _written(derivation: Derivation, name: str) -> tuple[Surface, Surface]:
    quantity = derivation.model.quantities.get(name)
    if quantity is not None and quantity.written is not None:
        return Name(name), quantity.written
    equation = derivation[name]
    return equation.left.surface, equation.value.surface


@dataclass
class Doubles:
    """What doubles can make of the formulas, computed when it is first asked for; None where they give no number."""

    derivation: Derivation
    sheet: Sheet
    given: frozenset[str]
    _found: dict[str, Array | None] | None = None

    def of(self, name: str) -> Array | None:
        if self._found is None:
            self._found = {other: self.sheet.numbers[other].value for other in self.given}
            for other, definition in _definitions(self.derivation).items():
                self._found[other] = self._value(definition, self._found)
        return self._found[name]

    def _value(self, definition: Definition, found: Mapping[str, Array | None]) -> Array | None:
        values: dict[str, Array] = {}
        for name in sorted(names(definition.value)):
            value = found[name]
            if value is None:
                return None
            values[name] = value
        at, sizes = definition.indices, self.sheet.sizes
        try:
            return at_decimals(
                definition.value, values, self.sheet.context, indices=at, sizes=sizes,
                digits=DOUBLE, up=True, exactly=False,
            )[0]  # fmt: skip
        except NoValue:
            return None


def agree(name: str, sheet: Sheet, computed: Mapping[str, Array], doubles: Doubles) -> bool:
    """Whether the program computes the same number; False where the digits of a double do not suffice to tell.

    They do not where the formula itself, computed with so few digits, is as far away. Raises ProofError where the
    program is wrong.
    """
    exact = sheet.numbers[name].value
    ours = np.array([nearest(number) for number in exact.flat])
    theirs = np.asarray(computed[name], dtype=np.float64).reshape(-1)
    scale = max(1.0, float(np.max(np.abs(ours), initial=0.0)))
    if ours.shape == theirs.shape:
        with np.errstate(invalid="ignore"):
            gap = np.abs(ours - theirs)
        if np.all(gap <= TOLERANCE * scale):
            return True
        rough = doubles.of(name)
        if rough is None or not np.all(np.isfinite(theirs)):
            return False
        lost = np.array([nearest(abs(a - b)) for a, b in zip(exact.flat, rough.flat, strict=True)])
        if np.all(gap <= SLACK * float(np.max(lost, initial=0.0))):
            return False
    raise ProofError(f"the program computes {name} = {theirs}, and its formula gives {ours}")
