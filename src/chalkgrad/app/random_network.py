"""Random dense networks as texts, and their costs computed a second time by plain NumPy in complex numbers.

The second computation is written here by hand, from the textbook, and shares nothing with the library: it is what
the derived gradients are measured against. The derivative along a parameter is the imaginary part of the cost at the
parameter plus ``i h``, with h so small that nothing is lost (Squire and Trapp 1998: complex-step differentiation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[Any]
STEP = 1e-150


def softmax(z: Array) -> Array:
    powers = np.exp(z - z.real.max(axis=-2, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-2, keepdims=True))


#: Each activation as a textbook has it, for complex arguments whose imaginary part is infinitesimal.
ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real >= 0, z, 0),
    "leaky_relu": lambda z: np.where(z.real >= 0, z, 0.01 * z),
    "linear": lambda z: z,
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "softmax": softmax,
}


def total(values: Array) -> Array:
    return np.asarray(values.sum(axis=(-2, -1)))


#: Output activation, the cost in the notation ({A} is the output), the same cost in NumPy without 1/m.
OUTPUTS: tuple[tuple[str, str, Callable[[Array, Array], Array]], ...] = (
    (
        "sigmoid",
        "-1/m sum(Y ⊙ log({A}) + (1 - Y) ⊙ log(1 - {A}))",
        lambda a, y: -total(y * np.log(a) + (1 - y) * np.log(1 - a)),
    ),
    ("softmax", "-1/m sum(Y ⊙ log({A}))", lambda a, y: -total(y * np.log(a))),
    ("linear", "1/(2 m) sum(({A} - Y)^2)", lambda a, y: total((a - y) ** 2) / 2),
    ("tanh", "1/(2 m) sum(({A} - Y)^2)", lambda a, y: total((a - y) ** 2) / 2),
    ("softplus", "1/(2 m) sum(({A} - Y)^2)", lambda a, y: total((a - y) ** 2) / 2),
)


@dataclass(frozen=True)
class RandomNetwork:
    """A text in the notation, random values, and the cost as a function of its parameters."""

    text: str
    values: Mapping[str, Array]
    hidden: tuple[str, ...]
    output: str
    error: Callable[[Array, Array], Array]
    penalty: float

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(name for name in self.values if name[0] in "Wb")

    def cost(self, parameters: Mapping[str, Array]) -> Array:
        """J, for parameters that may be complex and may have further axes in front."""
        a = self.values["X"]
        m = a.shape[-1]
        layers = (*self.hidden, self.output)
        squares: Any = 0.0
        for layer, activation in enumerate(layers, 1):
            weights, bias = parameters[f"W{layer}"], parameters[f"b{layer}"]
            squares = squares + total(weights**2)
            a = ACTIVATIONS[activation](weights @ a + bias)
        return np.asarray(self.error(a, self.values["Y"]) / m + self.penalty / (2 * m) * squares)

    def independent_gradients(self) -> dict[str, Array]:
        """The derivative of J by every parameter, one complex step for each of its entries."""
        found = {}
        for name in self.parameters:
            value = self.values[name]
            directions = np.eye(value.size).reshape(value.size, *value.shape)
            moved = {**{k: self.values[k] for k in self.parameters}, name: value + 1j * STEP * directions}
            found[name] = (self.cost(moved).imag / STEP).reshape(value.shape)
        return found


def random_network(random: Generator, layers: int) -> RandomNetwork:
    """A network of ``layers`` layers, 1 to 5 units wide, on 2 to 6 examples; weights of moderate size."""
    hidden_choices = [name for name in ACTIVATIONS if name != "softmax"]
    hidden = tuple(str(random.choice(hidden_choices)) for _ in range(layers - 1))
    output, formula, error = OUTPUTS[int(random.integers(len(OUTPUTS)))]
    widths = [int(width) for width in random.integers(1, 6, layers + 1)]
    if output == "softmax":
        widths[-1] = max(2, widths[-1])
    examples = int(random.integers(2, 7))
    penalised = bool(random.random() < 0.3)
    values = random_values(random, widths, examples, output)
    penalty = float(random.uniform(0.1, 1.0)) if penalised else 0.0
    return RandomNetwork(text_of(hidden, output, formula, penalty), values, hidden, output, error, penalty)


def text_of(hidden: tuple[str, ...], output: str, formula: str, penalty: float) -> str:
    """The equations as somebody would write them on a board."""
    layers = (*hidden, output)
    last = len(layers)
    fact = ", colsum(Y) = 1" if output == "softmax" else ""
    lines = ["X: n0 x m", f"Y: n{last} x m{fact}"]
    before = "X"
    for layer, activation in enumerate(layers, 1):
        lines.append(f"Z{layer} = W{layer} {before} + b{layer}")
        lines.append(f"A{layer} = {activation}(Z{layer})")
        before = f"A{layer}"
    squares = " + ".join(f"sum(W{layer}^2)" for layer in range(1, last + 1))
    if penalty:
        lines.insert(0, f"lambda = {penalty!r}")
        squares = f" + lambda/(2 m) ({squares})"
    lines.append(f"J = {formula.format(A=before)}{squares if penalty else ''}")
    return "\n".join(lines) + "\n"


def random_values(random: Generator, widths: list[int], examples: int, output: str) -> dict[str, Array]:
    values: dict[str, Array] = {"X": random.normal(size=(widths[0], examples))}
    if output == "softmax":
        classes = random.integers(0, widths[-1], examples)
        values["Y"] = np.eye(widths[-1])[:, classes]
    elif output == "sigmoid":
        values["Y"] = (random.random((widths[-1], examples)) > 0.5).astype(float)
    else:
        values["Y"] = random.normal(size=(widths[-1], examples))
    for layer, (inside, outside) in enumerate(pairwise(widths), 1):
        values[f"W{layer}"] = random.normal(size=(outside, inside)) / np.sqrt(inside)
        values[f"b{layer}"] = 0.5 * random.normal(size=(outside, 1))
    return values
