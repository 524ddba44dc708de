"""The slope of an activation: its bounds, and from where on it is too small to learn with."""

from __future__ import annotations

from fractions import Fraction

from ... import library
from ...model import Model
from ..slope_bounds import slope_bound
from ..theorem import Theorem, Written, claim

NAME = "saturation"
ABOUT = "sigmoid' <= 1/4, tanh' <= 1, and where the slopes of all activations fall under 0.01"
NEEDS_MODEL = False
THRESHOLD = Fraction(1, 100)


def prove(model: Model | None) -> Theorem:
    """The two bounds by completing the square; a table of numbers for every activation of the library."""
    sigmoid = claim(
        "the slope of the sigmoid is 1/4 less a square, so at most 1/4",
        "a = sigmoid(z)",
        "sigmoid'(z)",
        (
            Written("slope", "the slope in terms of the value", "sigmoid(z) (1 - sigmoid(z))"),
            Written("complete-square", "complete the square", "1/4 - (sigmoid(z) - 1/2)^2"),
        ),
    )
    tanh = claim(
        "the slope of tanh is 1 less a square, so at most 1",
        "t = tanh(z)",
        "tanh'(z)",
        (Written("slope", "the slope in terms of the value", "1 - tanh(z)^2"),),
    )
    entries = [library.activation(name) for name in library.names("activations")]
    bounds = tuple(slope_bound(entry.function, THRESHOLD) for entry in entries if entry.takes_one_number)
    return Theorem(
        NAME,
        "Saturation: where an activation stops passing gradients",
        (sigmoid, tanh),
        "Going back through a layer multiplies the gradient by the slope, and by the weights. In ten layers with the "
        "sigmoid the slopes alone multiply it by at most 1/4^10, which is less than a millionth; units whose input is "
        "far from 0 hardly learn at all.",
        bounds=bounds,
    )
