"""dz from the loss in terms of z: softplus(z) - y z, which needs no quotient at all."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "Through softplus of the logits"
PLACE = 3
PARTS = (
    Part(
        "log(a) in terms of z",
        "log(a)",
        (
            Written("definition", "definition of the sigmoid", "log(1/(1 + e^(-z)))"),
            Written("expand", "multiply above and below by e^z: e^(-z) e^z = 1", "log(e^z/(e^z + 1))"),
            Written("log-of-quotient", "log(u/v) = log(u) - log(v)", "log(e^z) - log(1 + e^z)"),
            Written("log-of-exp", "log undoes the exponential", "z - log(1 + e^z)"),
            Written("definition", "definition of softplus", "z - softplus(z)"),
        ),
    ),
    Part(
        "log(1 - a) in terms of z",
        "log(1 - a)",
        (
            Written("definition", "definition of the sigmoid", "log(1 - 1/(1 + e^(-z)))"),
            Written("expand", "multiply above and below by e^z", "log(1 - e^z/(1 + e^z))"),
            Written(
                "common-denominator",
                "common denominator: 1 = (1 + e^z)/(1 + e^z)",
                "log((1 + e^z - e^z)/(1 + e^z))",
            ),
            Written("collect", "+e^z and -e^z cancel", "log(1/(1 + e^z))"),
            Written("log-of-quotient", "log(1/v) = -log(v)", "-log(1 + e^z)"),
            Written("definition", "definition of softplus", "-softplus(z)"),
        ),
    ),
    Part(
        "The loss in terms of z",
        "L",
        (
            Written("definition", "definition of L", "-(y log(a) + (1 - y) log(1 - a))"),
            Written("substitute", "put in both, found above", "-(y (z - softplus(z)) + (1 - y) (-softplus(z)))"),
            Written("multiply-out", "multiply out", "-(y z - y softplus(z) - softplus(z) + y softplus(z))"),
            Written("collect", "-y softplus(z) and +y softplus(z) cancel", "-(y z - softplus(z))"),
            Written("take-sign-in", "take the minus into the bracket", "softplus(z) - y z"),
        ),
    ),
    Part(
        "The slope of softplus is the sigmoid",
        "∂softplus(z)/∂z",
        (
            Written("definition", "definition of softplus", "∂log(1 + e^z)/∂z"),
            Written("differentiate", "(log u)' = (1/u) u', here u = 1 + e^z", "1/(1 + e^z) ∂(1 + e^z)/∂z"),
            Written(
                "differentiate", "the constant 1 drops out, e^z is its own derivative; as one fraction", "e^z/(1 + e^z)"
            ),
            Written("reduce", "divide above and below by e^z: 1/e^z = e^(-z)", "1/(e^(-z) + 1)"),
            Written("own-value", "that is the sigmoid, so a", "a"),
        ),
    ),
    Part(
        "The derivative of L with respect to z",
        "dz",
        (
            Written("substitute", "L = softplus(z) - y z, found above", "∂(softplus(z) - y z)/∂z"),
            Written("linearity", "each part by itself; y does not depend on z", "∂softplus(z)/∂z - y ∂z/∂z"),
            Written(
                "substitute",
                "put in the slope of softplus, found above; the derivative of z with respect to itself is 1",
                "a - y",
            ),
        ),
    ),
)
