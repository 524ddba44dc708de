"""The slope of tanh by the quotient rule."""

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
            Written("definition", "definition of tanh", "∂((e^z - e^(-z))/(e^z + e^(-z)))/∂z"),
            Written(
                "quotient-rule",
                "quotient rule: (u/v)' = (u' v - u v')/v^2, here u = e^z - e^(-z), v = e^z + e^(-z)",
                "(∂(e^z - e^(-z))/∂z (e^z + e^(-z)) - (e^z - e^(-z)) ∂(e^z + e^(-z))/∂z)/(e^z + e^(-z))^2",
            ),
            Written(
                "differentiate",
                "the derivative of e^(-z) is -e^(-z), so that of e^z - e^(-z) is e^z + e^(-z)",
                "((e^z + e^(-z)) (e^z + e^(-z)) - (e^z - e^(-z)) ∂(e^z + e^(-z))/∂z)/(e^z + e^(-z))^2",
            ),
            Written(
                "differentiate",
                "in the same way the derivative of e^z + e^(-z) is e^z - e^(-z)",
                "((e^z + e^(-z)) (e^z + e^(-z)) - (e^z - e^(-z)) (e^z - e^(-z)))/(e^z + e^(-z))^2",
            ),
            Written(
                "square",
                "equal factors are squares",
                "((e^z + e^(-z))^2 - (e^z - e^(-z))^2)/(e^z + e^(-z))^2",
            ),
            Written("split-fraction", "divide each part: v^2/v^2 = 1", "1 - (e^z - e^(-z))^2/(e^z + e^(-z))^2"),
            Written("square", "u^2/v^2 = (u/v)^2", "1 - ((e^z - e^(-z))/(e^z + e^(-z)))^2"),
            Written("own-value", "u/v is a", "1 - a^2"),
        ),
    ),
)
