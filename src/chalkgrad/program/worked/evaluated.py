"""Every number of a network from the definitions, with as many digits as it takes to trust those that are shown."""

from __future__ import annotations

from dataclasses import replace

from ...calculus.derivation import Derivation
from ...errors import DataError
from ...notation.surface import Name, Surface
from ...notation.text import text
from ...proof.decimals import NoValue, OutOfReach
from ...terms import Definition, names
from .digits import ATTEMPTS, Unsettled
from .lines import Sheet

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
            for name, definition in computed_names(derivation).items():
                sheet.numbers[name] = sheet.value(definition)
            return sheet
        except (NoValue, Unsettled) as error:
            failed = error
    raise _without_value(derivation, name, sheet, failed) from None


def computed_names(derivation: Derivation) -> dict[str, Definition]:
    """The names that are computed, in this order, with their definitions."""
    backward = {equation.name: derivation.definitions[equation.name] for equation in derivation.equations}
    return {**derivation.model.definitions, **backward}


def _without_value(derivation: Derivation, name: str, sheet: Sheet, failed: Exception) -> DataError:
    """Which formula it is, and the numbers that are put into it."""
    left, formula = _written(derivation, name)
    used = {other: sheet.numbers[other] for other in sorted(names(computed_names(derivation)[name].value))}
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
