"""The slope of tanh."""

from __future__ import annotations

from ...written_route import Goal, Setting

GOAL = Goal("The slope of tanh", Setting("a = tanh(z)"), "∂a/∂z", "1 - a^2", activation="tanh")
