"""What ``run.json`` says: how a run was set up, on what data, and how far it came."""

from __future__ import annotations

import platform
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .scaler import Missing

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
DType = Literal["float32", "float64"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Settings(_Record):
    """How to train. ``optimizer_settings`` are the optimizer's own (beta1, ...) and the model's constants.

    ``l2`` is λ: the cost gains λ/(2m) times the sum of the squared weights, m the size of the training part.
    """

    epochs: int = Field(default=100, ge=1, le=10_000_000)
    batch_size: int = Field(default=32, ge=1, le=2**31)
    learning_rate: float = Field(default=0.001, gt=0)
    optimizer: Name = "adam"
    optimizer_settings: dict[Name, float] = Field(default_factory=dict, max_length=100)
    initialisation: Name | None = None
    seed: int = Field(default=0, ge=0, lt=2**63)
    l2: float = Field(default=0.0, ge=0)
    dtype: DType = "float32"
    patience: int | None = Field(default=None, ge=1)
    min_delta: float = Field(default=0.0, ge=0)


#: Settings that may change when a run is continued: they say when to stop, not what happens before.
STOPPING = frozenset({"epochs", "patience", "min_delta"})


class DataRecord(_Record):
    """Where the numbers came from. ``digest`` is the fingerprint of the prepared examples."""

    file: str | None = Field(default=None, max_length=5000)
    rows: int = Field(ge=1)
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    parts: dict[str, int] = Field(max_length=10)
    fractions: tuple[float, float, float] | None = None
    missing: Missing = "error"
    drop: tuple[str, ...] = ()
    one_hot: tuple[str, ...] = ()


class Versions(_Record):
    """What the run was made with, for the reader; nothing depends on it."""

    chalkgrad: str
    numpy: str
    python: str


class RunRecord(_Record):
    """All of ``run.json``. ``shapes`` are those of the parameters, against which the weights are checked."""

    format: Literal[1] = 1
    status: Literal["training", "finished", "stopped early", "interrupted"]
    epochs_done: int = Field(ge=0)
    settings: Settings
    sizes: dict[Name, Annotated[int, Field(ge=1, le=2**31)]] = Field(max_length=10_000)
    shapes: dict[Name, tuple[int, ...]] = Field(max_length=100_000)
    data: DataRecord
    scaled: bool
    orientation: Literal["rows", "columns"] = "rows"
    scores: dict[str, dict[str, float]] = Field(default_factory=dict, max_length=10)
    versions: Versions


def current_versions(chalkgrad: str) -> Versions:
    return Versions(chalkgrad=chalkgrad, numpy=np.__version__, python=platform.python_version())


def differences(before: RunRecord, now: RunRecord) -> list[str]:
    """What forbids continuing ``before`` as ``now``, in words; empty if nothing does."""
    found: list[str] = []
    old, new = before.settings.model_dump(), now.settings.model_dump()
    for name in old:
        if name not in STOPPING and old[name] != new[name]:
            found.append(f"{name} was {old[name]}, now {new[name]}")
    for name, was, is_now in (
        ("sizes", before.sizes, now.sizes),
        ("split", before.data.fractions, now.data.fractions),
        ("missing", before.data.missing, now.data.missing),
        ("shapes of the parameters", before.shapes, now.shapes),
    ):
        if was != is_now:
            found.append(f"{name}: was {was}, now {is_now}")
    if before.data.digest != now.data.digest:
        found.append("the examples are different ones, or prepared differently")
    return found
