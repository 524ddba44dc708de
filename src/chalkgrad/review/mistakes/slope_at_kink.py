"""The other slope at a kink, where both are chosen by convention: ReLU'(0)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..activation import activations_at
from ..case import Case
from ..mistake import Slip

name = "slope at a kink"
words = "right but for the slope chosen at a kink"


def slips(case: Case, site: str) -> Iterator[Slip]:
    for activation in activations_at(case, site):
        for kink in activation.kinks:
            at_kink = activation.input == kink
            if not at_kink.any():
                continue
            for side, nearby in (("left", kink - 1e-6), ("right", kink + 1e-6)):
                slope = activation.own_slope(np.where(at_kink, nearby, activation.input))
                if slope is not None:
                    yield Slip(
                        activation.adjoint * slope,
                        f"right but for the slope at the kink, {activation.input_name} = {kink:g}",
                        f"{int(at_kink.sum())} entries lie there; these numbers use the {side}-hand slope",
                        convention=True,
                    )
