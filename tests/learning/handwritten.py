"""A two-layer network with Adam, written by hand: what the loop needs of a program, independent of the library.

Z1 = W1 X + b1, A1 = relu(Z1), A2 = sigmoid(W2 A1 + b2), binary cross-entropy; examples are columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from chalkgrad.learning.examples import Examples
from chalkgrad.learning.placement import Placement, Port
from chalkgrad.terms import Axis

Array = np.ndarray[Any, np.dtype[Any]]

PLACEMENT = Placement(
    Port("X", Axis("n0"), in_columns=True), Port("Y", None, in_columns=True), Port("A2", None, in_columns=True)
)


class HandwrittenState:
    def __init__(self, parameters: dict[str, Array]) -> None:
        self.parameters = parameters
        self.first = {name: np.zeros_like(array) for name, array in parameters.items()}
        self.second = {name: np.zeros_like(array) for name, array in parameters.items()}
        self.count = 0

    def as_arrays(self) -> dict[str, Array]:
        arrays = {f"parameter/{name}": array for name, array in self.parameters.items()}
        arrays |= {f"first/{name}": array for name, array in self.first.items()}
        arrays |= {f"second/{name}": array for name, array in self.second.items()}
        return {**arrays, "count": np.array(self.count)}

    def load_arrays(self, arrays: Mapping[str, Array]) -> None:
        for name, array in self.as_arrays().items():
            if name == "count":
                self.count = int(arrays[name])
            else:
                np.copyto(array, arrays[name])


class HandwrittenProgram:
    source = "by hand"

    def __init__(self, features: int = 3, units: int = 5, learning_rate: float = 0.01) -> None:
        self.features, self.units, self.learning_rate = features, units, learning_rate

    def initial_state(self, seed: int) -> HandwrittenState:
        random = np.random.default_rng(seed)
        first = random.standard_normal((self.units, self.features)) * np.sqrt(2 / self.features)
        second = random.standard_normal((1, self.units)) * np.sqrt(2 / self.units)
        return HandwrittenState({"W1": first, "b1": np.zeros((self.units, 1)), "W2": second, "b2": np.zeros((1, 1))})

    def _forward(self, state: HandwrittenState, X: Array) -> tuple[Array, Array, Array]:
        p = state.parameters
        Z1 = p["W1"] @ X + p["b1"]
        A1 = np.maximum(Z1, 0)
        return Z1, A1, p["W2"] @ A1 + p["b2"]

    def loss(self, state: HandwrittenState, batch: Mapping[str, Array]) -> float:
        _, _, Z2 = self._forward(state, batch["X"])
        return float(np.mean(np.logaddexp(0, Z2) - batch["Y"] * Z2))

    def predict(self, state: HandwrittenState, X: Array) -> Array:
        return np.asarray(1 / (1 + np.exp(-self._forward(state, X)[2])))

    def step(self, state: HandwrittenState, batch: Mapping[str, Array]) -> float:
        X, Y, p = batch["X"], batch["Y"], state.parameters
        m = X.shape[1]
        Z1, A1, Z2 = self._forward(state, X)
        loss = float(np.mean(np.logaddexp(0, Z2) - Y * Z2))
        dZ2 = 1 / (1 + np.exp(-Z2)) - Y
        dZ1 = (p["W2"].T @ dZ2) * (Z1 >= 0)
        gradients = {
            "W1": dZ1 @ X.T / m,
            "b1": dZ1.mean(axis=1, keepdims=True),
            "W2": dZ2 @ A1.T / m,
            "b2": dZ2.mean(axis=1, keepdims=True),
        }
        state.count += 1
        for name, g in gradients.items():
            state.first[name] += 0.1 * (g - state.first[name])
            state.second[name] += 0.001 * (g * g - state.second[name])
            mean = state.first[name] / (1 - 0.9**state.count)
            square = state.second[name] / (1 - 0.999**state.count)
            p[name] -= self.learning_rate * mean / (np.sqrt(square) + 1e-8)
        return loss


def circle(count: int, seed: int = 0) -> Examples:
    """Points inside and outside a circle in the first two of three features."""
    random = np.random.default_rng(seed)
    inputs = random.uniform(-1, 1, (count, 3))
    targets = (np.sum(inputs[:, :2] ** 2, axis=1, keepdims=True) < 0.6).astype(float)
    return Examples(PLACEMENT, inputs, targets)
