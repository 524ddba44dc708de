"""A training step as a careful person writes it in NumPy: the rival of the derived program in ``bench step``.

Forward, loss, backward and Adam for dense ReLU layers with a sigmoid output and binary cross-entropy. The stable form
of the loss, nothing computed twice; all parameters lie in one vector, so that Adam is a dozen calls whatever the number
of layers, and gradients and intermediate results are written into arrays that are made once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class HandWritten:
    """``parameters`` are ``W1, b1, ..., WL, bL`` in one floating type, copied; examples are columns."""

    def __init__(self, parameters: dict[str, Array], layers: int, learning_rate: float = 0.001) -> None:
        self.layers = layers
        self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, 0.9, 0.999, 1e-8
        self.vector = np.concatenate([array.ravel() for array in parameters.values()])
        self.gradient = np.zeros_like(self.vector)
        self.first, self.second = np.zeros_like(self.vector), np.zeros_like(self.vector)
        self.spare = np.empty_like(self.vector)
        self.parameters = views(self.vector, parameters)
        self.gradients_by_name = views(self.gradient, parameters)
        self.steps = 0
        self.columns = -1

    def step(self, x: Array, y: Array) -> float:
        """Update the parameters by one batch; the cost before the update."""
        cost = self.backward(x, y)
        self.steps += 1
        g, v, s, spare = self.gradient, self.first, self.second, self.spare
        np.multiply(g, 1 - self.beta1, out=spare)
        v *= self.beta1
        v += spare
        np.multiply(g, g, out=spare)
        spare *= 1 - self.beta2
        s *= self.beta2
        s += spare
        np.sqrt(s, out=spare)
        spare *= (1 - self.beta2**self.steps) ** -0.5
        spare += self.eps
        np.divide(v, spare, out=spare)
        spare *= self.learning_rate / (1 - self.beta1**self.steps)
        self.vector -= spare
        return float(cost)

    def backward(self, x: Array, y: Array) -> float:
        """Fill the gradients by name; the cost."""
        if x.shape[1] != self.columns:
            self.allocate(x.shape[1])
        p, g, last, m = self.parameters, self.gradients_by_name, self.layers, x.shape[1]
        before = x
        for layer in range(1, last + 1):
            z = self.z[layer]
            np.matmul(p[f"W{layer}"], before, out=z)
            z += p[f"b{layer}"]
            if layer < last:
                np.maximum(z, 0, out=z)
            before = z
        small = np.exp(-np.abs(z))
        cost: float = float((np.maximum(z, 0) - y * z + np.log1p(small)).sum()) / m
        dz = np.where(z >= 0, 1, small) / (1 + small)
        dz -= y
        dz *= 1 / m
        for layer in range(last, 0, -1):
            activation = self.z[layer - 1] if layer > 1 else x
            np.matmul(dz, activation.T, out=g[f"W{layer}"])
            np.add.reduce(dz, axis=1, keepdims=True, out=g[f"b{layer}"])
            if layer > 1:
                da = self.dz[layer - 1]
                np.matmul(p[f"W{layer}"].T, dz, out=da)
                da *= activation > 0
                dz = da
        return float(cost)

    def allocate(self, columns: int) -> None:
        """Room for the activations and their gradients of a batch of this many columns."""
        self.columns = columns
        kind = self.vector.dtype
        heights = {layer: self.parameters[f"b{layer}"].shape[0] for layer in range(1, self.layers + 1)}
        self.z = {layer: np.empty((height, columns), kind) for layer, height in heights.items()}
        self.dz = {layer: np.empty((height, columns), kind) for layer, height in heights.items()}


def views(vector: Array, like: dict[str, Array]) -> dict[str, Array]:
    """Pieces of ``vector`` in the shapes of ``like``, in its order; they share its memory."""
    found, start = {}, 0
    for name, array in like.items():
        found[name] = vector[start : start + array.size].reshape(array.shape)
        start += array.size
    return found
