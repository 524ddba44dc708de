"""A trained network: predicts, scores, saves itself, and is loaded again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ..errors import DataError
from ..model.model import Model
from .compile import Compiled
from .dataset import read_targets
from .engine import State
from .examples import Array, Examples, as_rows
from .labels import Labels
from .metric import scores_for
from .placement import Placement, known_size
from .position import EpochRecord
from .record import RunRecord
from .run import RunFolder
from .scaler import Scaler, apply_to_array
from .table import Table

Orientation = Literal["rows", "columns"]


@dataclass(frozen=True)
class Trained:
    """A network with its parameters and everything that prepares examples for it.

    ``examples`` is the orientation of arrays in which it was trained, used wherever none is given. ``history`` has one
    record per epoch; ``best_epoch`` is the one whose parameters these are, if early stopping chose it.
    """

    compiled: Compiled
    placement: Placement
    state: State
    labels: Labels
    scaler: Scaler | None
    record: RunRecord
    history: Sequence[EpochRecord]
    examples: Orientation = "rows"
    best_epoch: int | None = None

    @property
    def model(self) -> Model:
        return self.compiled.model

    @property
    def parameters(self) -> dict[str, Array]:
        """Copies of the parameters by name, shaped as in the model."""
        return {name: np.array(array) for name, array in self.state.parameters.items()}

    @property
    def classes(self) -> tuple[int | str, ...]:
        """The classes in the order of ``predict_proba``; empty if the target is a number."""
        return self.labels.classes

    @property
    def source(self) -> str:
        """The program that runs, as text."""
        return self.compiled.engine.source

    def output(self, X: object, examples: Orientation | None = None) -> Array:
        """What the network computes (``A2``), in the orientation of ``X``: (m, rows) for examples in rows."""
        orientation = examples or self.examples
        found = self._output(self._inputs(X, orientation))
        return found if orientation == "rows" else found.T

    def predict(self, X: object, examples: Orientation | None = None) -> Array:
        """The class of each example, shape (m,); for a number as target, the values: (m,) or (m, rows)."""
        orientation = examples or self.examples
        return self.answers(self._output(self._inputs(X, orientation)))

    def predict_proba(self, X: object, examples: Orientation | None = None) -> Array:
        """The probability of each class: (m, classes) for examples in rows, (classes, m) in columns."""
        if not self.labels.is_classification:
            raise DataError(f"The target {self.labels.target} is a number: there are no classes with probabilities.")
        orientation = examples or self.examples
        found = self.labels.probabilities(self._output(self._inputs(X, orientation)))
        return found if orientation == "rows" else found.T

    def score(self, X: object, Y: object, examples: Orientation | None = None) -> float:
        """Accuracy for classes, R² for numbers. ``Y`` holds classes, or what the network was trained on."""
        from_arrays = self._inputs(X, examples or self.examples)
        targets = self._targets(Y, examples or self.examples)
        if len(targets) != len(from_arrays):
            raise DataError(f"X holds {len(from_arrays)} examples and Y {len(targets)}.")
        scores = self.scores(self._output(from_arrays), targets)
        return next(iter(scores.values()))

    def scores(self, output: Array, targets: Array) -> dict[str, float]:
        """All fitting metrics, in the unit of the target; arrays with one row per example, as in training."""
        if self.labels.is_classification:
            return scores_for(True)(output, targets)
        return scores_for(False)(self.labels.numbers(output), self.labels.numbers(targets))

    def answers(self, output: Array) -> Array:
        """Classes or numbers for outputs with one row per example."""
        if self.labels.is_classification:
            return np.array(self.labels.choose(output))
        numbers = self.labels.numbers(output)
        return numbers[:, 0] if numbers.shape[1] == 1 else numbers

    def output_for_table(self, table: Table) -> Array:
        """The network's output for a table with the columns it was trained on, one row per row of the table."""
        if self.scaler is None or self.record.data.file is None:
            raise DataError(
                "This network was trained on arrays, not on a table with named columns.",
                hint="Use it from Python: chalkgrad.load(folder).predict(X).",
            )
        return self._output(self.scaler.apply(table).astype(self.record.settings.dtype))

    def scores_for_table(self, table: Table) -> dict[str, float]:
        return self.scores(self.output_for_table(table), read_targets(table, self.labels))

    def digest_of(self, table: Table) -> str:
        """The fingerprint of a table prepared for this network, to be compared with ``record.data.digest``."""
        if self.scaler is None:
            return ""
        dtype = self.record.settings.dtype
        inputs, targets = self.scaler.apply(table), read_targets(table, self.labels)
        return Examples(self.placement, inputs.astype(dtype), targets.astype(dtype)).digest

    def save(self, folder: str | Path, overwrite: bool = False) -> None:
        """Write a finished run folder, from which ``load`` makes the same network again."""
        target = RunFolder(folder)
        target.check_free(overwrite, resume=False)
        target.begin(self.record, self.model.source, self.labels, self.scaler, self.compiled.library_text)
        target.write_history(self.history)
        target.write_weights(self.state.parameters)

    def output_of(self, part: Examples) -> Array:
        """The network's output for prepared examples, one row per example."""
        return self._output(part.inputs)

    def _inputs(self, X: object, orientation: str) -> Array:
        port = self.placement.inputs
        dtype = "float64" if self.scaler is not None else self.record.settings.dtype
        rows = as_rows(X, "X", port, orientation, known_size(self.model, port.axis, {}), dtype)
        if self.scaler is not None:
            rows = apply_to_array(self.scaler, rows)
        return rows.astype(self.record.settings.dtype, copy=False)

    def _targets(self, Y: object, orientation: str) -> Array:
        array = np.asarray(Y)
        if array.ndim == 1 and self.labels.is_classification:
            return self.labels.encode(array.tolist())
        dtype = self.record.settings.dtype
        return self.labels.encode_numbers(as_rows(Y, "Y", self.placement.target, orientation, self.labels.rows, dtype))

    def _output(self, rows: Array) -> Array:
        output = self.compiled.engine.predict(self.state, self.placement.inputs.oriented(rows))
        return self.placement.output.oriented(output)


def set_parameters(state: State, parameters: Mapping[str, Array]) -> None:
    """Copy the values into the live parameters. Their shapes were checked against the run's record."""
    for name, array in parameters.items():
        np.copyto(state.parameters[name], array)


def evaluate_parts(trained: Trained, parts: Mapping[str, Examples]) -> dict[str, dict[str, float]]:
    """The scores of each part that has examples; for classes also the share of the most frequent one, to compare."""
    found: dict[str, dict[str, float]] = {}
    for name, part in parts.items():
        if len(part):
            found[name] = trained.scores(trained.output_of(part), part.targets)
            if trained.labels.is_classification:
                counts = Counter(trained.labels.choose(part.targets))
                found[name]["majority class"] = max(counts.values()) / len(part)
    return found
