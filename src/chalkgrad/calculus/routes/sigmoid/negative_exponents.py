"""The slope of the sigmoid with negative exponents: no fraction is written before the end."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "By negative exponents"
PLACE = 2
PARTS = (
    Part(
        "The slope",
        "∂a/∂z",
        (
            Written("definition", "the sigmoid as a power: 1/u = u^(-1)", "∂((1 + e^(-z))^(-1))/∂z"),
            Written(
                "power-rule",
                "the outer power: the exponent -1 comes to the front and falls to -2; then the inner derivative",
                "-(1 + e^(-z))^(-2) ∂(1 + e^(-z))/∂z",
            ),
            Written(
                "linearity",
                "in the inner derivative the constant 1 drops out",
                "-(1 + e^(-z))^(-2) ∂(e^(-z))/∂z",
            ),
            Written("chain-rule", "(e^u)' = e^u u', here u = -z", "-(1 + e^(-z))^(-2) e^(-z) ∂(-z)/∂z"),
            Written("differentiate", "the derivative of -z is -1", "-(1 + e^(-z))^(-2) e^(-z) (-1)"),
            Written("tidy", "minus minus is plus", "(1 + e^(-z))^(-2) e^(-z)"),
            Written("rewrite", "e^(-z) = (1 + e^(-z)) - 1", "(1 + e^(-z))^(-2) ((1 + e^(-z)) - 1)"),
            Written("multiply-out", "multiply out: u^(-2) u = u^(-1)", "(1 + e^(-z))^(-1) - (1 + e^(-z))^(-2)"),
            Written(
                "common-factor",
                "take out the common factor: u^(-2) = u^(-1) u^(-1)",
                "(1 + e^(-z))^(-1) (1 - (1 + e^(-z))^(-1))",
            ),
            Written("own-value", "(1 + e^(-z))^(-1) is a, twice", "a (1 - a)"),
        ),
    ),
)
