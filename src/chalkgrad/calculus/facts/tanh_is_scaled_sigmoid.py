"""tanh(z) = 2 sigmoid(2z) - 1."""

from __future__ import annotations

from ...model import Model
from ..theorem import Theorem, Written, claim

NAME = "tanh-is-scaled-sigmoid"
ABOUT = "tanh(z) = 2 sigmoid(2 z) - 1"
NEEDS_MODEL = False


def prove(model: Model | None) -> Theorem:
    """From the two definitions; ``model`` plays no part."""
    found = claim(
        "tanh in terms of the sigmoid",
        "t = tanh(z)",
        "tanh(z)",
        (
            Written("definition", "definition of tanh", "(exp(z) - exp(-z))/(exp(z) + exp(-z))"),
            Written("expand", "multiply above and below by exp(-z)", "(1 - exp(-2 z))/(1 + exp(-2 z))"),
            Written("rewrite", "1 - u = 2 - (1 + u)", "(2 - (1 + exp(-2 z)))/(1 + exp(-2 z))"),
            Written("split-fraction", "divide each part by 1 + exp(-2 z)", "2/(1 + exp(-2 z)) - 1"),
            Written("definition", "sigmoid(u) = 1/(1 + exp(-u)) at u = 2 z", "2 sigmoid(2 z) - 1"),
        ),
    )
    return Theorem(
        NAME,
        "tanh is a sigmoid, stretched and moved",
        (found,),
        "A unit with tanh and one with sigmoid can be turned into each other by changing weights and biases. What "
        "differs is where training starts: the outputs of tanh are centred at 0.",
    )
