"""The derivative of another activation in the place of the right one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..activation import activations_at
from ..case import Case
from ..mistake import Slip

name = "slope of another activation"
words = "the derivative of another activation stands where the right one belongs"


def slips(case: Case, site: str) -> Iterator[Slip]:
    for activation in activations_at(case, site):
        for function in case.functions.values():
            if function.name == activation.function:
                continue
            for slope in activation.slopes_of(function):
                if np.all(slope == 1):  # no factor at all: that is a missing slope
                    continue
                yield Slip(
                    activation.adjoint * slope,
                    f"{site} with the derivative of {function.name}",
                    f"the activation is {activation.function}; its own derivative belongs in {site}",
                )
