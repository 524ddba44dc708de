"""dz for an output unit with the sigmoid and binary cross-entropy."""

from __future__ import annotations

from ...written_route import Goal, Setting

GOAL = Goal(
    "dz for the sigmoid with binary cross-entropy",
    Setting(
        "a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))",
        gradients={"dz": "∂(-(y log(sigmoid(z)) + (1 - y) log(1 - sigmoid(z))))/∂z"},
    ),
    "dz",
    "a - y",
)
