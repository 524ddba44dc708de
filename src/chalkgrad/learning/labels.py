"""How a target column becomes the rows of Y, and how a network's output becomes an answer again.

- ``binary``: two classes in one row of Y, 0 and 1; which class is 1 is stored (``classes[1]``).
- ``one-hot``: n classes in n rows of Y, a single 1 in every example.
- ``number``: a quantity, as it is or standardised: Y = (value - mean) / spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ..errors import DataError
from .cells import Floats, read_numbers

Array = np.ndarray[Any, np.dtype[Any]]
Class = int | str


class Labels(BaseModel):
    """The encoding of one target. ``classes`` are in the order of the rows of Y (for ``binary``: 0, then 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Literal["binary", "one-hot", "number"]
    target: str
    classes: tuple[Class, ...] = Field(default=(), max_length=100_000)
    rows: int = Field(ge=1, le=1_000_000)
    mean: float = 0.0
    spread: float = Field(default=1.0, gt=0)

    @property
    def is_classification(self) -> bool:
        return self.kind != "number"

    def encode(self, values: Sequence[Class]) -> Floats:
        """The classes as Y with one *row* per example, shape (examples, ``rows``)."""
        positions = {value: position for position, value in enumerate(self.classes)}
        unknown = [value for value in values if value not in positions]
        if unknown:
            raise DataError(
                f"The target {self.target} has the class “{unknown[0]}”, which the network was not trained on.",
                hint=f"It knows: {self.listed()}.",
            )
        codes = np.array([positions[value] for value in values], dtype=np.intp)
        if self.kind == "binary":
            return codes[:, None].astype(np.float64)
        return np.eye(len(self.classes))[codes]

    def encode_numbers(self, values: Floats) -> Floats:
        """Quantities, shape (examples, rows), as Y."""
        scaled: Floats = (values - self.mean) / self.spread
        return scaled

    def numbers(self, output: Array) -> Array:
        """The network's output, one row per example, in the unit of the target."""
        return output if (self.mean, self.spread) == (0.0, 1.0) else output * self.spread + self.mean

    def choose(self, output: Array) -> list[Class]:
        """The most probable class of each example; ``output`` has one row per example."""
        codes = (output[:, 0] >= 0.5).astype(np.intp) if self.kind == "binary" else output.argmax(axis=1)
        return [self.classes[code] for code in codes]

    def probabilities(self, output: Array) -> Array:
        """One column per class, in the order of ``classes``; ``output`` has one row per example."""
        if self.kind == "binary":
            return np.column_stack((1 - output[:, 0], output[:, 0]))
        return output

    def listed(self) -> str:
        shown = ", ".join(str(name) for name in self.classes[:12])
        return shown if len(self.classes) <= 12 else f"{shown} and {len(self.classes) - 12} more"


def tidy_classes(cells: Sequence[str]) -> list[str]:
    """Class names as texts: blanks around them removed; if all are whole numbers, ``1.0`` and ``1`` are the same."""
    stripped = [cell.strip() for cell in cells]
    numbers = read_numbers(stripped)
    if numbers.words or numbers.missing or np.any(numbers.values != np.round(numbers.values)):
        return stripped
    return [str(int(value)) for value in numbers.values]


def sorted_classes(values: Sequence[Class]) -> tuple[Class, ...]:
    """The different classes: by number if all are numbers, else by alphabet."""
    names = set(values)
    try:
        return tuple(sorted(names, key=int))
    except ValueError:
        return tuple(sorted(names, key=str))


def class_labels(
    target: str, values: Sequence[Class], rows: int | None, cost_target: str, positive: Class | None = None
) -> Labels:
    """The encoding of ``values`` into ``rows`` rows of Y (None: as many as the classes need).

    Two classes fill one row; the class that is 1 is ``positive`` or, without that, the last by alphabet. Raises
    DataError if there is a single class, or if the classes do not fit the rows.
    """
    classes = sorted_classes(values)
    if len(classes) < 2:
        raise DataError(
            f"The target {target} is “{classes[0]}” in all {len(values)} rows: with one class only there is nothing "
            "to tell apart.",
            hint="Check that the column is the right one and that the file holds examples of every class.",
        )
    if rows == 1 or (rows is None and len(classes) == 2):
        if len(classes) > 2:
            raise _misfit(target, classes, rows or 1, cost_target)
        return Labels(kind="binary", target=target, classes=_ordered(target, classes, positive), rows=1)
    if rows is not None and rows != len(classes):
        raise _misfit(target, classes, rows, cost_target)
    if positive is not None:
        raise DataError(
            f"A positive class (“{positive}”) was named, but {cost_target} has a row for each of the "
            f"{len(classes)} classes of {target}.",
            hint="Leave --positive out.",
        )
    return Labels(kind="one-hot", target=target, classes=classes, rows=len(classes))


def _ordered(target: str, classes: tuple[Class, ...], positive: Class | None) -> tuple[Class, ...]:
    if positive is None:
        return classes
    if positive not in classes:
        raise DataError(
            f"The target {target} has no class “{positive}”.",
            hint=f"Its classes are {classes[0]} and {classes[1]}.",
        )
    return (*(name for name in classes if name != positive), positive)


def _misfit(target: str, classes: tuple[Class, ...], rows: int, cost_target: str) -> DataError:
    shown = ", ".join(f"“{name}”" for name in classes[:6]) + (", ..." if len(classes) > 6 else "")
    hint = (
        f"A network that tells {len(classes)} classes apart ends in softmax and has {len(classes)} rows in "
        f"{cost_target}, one for each class."
    )
    if len(classes) == 2:
        hint = f"Two classes fit one row of {cost_target} (sigmoid) or two rows (softmax)."
    elif len(classes) > 20:
        hint += f"\nIf {target} is a quantity or a name rather than a class, another --target was meant."
    plural = "row" if rows == 1 else "rows"
    return DataError(
        f"The target {target} has {len(classes)} classes ({shown}), but {cost_target} has {rows} {plural}.", hint=hint
    )


def counted(labels: Labels, values: Sequence[Class]) -> str:
    """``benign 357, malignant 212``."""
    counts = Counter(values)
    parts = [f"{name} {counts[name]}" for name in labels.classes[:10]]
    return ", ".join(parts) + (f", {len(labels.classes) - 10} more classes" if len(labels.classes) > 10 else "")
