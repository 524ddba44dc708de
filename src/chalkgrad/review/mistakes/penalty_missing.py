"""The term of the penalty left out of the gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...errors import NotSupported
from ...model import Role
from ...terms import Add, Term, map_children, names
from ..case import Case
from ..mistake import Slip

name = "penalty missing"
words = "the derivative of the penalty (lambda) is missing"


def slips(case: Case, site: str) -> Iterator[Slip]:
    """A constant of the penalty set to zero; where it has none with a name, its term left out."""
    definition = case.derivation.definitions[site]
    constants = [
        other
        for other in sorted(names(definition.value))
        if other in case.model.quantities and case.model.quantities[other].role is Role.CONSTANT
    ]
    reason = f"the penalty adds to {site} as well"
    try:
        for other in constants:
            value = case.evaluate(definition, {**case.values, other: np.zeros_like(case.values[other])})
            yield Slip(value, f"{site} without the term with {other}", reason)
        equation = case.equation(site)
        if constants or equation is None or equation.of not in case.model.parameters:
            return
        without = left_out(definition.value, equation.of, frozenset(case.derived))
        if without != definition.value:
            value = case.evaluate(replace(definition, value=without), case.values)
            yield Slip(value, f"{site} without the term with {equation.of}", reason)
    except NotSupported:
        return


def left_out(term: Term, parameter: str, adjoints: frozenset[str]) -> Term:
    """``term`` without the summands in which the parameter stands and nothing that was derived does."""
    if not isinstance(term, Add):
        return map_children(term, lambda child: left_out(child, parameter, adjoints))
    kept = tuple(part for part in term.terms if parameter not in names(part) or names(part) & adjoints)
    if len(kept) == len(term.terms) or not kept:
        return term
    return kept[0] if len(kept) == 1 else Add(kept)
