"""tanh is odd, so its outputs are centred at 0; those of the sigmoid are centred at 1/2."""

from __future__ import annotations

from ...model import Model
from ..theorem import Theorem, Written, claim

NAME = "zero-mean"
ABOUT = "tanh(-z) = -tanh(z), but sigmoid(z) + sigmoid(-z) = 1: only tanh has outputs of mean 0"
NEEDS_MODEL = False


def prove(model: Model | None) -> Theorem:
    """From the definitions; ``model`` plays no part."""
    odd = claim(
        "tanh is odd",
        "t = tanh(z)",
        "tanh(-z)",
        (
            Written("definition", "definition of tanh at -z", "(exp(-z) - exp(z))/(exp(-z) + exp(z))"),
            Written("take-sign-out", "take the minus out", "-((exp(z) - exp(-z))/(exp(z) + exp(-z)))"),
            Written("definition", "definition of tanh", "-tanh(z)"),
        ),
    )
    centred = claim(
        "sigmoid of z and of -z add up to 1",
        "a = sigmoid(z)",
        "sigmoid(z) + sigmoid(-z)",
        (
            Written("definition", "definition of the sigmoid, twice", "1/(1 + exp(-z)) + 1/(1 + exp(z))"),
            Written(
                "expand",
                "multiply above and below by exp(z) in the first fraction",
                "exp(z)/(exp(z) + 1) + 1/(1 + exp(z))",
            ),
            Written("common-denominator", "the denominators are equal", "(exp(z) + 1)/(1 + exp(z))"),
            Written("cancel", "cancel 1 + exp(z)", "1"),
        ),
    )
    return Theorem(
        NAME,
        "tanh has zero-mean outputs, the sigmoid has not",
        (odd, centred),
        "If z and -z are equally likely, the mean of tanh(z) is 0, because the two values cancel, and the mean of "
        "sigmoid(z) is 1/2, because each pair adds up to 1. Outputs of the sigmoid are all positive: for one example "
        "all weights of a unit in the next layer then move in the same direction.",
    )
