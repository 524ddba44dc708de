"""A model at random values: its gradients by differences of its cost, four points each."""

from __future__ import annotations

import numpy as np

import chalkgrad as cg

STEP = 1e-4


def random_values(model: cg.Model, sizes: dict[str, int], seed: int = 0) -> dict[str, np.ndarray]:
    """Numbers between -1 and 1 for every name that is given."""
    draw = np.random.default_rng(seed)
    found = {}
    for name, quantity in model.quantities.items():
        if name not in model.definitions:
            shape = tuple(1 if axis is None else axis.size or sizes[axis.name] for axis in quantity.layout)
            found[name] = draw.uniform(-1, 1, size=shape if any(quantity.layout) else ())
    return found


def by_differences(program, values: dict[str, np.ndarray], name: str, cost: str = "J") -> np.ndarray:
    """∂cost/∂name, entry by entry."""
    gradient = np.zeros_like(values[name])
    for place in np.ndindex(gradient.shape):

        def moved(steps: int, place=place) -> float:
            there = values[name].copy()
            there[place] += steps * STEP
            return float(program.forward({**values, name: there}, [cost])[cost])

        gradient[place] = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * STEP)
    return gradient


def agrees(found: np.ndarray, expected: np.ndarray, cost: float, tolerance: float = 1e-7) -> bool:
    """The same shape, and the same numbers but for the error of the differences: of the cost's last digits too."""
    scale = 1 + np.abs(expected).max(initial=0) + 1e-4 * abs(cost)
    return found.shape == expected.shape and bool(np.abs(found - expected).max(initial=0) < tolerance * scale)
