"""The term of the penalty left out of the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...errors import NotSupported
from ...model import Role
from ...terms import names
from ..case import Case
from ..mistake import Slip

name = "penalty missing"
words = "the derivative of the penalty (lambda) is missing"


def slips(case: Case, site: str) -> Iterator[Slip]:
    definition = case.derivation.definitions[site]
    for other in sorted(names(definition.value)):
        quantity = case.model.quantities.get(other)
        if quantity is not None and quantity.role is Role.CONSTANT:
            try:
                value = case.evaluate(definition, {**case.values, other: np.zeros_like(case.values[other])})
            except NotSupported:
                return
            yield Slip(value, f"{site} without the term with {other}", f"the penalty adds to {site} as well")
