"""Another quantity of the same shape used: the activation of another layer, the error of another."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import NotSupported
from ...terms import names
from ..activation import input_of
from ..case import Case
from ..mistake import Slip

name = "wrong quantity"
words = "another quantity of the same shape stands in the equation"


def slips(case: Case, site: str) -> Iterator[Slip]:
    """Derived quantities are exchanged only where the reader's own array of that name is known to be right.

    Otherwise the mistake is more likely in that array: dA1 in the place of dZ1 is a missing slope.
    """
    definition = case.derivation.definitions[site]
    used = names(definition.value)
    equation = case.equation(site)
    own = equation.of if equation is not None else ""  # g'(A) for g'(Z) is a mistake with a name of its own
    for other in sorted(used):
        if other == own or (other in case.derived and other not in case.settled):
            continue
        for candidate in sorted(case.values):
            if candidate in used or candidate == site or case.values[candidate].shape != case.values[other].shape:
                continue
            if candidate == input_of(case, other):  # a mistake with a name of its own
                continue
            if (candidate in case.derived) != (other in case.derived):
                continue
            if case.values[candidate].size < 2 or candidate in case.model.parameters:
                continue
            try:
                value = case.evaluate(definition, {**case.values, other: case.values[candidate]})
            except NotSupported:
                return
            yield Slip(value, f"{site} with {candidate} in the place of {other}", f"{other} belongs there")
