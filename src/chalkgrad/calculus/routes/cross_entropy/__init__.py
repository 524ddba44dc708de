"""dz for an output layer with softmax and cross-entropy."""

from __future__ import annotations

from ....terms import Axis, Index
from ...written_route import Goal, Setting

GOAL = Goal(
    "dz for softmax with cross-entropy",
    Setting(
        "z: n x 1\ny: n x 1, sum(y) = 1\np = softmax(z)\nS = sum_k e^(z[k])\nL = -sum_i y[i] log(p[i])",
        (Index("i", Axis("n")), Index("j", Axis("n"))),
        {"dz": "∂(-sum_i y[i] log(softmax(z)[i]))/∂z[j]"},
    ),
    "dz[j]",
    "p[j] - y[j]",
)
