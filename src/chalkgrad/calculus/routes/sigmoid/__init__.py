"""The slope of the sigmoid."""

from __future__ import annotations

from ...written_route import Goal, Setting

GOAL = Goal("The slope of the sigmoid", Setting("a = sigmoid(z)"), "∂a/∂z", "a (1 - a)", activation="sigmoid")
