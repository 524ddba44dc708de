"""The derivatives of softmax with Kronecker's delta, which does both cases at once."""

from __future__ import annotations

from ...theorem import Written
from ...written_route import Part

TITLE = "By Kronecker's delta"
PLACE = 2
PARTS = (
    Part(
        "Every output with respect to every input",
        "∂p[i]/∂z[j]",
        (
            Written("definition", "definition of softmax", "∂(e^(z[i])/sum_k e^(z[k]))/∂z[j]"),
            Written(
                "quotient-rule",
                "quotient rule: (u/S)' = (u' S - u S')/S^2, here u = e^(z[i]), S the sum below",
                "(∂(e^(z[i]))/∂z[j] S - e^(z[i]) ∂S/∂z[j])/S^2",
            ),
            Written(
                "chain-rule",
                "(e^u)' = e^u u', in the sum S term by term",
                "(e^(z[i]) ∂z[i]/∂z[j] S - e^(z[i]) sum_k e^(z[k]) ∂z[k]/∂z[j])/S^2",
            ),
            Written(
                "kronecker",
                "∂z[i]/∂z[j] is 1 for i = j, else 0: that is δ[i,j]",
                "(e^(z[i]) δ[i,j] S - e^(z[i]) sum_k e^(z[k]) δ[k,j])/S^2",
            ),
            Written(
                "delta-picks",
                "in the sum δ[k,j] leaves the term k = j only",
                "(e^(z[i]) δ[i,j] S - e^(z[i]) e^(z[j]))/S^2",
            ),
            Written(
                "split-fraction",
                "divide each part by S^2: one S cancels in the first",
                "e^(z[i])/S δ[i,j] - e^(z[i])/S (e^(z[j])/S)",
            ),
            Written("own-value", "e^(z[i])/S is p[i], e^(z[j])/S is p[j]", "p[i] δ[i,j] - p[i] p[j]"),
            Written("common-factor", "take out the common factor p[i]", "p[i] (δ[i,j] - p[j])"),
        ),
    ),
)
