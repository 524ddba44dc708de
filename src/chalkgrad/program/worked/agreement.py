"""Whether the program computes the numbers of a page: to the digits that doubles leave of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ...errors import ProofError
from ...proof.arithmetic import nearest
from ...proof.decimals import NoValue, at_decimals
from ...proof.precision import DIGITS
from ...terms import Definition, names
from ..arrays import Array
from .lines import Sheet

#: The program's numbers (float64) and the evaluator's agree to this part of the largest entry.
TOLERANCE = 1e-9
#: The digits of a double, and how many times the error of so many digits the program may have.
DOUBLE = 15
SLACK = 1000

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class Agreement:
    """The numbers of the evaluator on the ``sheet`` beside those that the program ``computed``."""

    sheet: Sheet
    definitions: Mapping[str, Definition]
    computed: Mapping[str, Array]
    _doubles: dict[str, Array | None] | None = None

    def holds(self, name: str) -> bool:
        """Whether the program computes the same; False where the digits of a double do not suffice to tell.

        They do not where the formulas themselves, computed with so few digits, are as far away, or where the program's
        number is what its formula gives at the program's own, rounded numbers: at a kink, these may lie on the other
        side. Raises ProofError where the program is wrong.
        """
        exact = self.sheet.numbers[name].value
        ours, theirs = _floats(exact), np.asarray(self.computed[name], dtype=np.float64).reshape(-1)
        if ours.shape == theirs.shape:
            if _near(ours, theirs, 0.0):
                return True
            if not np.all(np.isfinite(theirs)):
                return False
            rough, own = self._with_doubles(name), self._at_its_own(name)
            if rough is not None and _near(ours, theirs, SLACK * float(np.max(_floats(abs(exact - rough)), initial=0))):
                return False
            if own is not None and _near(_floats(own), theirs, 0.0):
                return False
            if rough is None and own is None:
                return False
        raise ProofError(f"the program computes {name} = {theirs}, and its formula gives {ours}")

    def _with_doubles(self, name: str) -> Array | None:
        """What doubles can make of the formulas from the beginning; None where they give no number."""
        if self._doubles is None:
            self._doubles = {}
            for other, definition in self.definitions.items():
                self._doubles[other] = self._value(definition, self._known, as_doubles=True)
        return self._doubles[name]

    def _known(self, name: str) -> Array | None:
        assert self._doubles is not None
        return self._doubles[name] if name in self.definitions else self.sheet.numbers[name].value

    def _at_its_own(self, name: str) -> Array | None:
        """What the formula of a name gives at the program's numbers of the names in it."""
        return self._value(self.definitions[name], self._by_program)

    def _by_program(self, name: str) -> Array | None:
        exact = self.sheet.numbers[name].value
        if name not in self.definitions:
            return exact
        made = np.empty(np.shape(exact), dtype=object)
        numbers = np.asarray(self.computed[name], dtype=np.float64).reshape(np.shape(exact))
        if not np.all(np.isfinite(numbers)):
            return None
        for place, number in np.ndenumerate(numbers):
            made[place] = Fraction(float(number))
        return made

    def _value(
        self, definition: Definition, known: Callable[[str], Array | None], *, as_doubles: bool = False
    ) -> Array | None:
        values: dict[str, Array] = {}
        for name in sorted(names(definition.value)):
            value = known(name)
            if value is None:
                return None
            values[name] = value
        sheet = self.sheet
        try:
            return at_decimals(
                definition.value,
                values,
                sheet.context,
                indices=definition.indices,
                sizes=sheet.sizes,
                digits=DOUBLE if as_doubles else DIGITS,
                up=as_doubles,
                exactly=not as_doubles,
            )[0]
        except NoValue:
            return None


def _near(ours: Floats, theirs: Floats, lost: float) -> bool:
    scale = max(1.0, float(np.max(np.abs(ours), initial=0.0)))
    with np.errstate(invalid="ignore"):
        return bool(np.all(np.abs(ours - theirs) <= max(TOLERANCE * scale, lost)))


def _floats(numbers: Array) -> Floats:
    return np.array([nearest(number) for number in np.asarray(numbers, dtype=object).flat])
