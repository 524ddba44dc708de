"""Training from Python on arrays, and on a table in a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import DataError
from ..model.model import Model
from .arrays import prepare_arrays
from .dataset import Columns, Dataset, prepare_table
from .load import load as load
from .loop import Observer
from .penalty import with_l2
from .placement import Placement, find_placement
from .record import DataRecord, DType, Settings
from .split import DEFAULT, Fractions
from .table import read_table
from .trained import Orientation, Trained
from .training import Output, Session, Task


def fit(
    model: Model,
    X: object,
    Y: object,
    *,
    examples: Orientation,
    epochs: int = 100,
    batch_size: int = 32,
    learning_rate: float = 0.001,
    optimizer: str = "adam",
    validation: float | tuple[object, object] | None = 0.15,
    seed: int = 0,
    l2: float = 0.0,
    dtype: DType = "float32",
    patience: int | None = None,
    min_delta: float = 0.0,
    standardise: bool = False,
    sizes: Mapping[str, int] | None = None,
    settings: Mapping[str, float] | None = None,
    initialisation: str | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Observer | None = None,
) -> Trained:
    """Train ``model`` on arrays with exactly its equations.

    ``examples`` says how X and Y hold the examples and is never guessed: "rows" (X is m x features) or "columns"
    (features x m). Y may also be a vector with one class (texts or whole numbers) or number per example.

    ``validation`` is the fraction of the examples that is kept for the validation loss (drawn with the seed, each class
    by the same fraction), a pair (X, Y), or None. ``patience`` stops after so many epochs without improvement of the
    validation loss by ``min_delta``; the best parameters are restored. ``l2`` is λ of the penalty λ/(2m) Σ W².
    ``settings`` are the optimizer's own (beta1, ...) and values for the model's constants; ``sizes`` fix axes that
    neither the model nor the data fix. ``out`` names a run folder from which ``load`` makes the network again.

    Raises DataError for arrays that do not fit the model, RunStopped if the cost becomes NaN or infinite, and
    KeyboardInterrupt after Ctrl-C, once the step under way is complete and the folder is saved.
    """
    chosen = make_settings(
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        optimizer=optimizer,
        optimizer_settings=dict(settings or {}),
        initialisation=initialisation,
        seed=seed,
        l2=l2,
        dtype=dtype,
        patience=patience,
        min_delta=min_delta,
    )
    output = Output(out, overwrite, resume)
    session = _array_session(model, X, Y, examples, validation, sizes or {}, standardise, chosen, output)
    trained, ending = session.go(() if progress is None else (progress,))
    if ending == "interrupted":
        raise KeyboardInterrupt
    return trained


def _array_session(
    model: Model,
    X: object,
    Y: object,
    examples: Orientation,
    validation: float | tuple[object, object] | None,
    sizes: Mapping[str, int],
    standardise: bool,
    settings: Settings,
    output: Output,
) -> Session:
    """A run on arrays, set up and checked but not begun."""
    model = with_l2(model, settings.l2)
    placement = find_placement(model)
    dataset = prepare_arrays(
        model, placement, X, Y, examples, validation, sizes, settings.seed, settings.dtype, standardise
    )
    data = describe_data(dataset, None, None, None)
    return Session(make_task(model, placement, settings, dataset, data, examples), output)


def table_session(
    model: Model,
    data: str | Path,
    columns: Columns,
    settings: Settings,
    *,
    fractions: Fractions = DEFAULT,
    sizes: Mapping[str, int] | None = None,
    output: Output | None = None,
) -> tuple[Session, Dataset]:
    """A run on a CSV file, set up and checked but not begun, with the data as prepared."""
    model = with_l2(model, settings.l2)
    placement = find_placement(model)
    table = read_table(data)
    dataset = prepare_table(table, model, placement, columns, sizes or {}, fractions, settings.seed, settings.dtype)
    record = describe_data(dataset, str(data), columns, fractions)
    return Session(make_task(model, placement, settings, dataset, record), output or Output()), dataset


def make_settings(**values: Any) -> Settings:
    """Settings from keywords. Raises DataError naming the first one that is out of range."""
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{name} = {first['input']!r}: {first['msg']}.") from None


def make_task(
    model: Model,
    placement: Placement,
    settings: Settings,
    dataset: Dataset,
    data: DataRecord,
    orientation: Orientation = "rows",
) -> Task:
    parts = {name: dataset.examples.part(dataset.split.part(name)) for name in ("train", "validation", "test")}
    return Task(model, placement, dataset.sizes, settings, parts, dataset.labels, dataset.scaler, data, orientation)


def describe_data(
    dataset: Dataset, file: str | None, columns: Columns | None, fractions: Fractions | None
) -> DataRecord:
    split = dataset.split
    chosen = columns or Columns("Y")
    return DataRecord(
        file=file,
        rows=len(dataset.examples),
        digest=dataset.examples.digest,
        parts={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        fractions=fractions,
        missing=chosen.missing,
        drop=chosen.drop,
        one_hot=chosen.one_hot,
    )
