"""dz by the cases i = j and i != j."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part
from .kronecker_delta import SLOPE_OF_L

TITLE = "By the cases i = j and i ≠ j"
PLACE = 1
PARTS = (
    SLOPE_OF_L,
    Part(
        "The derivative of L with respect to one input",
        "dz[j]",
        (
            Written(
                "chain-rule",
                "chain rule: z[j] stands below in every p[i], so it moves all of them",
                "sum_i ∂L/∂p[i] ∂p[i]/∂z[j]",
            ),
            Written(
                "cases",
                "the term i = j apart from the others; 1 - δ[i,j] is 0 there, else 1",
                "∂L/∂p[j] ∂p[j]/∂z[j] + sum_i (1 - δ[i,j]) ∂L/∂p[i] ∂p[i]/∂z[j]",
            ),
            Written(
                "substitute",
                "put in ∂L/∂p[i], found above",
                "(-y[j]/p[j]) ∂p[j]/∂z[j] + sum_i (1 - δ[i,j]) (-y[i]/p[i]) ∂p[i]/∂z[j]",
            ),
            Written(
                "slope",
                "the derivatives of softmax: p[j] (1 - p[j]) for i = j, -p[i] p[j] for the others",
                "(-y[j]/p[j]) p[j] (1 - p[j]) + sum_i (1 - δ[i,j]) (-y[i]/p[i]) (-p[i] p[j])",
            ),
            Written(
                "cancel",
                "p[j] cancels in the first part, p[i] in the sum; minus minus is plus",
                "-y[j] (1 - p[j]) + sum_i (1 - δ[i,j]) y[i] p[j]",
            ),
            Written(
                "multiply-out",
                "multiply out the first part",
                "-y[j] + y[j] p[j] + sum_i (1 - δ[i,j]) y[i] p[j]",
            ),
            Written(
                "linearity",
                "p[j] does not depend on i and comes out of the sum",
                "-y[j] + y[j] p[j] + p[j] sum_i (1 - δ[i,j]) y[i]",
            ),
            Written(
                "collect",
                "y[j] p[j] is the term i = j that the sum leaves out: now it is whole",
                "-y[j] + p[j] sum_i y[i]",
            ),
            Written("fact", "the entries of y add up to 1: sum(y) = 1", "p[j] - y[j]"),
        ),
    ),
)
