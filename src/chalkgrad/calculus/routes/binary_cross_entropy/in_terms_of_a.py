"""dz in terms of a at once: the slope is multiplied in before there is a common denominator."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "In terms of a at once"
PLACE = 2
PARTS = (
    Part(
        "The derivative of L with respect to z",
        "dz",
        (
            Written("chain-rule", "chain rule: z moves a, and a moves L", "∂L/∂a ∂a/∂z"),
            Written("slope", "the slope of the sigmoid in terms of a", "∂L/∂a a (1 - a)"),
            Written("definition", "definition of L", "∂(-(y log(a) + (1 - y) log(1 - a)))/∂a a (1 - a)"),
            Written(
                "differentiate",
                "log is the natural logarithm: (log u)' = (1/u) u'; the inner derivative of 1 - a is -1",
                "-(y (1/a) + (1 - y) (1/(1 - a)) (-1)) a (1 - a)",
            ),
            Written(
                "take-sign-in",
                "take the minus into the bracket: minus minus is plus",
                "(-y/a + (1 - y)/(1 - a)) a (1 - a)",
            ),
            Written("distribute", "multiply each part by a (1 - a)", "-(y/a) a (1 - a) + (1 - y)/(1 - a) a (1 - a)"),
            Written("cancel", "a cancels in the first part, 1 - a in the second", "-y (1 - a) + (1 - y) a"),
            Written("multiply-out", "multiply out", "-y + y a + a - y a"),
            Written("collect", "+y a and -y a cancel", "a - y"),
        ),
    ),
)
