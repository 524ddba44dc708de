"""dz with Kronecker's delta."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "By Kronecker's delta"
PLACE = 2

SLOPE_OF_L = Part(
    "The derivative of L with respect to one output",
    "∂L/∂p[i]",
    (
        Written("definition", "definition of L", "∂(-sum_k y[k] log(p[k]))/∂p[i]"),
        Written("delta-picks", "of the sum only the term k = i depends on p[i]", "-y[i] ∂log(p[i])/∂p[i]"),
        Written("differentiate", "log is the natural logarithm: (log u)' = 1/u", "-y[i]/p[i]"),
    ),
)
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
            Written("substitute", "put in ∂L/∂p[i], found above", "sum_i (-y[i]/p[i]) ∂p[i]/∂z[j]"),
            Written("slope", "the derivatives of softmax", "sum_i (-y[i]/p[i]) p[i] (δ[i,j] - p[j])"),
            Written("cancel", "p[i] stands above and below", "sum_i (-y[i]) (δ[i,j] - p[j])"),
            Written("multiply-out", "multiply out", "sum_i (-y[i] δ[i,j] + y[i] p[j])"),
            Written(
                "linearity",
                "two sums; p[j] does not depend on i and comes out",
                "-sum_i y[i] δ[i,j] + p[j] sum_i y[i]",
            ),
            Written("delta-picks", "δ[i,j] leaves the term i = j only", "-y[j] + p[j] sum_i y[i]"),
            Written("fact", "the entries of y add up to 1: sum(y) = 1", "p[j] - y[j]"),
        ),
    ),
)
