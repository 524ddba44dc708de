"""The slope of the sigmoid with e^(-z) expressed by a."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "In terms of a"
PLACE = 3
PARTS = (
    Part(
        "Solve a = 1/(1 + e^(-z)) for e^(-z)",
        "e^(-z)",
        (
            Written("complete", "add 1 and take it away again", "(1 + e^(-z)) - 1"),
            Written("own-value", "a = 1/(1 + e^(-z)), so 1 + e^(-z) = 1/a", "1/a - 1"),
        ),
    ),
    Part(
        "The slope",
        "∂a/∂z",
        (
            Written("definition", "definition of the sigmoid", "∂(1/(1 + e^(-z)))/∂z"),
            Written(
                "reciprocal-rule",
                "(1/u)' = -(1/u)^2 u', here u = 1 + e^(-z)",
                "-(1/(1 + e^(-z)))^2 ∂(1 + e^(-z))/∂z",
            ),
            Written("own-value", "1/(1 + e^(-z)) is a", "-a^2 ∂(1 + e^(-z))/∂z"),
            Written(
                "differentiate", "the constant 1 drops out, and the derivative of e^(-z) is -e^(-z)", "-a^2 (-e^(-z))"
            ),
            Written("tidy", "minus minus is plus", "a^2 e^(-z)"),
            Written("substitute", "put in e^(-z) = 1/a - 1, found above", "a^2 (1/a - 1)"),
            Written("multiply-out", "multiply out: a^2/a = a", "a - a^2"),
            Written("common-factor", "take out the common factor a", "a (1 - a)"),
        ),
    ),
)
