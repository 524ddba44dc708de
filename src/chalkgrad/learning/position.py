"""Where a run is: what, besides the program's state, is needed to go on exactly as if it had never stopped."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Array = np.ndarray[Any, np.dtype[Any]]


class Position(BaseModel):
    """``epoch`` epochs are complete and ``step`` batches of the next; ``loss_sum`` is their cost times their size.

    The order of the examples in an epoch follows from the seed and the epoch's number alone, so it need not be kept.
    ``best_loss`` (of ``best_epoch``) and ``waited`` belong to early stopping.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=False)

    epoch: int = Field(default=0, ge=0)
    step: int = Field(default=0, ge=0)
    loss_sum: float = 0.0
    best_loss: float | None = None
    best_epoch: int = Field(default=0, ge=0)
    waited: int = Field(default=0, ge=0)

    def improves(self, loss: float, at_least: float) -> bool:
        return loss < (math.inf if self.best_loss is None else self.best_loss) - at_least


class EpochRecord(BaseModel):
    """One line of the history. ``loss`` is the mean cost of the epoch's batches, each as it was met in training.

    ``scores`` (accuracy, ...) are measured after the epoch on the validation part, or without one on the training part.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    epoch: int = Field(ge=1)
    loss: float
    validation_loss: float | None = None
    scores: dict[str, float] = Field(default_factory=dict)
    seconds: float = Field(ge=0)


def shuffled(count: int, seed: int, epoch: int) -> Array:
    """The order in which an epoch meets its examples: a permutation that depends on the seed and the epoch only."""
    return np.random.default_rng([seed, epoch]).permutation(count)
