"""The slope of the sigmoid by the quotient rule."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "By the quotient rule"
PLACE = 1
PARTS = (
    Part(
        "The slope",
        "∂a/∂z",
        (
            Written("definition", "definition of the sigmoid", "∂(1/(1 + e^(-z)))/∂z"),
            Written(
                "quotient-rule",
                "quotient rule: (u/v)' = (u' v - u v')/v^2, here u = 1, v = 1 + e^(-z)",
                "(∂1/∂z (1 + e^(-z)) - 1 ∂(1 + e^(-z))/∂z)/(1 + e^(-z))^2",
            ),
            Written(
                "differentiate",
                "the derivative of the constant 1 is 0: the first part vanishes",
                "-∂(1 + e^(-z))/∂z/(1 + e^(-z))^2",
            ),
            Written(
                "differentiate",
                "the derivative of e^(-z) is -e^(-z): the inner derivative of -z is -1",
                "-(-e^(-z))/(1 + e^(-z))^2",
            ),
            Written("tidy", "minus minus is plus", "e^(-z)/(1 + e^(-z))^2"),
            Written(
                "split-fraction", "the square is a product: make two fractions", "1/(1 + e^(-z)) (e^(-z)/(1 + e^(-z)))"
            ),
            Written(
                "complete",
                "add 1 above and take it away again",
                "1/(1 + e^(-z)) ((1 + e^(-z) - 1)/(1 + e^(-z)))",
            ),
            Written(
                "split-fraction",
                "divide each part: (1 + e^(-z))/(1 + e^(-z)) = 1",
                "1/(1 + e^(-z)) (1 - 1/(1 + e^(-z)))",
            ),
            Written("own-value", "1/(1 + e^(-z)) is a, twice", "a (1 - a)"),
        ),
    ),
)
