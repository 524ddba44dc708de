"""The derivatives of softmax: every output by every input."""

from __future__ import annotations

from ....terms import Axis, Index
from ...written_route import Goal, Setting

GOAL = Goal(
    "The derivatives of softmax",
    Setting("z: n x 1\np = softmax(z)\nS = sum_k e^(z[k])", (Index("i", Axis("n")), Index("j", Axis("n")))),
    "∂p[i]/∂z[j]",
    "p[i] (δ[i,j] - p[j])",
    activation="softmax",
)
