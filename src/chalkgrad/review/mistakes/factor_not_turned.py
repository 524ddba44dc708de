"""A square matrix that should be transposed and is not, or the other way: only its shape would have told."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import NotSupported
from ...terms import names
from ..case import Case
from ..mistake import Slip

name = "transpose inside"
words = "a square factor was transposed, or not, where the other belongs"


def slips(case: Case, site: str) -> Iterator[Slip]:
    definition = case.derivation.definitions[site]
    equation = case.equation(site)
    shown = f"{site} = {equation.text}" if equation is not None else site
    for other in sorted(names(definition.value)):
        array = case.values[other]
        if array.ndim == 2 and array.shape[0] == array.shape[1] > 1:
            try:
                value = case.evaluate(definition, {**case.values, other: array.T})
            except NotSupported:
                return
            yield Slip(value, f"{site} with {other} turned the other way", f"mind the transpose: {shown}")
