"""dz through dL/da on a common denominator, which then cancels."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "Through ∂L/∂a and the common denominator"
PLACE = 1
PARTS = (
    Part(
        "The derivative of L with respect to a",
        "∂L/∂a",
        (
            Written("definition", "definition of L", "∂(-(y log(a) + (1 - y) log(1 - a)))/∂a"),
            Written(
                "linearity",
                "y and 1 - y do not depend on a: they come out as factors",
                "-(y ∂log(a)/∂a + (1 - y) ∂log(1 - a)/∂a)",
            ),
            Written(
                "differentiate",
                "log is the natural logarithm: (log u)' = (1/u) u'",
                "-(y (1/a) + (1 - y) (1/(1 - a)) ∂(1 - a)/∂a)",
            ),
            Written(
                "differentiate",
                "the inner derivative of 1 - a: an additional -1",
                "-(y (1/a) + (1 - y) (1/(1 - a)) (-1))",
            ),
            Written("tidy", "y times 1/a is y/a", "-(y/a - (1 - y)/(1 - a))"),
            Written("take-sign-in", "take the minus into the bracket", "(1 - y)/(1 - a) - y/a"),
            Written("common-denominator", "common denominator a (1 - a)", "(a (1 - y) - y (1 - a))/(a (1 - a))"),
            Written("multiply-out", "multiply out above", "(a - a y - y + a y)/(a (1 - a))"),
            Written("collect", "-a y and +a y cancel", "(a - y)/(a (1 - a))"),
        ),
    ),
    Part(
        "The derivative of a with respect to z",
        "∂a/∂z",
        (
            Written("definition", "a = sigmoid(z)", "sigmoid'(z)"),
            Written("slope", "the slope of the sigmoid", "sigmoid(z) (1 - sigmoid(z))"),
            Written("own-value", "sigmoid(z) is a", "a (1 - a)"),
        ),
    ),
    Part(
        "The derivative of L with respect to z",
        "dz",
        (
            Written("chain-rule", "chain rule: z moves a, and a moves L", "∂L/∂a ∂a/∂z"),
            Written("substitute", "put in both, found above", "(a - y)/(a (1 - a)) a (1 - a)"),
            Written("cancel", "a (1 - a) stands above and below", "a - y"),
        ),
    ),
)
