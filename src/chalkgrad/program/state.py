"""What training changes: the parameters, what the optimizer remembers, and how often it has stepped."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..errors import DataError
from .arrays import Array


class TrainingState:
    """All parameters in one stretch of memory, their gradients in another, and the optimizer's vectors beside them.

    ``parameters`` and ``gradients`` are views of these stretches, by name, in the model's shapes: a step changes them
    in place. ``counters`` are the optimizer's numbers, such as the step count t.
    """

    def __init__(
        self,
        shapes: Mapping[str, tuple[int, ...]],
        vectors: Sequence[str],
        counters: Mapping[str, int],
        dtype: str,
        remembered: Sequence[str],
    ) -> None:
        count = sum(math.prod(shape) for shape in shapes.values())
        self.vectors: dict[str, Array] = {name: np.zeros(count, dtype=dtype) for name in vectors}
        self.counters = dict(counters)
        self.parameters = _views(self.vectors[vectors[0]], shapes)
        self.gradients = _views(self.vectors[vectors[1]], shapes)
        self._remembered = tuple(remembered)
        #: What the compiled procedures take, in their order.
        self.arguments: tuple[Any, ...] = (*self.parameters.values(), *self.gradients.values())
        self.stretches: tuple[Any, ...] = tuple(self.vectors.values())

    def as_arrays(self) -> dict[str, Array]:
        """Copies of everything, under flat names: ``W1``, ``optimizer.v``, ``optimizer.t``.

        After ``load_arrays`` of these, training goes on bit for bit as it would have without the break.
        """
        found = {name: np.array(view, order="C") for name, view in self.parameters.items()}
        found.update({f"optimizer.{name}": self.vectors[name].copy() for name in self._remembered})
        found.update({f"optimizer.{name}": np.asarray(value) for name, value in self.counters.items()})
        return found

    def load_arrays(self, arrays: Mapping[str, Array]) -> None:
        """Take over what ``as_arrays`` gave. Raises DataError, with all differences, before anything is changed."""
        expected: dict[str, Array] = {
            **self.parameters,
            **{f"optimizer.{name}": self.vectors[name] for name in self._remembered},
            **{f"optimizer.{name}": np.asarray(value) for name, value in self.counters.items()},
        }
        faults = [f"{name} is missing" for name in expected if name not in arrays]
        faults += [f"{name} is not part of this state" for name in arrays if name not in expected]
        for name, array in expected.items():
            if name in arrays and np.shape(arrays[name]) != array.shape:
                faults.append(f"{name}: found shape {np.shape(arrays[name])}, expected {array.shape}")
        if faults:
            raise DataError("the saved state does not fit this network", hint="\n".join(faults))
        for name, view in self.parameters.items():
            view[...] = arrays[name]
        for name in self._remembered:
            self.vectors[name][...] = arrays[f"optimizer.{name}"]
        for name in self.counters:
            self.counters[name] = int(arrays[f"optimizer.{name}"])


def _views(flat: Array, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    views, start = {}, 0
    for name, shape in shapes.items():
        count = math.prod(shape)
        views[name] = flat[start : start + count].reshape(shape)
        start += count
    return views
