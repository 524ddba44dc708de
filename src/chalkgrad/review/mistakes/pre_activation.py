"""The values before an activation where those after it belong: dW2 from Z1 instead of A1."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import NotSupported
from ...terms import names
from ..activation import input_of
from ..case import Case
from ..mistake import Slip

name = "pre-activation instead of activation"
words = "Z stands in the equation where A belongs"


def slips(case: Case, site: str) -> Iterator[Slip]:
    definition = case.derivation.definitions[site]
    used = names(definition.value)
    for after in sorted(used):
        before = input_of(case, after)
        if before is None or before in used or case.values[before].shape != case.values[after].shape:
            continue
        try:
            value = case.evaluate(definition, {**case.values, after: case.values[before]})
        except NotSupported:
            continue
        yield Slip(
            value,
            f"{site} with {before} in the place of {after}",
            f"{before} is taken before the activation; {after} belongs there: {case.shown(site)}",
        )
