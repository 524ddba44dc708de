"""What the training loop asks of a compiled program, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class State(Protocol):
    """Everything that training changes: parameters and what the optimizer remembers."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """The live parameters by name, shaped as in the model."""
        ...

    def as_arrays(self) -> Mapping[str, Array]:
        """All of the state under flat names; restoring it with ``load_arrays`` continues bit for bit."""
        ...

    def load_arrays(self, arrays: Mapping[str, Array], /) -> None: ...


class Engine(Protocol):
    """A model's derived equations with an optimizer, compiled. Batches hold arrays by the model's data names."""

    @property
    def source(self) -> str:
        """The code that runs, as text."""
        ...

    def step(self, state: Any, batch: Mapping[str, Array], /) -> float:
        """Change the state by one update and return the cost of the batch before it."""
        ...

    def loss(self, state: Any, batch: Mapping[str, Array], /) -> float: ...

    def predict(self, state: Any, inputs: Array, /) -> Array:
        """The prediction for inputs, both oriented as in the model."""
        ...
