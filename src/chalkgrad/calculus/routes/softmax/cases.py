"""The derivatives of softmax by the cases i = j and i != j."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part, WrittenApart

TITLE = "By the cases i = j and i ≠ j"
PLACE = 1
PARTS = (
    Part(
        "The case i = j: an output and its own input",
        "∂p[i]/∂z[i]",
        (
            Written("definition", "definition of softmax", "∂(e^(z[i])/sum_k e^(z[k]))/∂z[i]"),
            Written(
                "quotient-rule",
                "quotient rule: (u/S)' = (u' S - u S')/S^2, here u = e^(z[i]), S the sum below",
                "(∂(e^(z[i]))/∂z[i] S - e^(z[i]) ∂S/∂z[i])/S^2",
            ),
            Written("differentiate", "e^(z[i]) is its own derivative", "(e^(z[i]) S - e^(z[i]) ∂S/∂z[i])/S^2"),
            Written(
                "differentiate",
                "of the sum S only the term k = i depends on z[i]",
                "(e^(z[i]) S - e^(z[i]) e^(z[i]))/S^2",
            ),
            Written("common-factor", "take out the common factor e^(z[i])", "e^(z[i]) (S - e^(z[i]))/S^2"),
            Written("split-fraction", "S^2 is S S: make two fractions", "e^(z[i])/S ((S - e^(z[i]))/S)"),
            Written("split-fraction", "divide each part: S/S = 1", "e^(z[i])/S (1 - e^(z[i])/S)"),
            Written("own-value", "e^(z[i])/S is p[i], twice", "p[i] (1 - p[i])"),
        ),
    ),
    Part(
        "The case i ≠ j: an output and another input",
        "∂p[i]/∂z[j]",
        (
            Written("definition", "definition of softmax", "∂(e^(z[i])/sum_k e^(z[k]))/∂z[j]"),
            Written(
                "quotient-rule",
                "quotient rule: (u/S)' = (u' S - u S')/S^2, here u = e^(z[i]), S the sum below",
                "(∂(e^(z[i]))/∂z[j] S - e^(z[i]) ∂S/∂z[j])/S^2",
            ),
            WrittenApart(
                "differentiate",
                "z[i] is not z[j], so e^(z[i]) is a constant: its derivative is 0",
                "(0 S - e^(z[i]) ∂S/∂z[j])/S^2",
            ),
            Written(
                "differentiate",
                "of the sum S only the term k = j depends on z[j]",
                "(0 S - e^(z[i]) e^(z[j]))/S^2",
            ),
            Written("tidy", "0 times S is 0", "-e^(z[i]) e^(z[j])/S^2"),
            Written("split-fraction", "S^2 is S S: make two fractions", "-(e^(z[i])/S) (e^(z[j])/S)"),
            Written("own-value", "e^(z[i])/S is p[i], e^(z[j])/S is p[j]", "-p[i] p[j]"),
        ),
    ),
    Part(
        "Both cases in one line",
        "∂p[i]/∂z[j]",
        (
            Written(
                "cases",
                "δ[i,j] is 1 for i = j, else 0: it switches the first case on, 1 - δ[i,j] the second",
                "δ[i,j] p[i] (1 - p[i]) + (1 - δ[i,j]) (-p[i] p[j])",
            ),
            Written(
                "multiply-out",
                "multiply out",
                "δ[i,j] p[i] - δ[i,j] p[i] p[i] - p[i] p[j] + δ[i,j] p[i] p[j]",
            ),
            Written(
                "collect",
                "where δ[i,j] is not 0, p[i] is p[j]: the second and the last part cancel",
                "δ[i,j] p[i] - p[i] p[j]",
            ),
            Written("common-factor", "take out the common factor p[i]", "p[i] (δ[i,j] - p[j])"),
        ),
    ),
)
