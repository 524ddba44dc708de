"""The derivatives of softmax through the logarithm: log(p[i]) is z[i] less the log-sum-exp of z."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "By log-sum-exp"
PLACE = 3

LOG_OF_P = Part(
    "The logarithm of softmax is a difference",
    "log(p[i])",
    (
        Written("definition", "definition of softmax, with S for the sum below", "log(e^(z[i])/S)"),
        Written("log-of-quotient", "log(u/v) = log(u) - log(v)", "log(e^(z[i])) - log(S)"),
        Written("log-of-exp", "log undoes the exponential", "z[i] - log(S)"),
    ),
)
SLOPE = Part(
    "The slope of log-sum-exp is softmax",
    "∂log(sum_k e^(z[k]))/∂z[j]",
    (
        Written("differentiate", "(log S)' = (1/S) S', with S for the sum", "1/S ∂S/∂z[j]"),
        Written("differentiate", "of the sum S only the term k = j depends on z[j]", "1/S e^(z[j])"),
        Written("own-value", "e^(z[j])/S is p[j]", "p[j]"),
    ),
)
PARTS = (
    LOG_OF_P,
    SLOPE,
    Part(
        "Every output with respect to every input",
        "∂p[i]/∂z[j]",
        (
            Written(
                "substitute",
                "p[i] = exp(log(p[i])), and log(p[i]) was found above",
                "∂(e^(z[i] - log(sum_k e^(z[k]))))/∂z[j]",
            ),
            Written(
                "chain-rule",
                "(e^u)' = e^u u', and e^u is p[i] again",
                "p[i] ∂(z[i] - log(sum_k e^(z[k])))/∂z[j]",
            ),
            Written("linearity", "each part by itself", "p[i] (∂z[i]/∂z[j] - ∂log(sum_k e^(z[k]))/∂z[j])"),
            Written(
                "kronecker",
                "∂z[i]/∂z[j] is 1 for i = j, else 0: that is δ[i,j]",
                "p[i] (δ[i,j] - ∂log(sum_k e^(z[k]))/∂z[j])",
            ),
            Written("substitute", "put in the slope of log-sum-exp, found above", "p[i] (δ[i,j] - p[j])"),
        ),
    ),
)
