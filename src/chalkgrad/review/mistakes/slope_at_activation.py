"""The derivative taken at the activated value: g'(A) in the place of g'(Z)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..activation import activations_at
from ..case import Case
from ..mistake import Slip

name = "slope at the activated value"
words = "the derivative was taken at A where Z belongs"


def slips(case: Case, site: str) -> Iterator[Slip]:
    for activation in activations_at(case, site):
        slope = activation.own_slope(activation.output)
        if slope is not None and not np.all(slope == 1):  # all ones: that is a missing slope
            yield Slip(
                activation.adjoint * slope,
                f"{site} with the derivative taken at {activation.output_name}",
                f"{activation.function}' belongs at {activation.input_name}, before the activation",
            )
