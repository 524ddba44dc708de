"""Dividing examples into training, validation and test parts, reproducibly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import DataError

Rows = np.ndarray[Any, np.dtype[np.intp]]
Fractions = tuple[float, float, float]

DEFAULT: Fractions = (0.70, 0.15, 0.15)
#: Keeps the split independent of the random numbers of initial weights and shuffling, which use the same seed.
_PURPOSE = 0x5B117


@dataclass(frozen=True)
class Split:
    """Row numbers of each part, ascending. Every example is in exactly one part."""

    train: Rows
    validation: Rows
    test: Rows

    def part(self, name: str) -> Rows:
        """The rows of ``train``, ``validation``, ``test``, or ``all``."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return np.sort(np.concatenate(list(parts.values()))) if name == "all" else parts[name]


def split_examples(
    count: int, fractions: Fractions = DEFAULT, seed: int = 0, classes: Sequence[object] | None = None
) -> Split:
    """Divide ``count`` examples at random. With ``classes``, each class is divided by the same fractions.

    Part sizes are the fractions rounded so that they add up; whatever rounding leaves goes to training. Raises
    DataError if no example is left for training, or if a part that was asked for would be empty.
    """
    random = np.random.default_rng([_PURPOSE, seed])
    groups: dict[object, list[int]] = {}
    for row in range(count):
        groups.setdefault(classes[row] if classes is not None else None, []).append(row)
    train: list[int] = []
    validation: list[int] = []
    test: list[int] = []
    carried = [0.0, 0.0]  # what rounding took from a part in one class is given back in the next
    for rows in groups.values():
        order = random.permutation(len(rows))
        shuffled = [rows[position] for position in order]
        taken: list[int] = []
        for part, fraction in enumerate(fractions[1:]):
            exact = fraction * len(rows) + carried[part]
            whole = max(0, min(round(exact), len(rows) - 1 - sum(taken)))
            carried[part] = exact - whole
            taken.append(whole)
        validation += shuffled[: taken[0]]
        test += shuffled[taken[0] : sum(taken)]
        train += shuffled[sum(taken) :]
    split = Split(_sorted(train), _sorted(validation), _sorted(test))
    for name, fraction in zip(("train", "validation", "test"), fractions, strict=True):
        if fraction > 0 and len(split.part(name)) == 0:
            raise DataError(
                f"{count} examples are too few for a {fraction:.0%} {name} part: it would be empty.",
                hint="Use more examples, or a split without that part, such as --split 80/20/0.",
            )
    return split


def read_fractions(text: str) -> Fractions:
    """``70/15/15`` as fractions of 1. Raises DataError unless there are three, 0 or more, adding up to 100."""
    try:
        numbers = [float(part) for part in text.split("/")]
    except ValueError:
        numbers = []
    if len(numbers) != 3 or not all(0 <= number <= 100 for number in numbers) or abs(sum(numbers) - 100) > 1e-9:
        raise DataError(
            f"“{text}” is no split.", hint="Expected percentages for training/validation/test, such as 70/15/15."
        )
    if numbers[0] == 0:
        raise DataError(f"The split {text} leaves nothing to train on.")
    return numbers[0] / 100, numbers[1] / 100, numbers[2] / 100


def _sorted(rows: list[int]) -> Rows:
    return np.sort(np.array(rows, dtype=np.intp))
