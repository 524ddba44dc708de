"""The slope of tanh from that of the sigmoid, as tanh is a sigmoid, stretched and moved."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "Through the sigmoid"
PLACE = 2
PARTS = (
    Part(
        "a in terms of the sigmoid",
        "a",
        (
            Written("definition", "definition of tanh", "(e^z - e^(-z))/(e^z + e^(-z))"),
            Written(
                "expand",
                "multiply above and below by e^(-z): e^z e^(-z) = 1 and e^(-z) e^(-z) = e^(-2 z)",
                "(1 - e^(-2 z))/(1 + e^(-2 z))",
            ),
            Written("rewrite", "1 - u = 2 - (1 + u) with u = e^(-2 z)", "(2 - (1 + e^(-2 z)))/(1 + e^(-2 z))"),
            Written("split-fraction", "divide each part by 1 + e^(-2 z)", "2/(1 + e^(-2 z)) - 1"),
            Written("definition", "sigmoid(u) = 1/(1 + e^(-u)) with u = 2 z", "2 sigmoid(2 z) - 1"),
        ),
    ),
    Part(
        "Solve for the sigmoid",
        "sigmoid(2 z)",
        (
            Written("complete", "double it, take 1 away, add 1 again, halve it", "((2 sigmoid(2 z) - 1) + 1)/2"),
            Written("substitute", "2 sigmoid(2 z) - 1 is a, found above", "(a + 1)/2"),
        ),
    ),
    Part(
        "The slope",
        "∂a/∂z",
        (
            Written("substitute", "a = 2 sigmoid(2 z) - 1, found above", "∂(2 sigmoid(2 z) - 1)/∂z"),
            Written("linearity", "the factor 2 comes out, the constant -1 drops out", "2 ∂sigmoid(2 z)/∂z"),
            Written("chain-rule", "(sigmoid(u))' = sigmoid'(u) u', here u = 2 z", "2 sigmoid'(2 z) ∂(2 z)/∂z"),
            Written("differentiate", "the derivative of 2 z is 2, and 2 times 2 is 4", "4 sigmoid'(2 z)"),
            Written(
                "slope",
                "the slope of the sigmoid: sigmoid'(u) = sigmoid(u) (1 - sigmoid(u))",
                "4 sigmoid(2 z) (1 - sigmoid(2 z))",
            ),
            Written("substitute", "put in sigmoid(2 z) = (a + 1)/2", "4 ((a + 1)/2) (1 - (a + 1)/2)"),
            Written("common-denominator", "1 = 2/2, and 2 - (a + 1) = 1 - a", "4 ((a + 1)/2) ((1 - a)/2)"),
            Written("cancel", "4 stands above, 2 times 2 below", "(a + 1) (1 - a)"),
            Written("multiply-out", "multiply out: (1 + a) (1 - a) = 1 - a^2", "1 - a^2"),
        ),
    ),
)
