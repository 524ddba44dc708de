"""softmax(z + c) = softmax(z)."""

from __future__ import annotations

from ...model import Model
from ...terms import Axis, Index
from ..theorem import Theorem, Written, claim

NAME = "softmax-shift"
ABOUT = "softmax(z + c) = softmax(z) for every number c"
NEEDS_MODEL = False


def prove(model: Model | None) -> Theorem:
    """Component by component, from the definition; ``model`` plays no part."""
    letter = Index("i", Axis("n"))
    found = claim(
        "the same number added to every entry",
        "z: n x 1\nc: scalar\na = softmax(z + c)\nJ = sum(a)",
        "softmax(z + c)[i]",
        (
            Written("definition", "definition of softmax", "exp(z[i] + c)/sum_k exp(z[k] + c)"),
            Written("exponential", "exp(u + c) = exp(u) exp(c)", "exp(z[i]) exp(c)/sum_k (exp(z[k]) exp(c))"),
            Written("pull-out", "exp(c) does not depend on k", "exp(z[i]) exp(c)/(exp(c) sum_k exp(z[k]))"),
            Written("cancel", "cancel exp(c), which is never 0", "exp(z[i])/sum_k exp(z[k])"),
            Written("definition", "definition of softmax", "softmax(z)[i]"),
        ),
        (letter,),
    )
    return Theorem(
        NAME,
        "softmax does not see a shift",
        (found,),
        "Only differences between the entries count. So one may subtract the largest entry before taking exponentials: "
        "nothing overflows, and the result is the same. And one of the biases of the last layer is superfluous.",
    )
