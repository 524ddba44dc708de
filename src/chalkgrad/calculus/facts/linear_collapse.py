"""Layers without a non-linear activation between them are one layer: W' and b' are found."""

from __future__ import annotations

from dataclasses import replace

from ...library import functions
from ...model import Model, build
from ..collapse import collapse
from ..theorem import Theorem

NAME = "linear-collapse"
ABOUT = "without non-linear activations a network is one linear layer, with W' and b' shown"
NEEDS_MODEL = True

_EXAMPLE = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = linear(Z1)
Z2 = W2 A1 + b2
J = 1/(2 m) sum((Z2 - Y)^2)
"""


def prove(model: Model | None) -> Theorem:
    """For the given model, or for two layers. Raises InputError if no layer goes straight into another."""
    if model is not None:
        return collapse(NAME, model)
    example = build(_EXAMPLE, functions())
    return replace(collapse(NAME, example), given=example)
