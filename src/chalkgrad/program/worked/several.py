"""The first steps of an optimizer in numbers, each from where the one before arrived."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ... import library
from ...calculus.derivation import Derivation
from ...proof.arithmetic import nearest
from .example import WorkedExample, worked_example


def worked_steps(
    derivation: Derivation,
    values: Mapping[str, object],
    optimizer: str = "gradient_descent",
    settings: Mapping[str, float] | None = None,
    count: int = 2,
) -> tuple[WorkedExample, ...]:
    """The network in numbers before each of the first ``count`` steps, and the step.

    A parameter that is no short decimal enters the next step with the 16 digits of a double.
    Raises what ``worked_example`` raises.
    """
    letter = library.optimizer(optimizer).parameter
    found: list[WorkedExample] = []
    for _ in range(count):
        remembered = {step.name: step.after for step in found[-1].steps} if found else None
        found.append(worked_example(derivation, values, optimizer, settings, remembered))
        values = dict(values)
        for step in found[-1].steps:
            moved = np.array([nearest(number) for number in step.after[letter].value.flat])
            values[step.name] = moved.reshape(np.shape(np.asarray(values[step.name])))
    return tuple(found)
