"""A training step as a careful person writes it in NumPy: the rival of the derived program in ``bench step``.

Forward, loss, backward and Adam for dense ReLU layers with a sigmoid output and binary cross-entropy; no allocation
that NumPy lets one avoid without making the code unreadable, the stable form of the loss, nothing computed twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class HandWritten:
    """``parameters`` are ``W1, b1, ..., WL, bL`` in one floating type; examples are columns."""

    def __init__(
        self,
        parameters: dict[str, Array],
        layers: int,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        self.parameters = parameters
        self.layers = layers
        self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps
        self.first = {name: np.zeros_like(array) for name, array in parameters.items()}
        self.second = {name: np.zeros_like(array) for name, array in parameters.items()}
        self.spare = {name: np.empty_like(array) for name, array in parameters.items()}
        self.steps = 0

    def step(self, x: Array, y: Array) -> float:
        """Update the parameters by one batch; the cost before the update."""
        cost, gradients = self.gradients(x, y)
        self.steps += 1
        rate = self.learning_rate / (1 - self.beta1**self.steps)
        correction = (1 - self.beta2**self.steps) ** -0.5
        for name, g in gradients.items():
            v, s, spare = self.first[name], self.second[name], self.spare[name]
            v *= self.beta1
            v += (1 - self.beta1) * g
            np.multiply(g, g, out=spare)
            spare *= 1 - self.beta2
            s *= self.beta2
            s += spare
            np.sqrt(s, out=spare)
            spare *= correction
            spare += self.eps
            np.divide(v, spare, out=spare)
            spare *= rate
            self.parameters[name] -= spare
        return cost

    def gradients(self, x: Array, y: Array) -> tuple[float, dict[str, Array]]:
        p, last, m = self.parameters, self.layers, x.shape[1]
        activations = [x]
        for layer in range(1, last):
            z = p[f"W{layer}"] @ activations[-1]
            z += p[f"b{layer}"]
            activations.append(np.maximum(z, 0, out=z))
        z = p[f"W{last}"] @ activations[-1]
        z += p[f"b{last}"]
        small = np.exp(-np.abs(z))
        cost = float((np.maximum(z, 0) - y * z + np.log1p(small)).sum()) / m
        dz = np.where(z >= 0, 1, small) / (1 + small)
        dz -= y
        dz /= m
        found: dict[str, Array] = {}
        for layer in range(last, 0, -1):
            found[f"W{layer}"] = dz @ activations[layer - 1].T
            found[f"b{layer}"] = dz.sum(axis=1, keepdims=True)
            if layer > 1:
                da = p[f"W{layer}"].T @ dz
                da *= activations[layer - 1] > 0
                dz = da
        return cost, found
