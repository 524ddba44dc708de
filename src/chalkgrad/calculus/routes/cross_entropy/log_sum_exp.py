"""dz from the loss in terms of z: log-sum-exp less the sum of y z."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part
from ..softmax.log_sum_exp import LOG_OF_P, SLOPE

TITLE = "By log-sum-exp"
PLACE = 3
PARTS = (
    LOG_OF_P,
    Part(
        "The loss in terms of z",
        "L",
        (
            Written("definition", "definition of L", "-sum_i y[i] log(p[i])"),
            Written("substitute", "put in log(p[i]), found above", "-sum_i y[i] (z[i] - log(S))"),
            Written(
                "linearity",
                "multiply out; log(S) does not depend on i and comes out of the sum",
                "-(sum_i y[i] z[i] - log(S) sum_i y[i])",
            ),
            Written("fact", "the entries of y add up to 1: sum(y) = 1", "-(sum_i y[i] z[i] - log(S))"),
            Written("take-sign-in", "take the minus into the bracket", "log(S) - sum_i y[i] z[i]"),
            Written("definition", "definition of S", "log(sum_k e^(z[k])) - sum_i y[i] z[i]"),
        ),
    ),
    SLOPE,
    Part(
        "The derivative of L with respect to one input",
        "dz[j]",
        (
            Written(
                "substitute", "the loss in terms of z, found above", "∂(log(sum_k e^(z[k])) - sum_i y[i] z[i])/∂z[j]"
            ),
            Written(
                "linearity",
                "each part by itself; y[i] does not depend on z",
                "∂log(sum_k e^(z[k]))/∂z[j] - sum_i y[i] ∂z[i]/∂z[j]",
            ),
            Written("substitute", "put in the slope of log-sum-exp, found above", "p[j] - sum_i y[i] ∂z[i]/∂z[j]"),
            Written(
                "kronecker",
                "∂z[i]/∂z[j] is 1 for i = j, else 0: that is δ[i,j]",
                "p[j] - sum_i y[i] δ[i,j]",
            ),
            Written("delta-picks", "δ[i,j] leaves the term i = j only", "p[j] - y[j]"),
        ),
    ),
)
