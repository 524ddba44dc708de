"""What a metric is, and finding the ones in the folder ``metrics``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from . import metrics

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Metric:
    """``value(output, expected)`` compares arrays of one row per example, as the program gives and the target has them.

    ``task`` says what the target is: classes (0/1 or one-hot rows) or numbers. ``order`` sorts the display.
    """

    name: str
    task: Literal["classes", "numbers"]
    value: Callable[[Array, Array], float]
    order: int = 9


@cache
def all_metrics() -> tuple[Metric, ...]:
    """Every metric of the folder, in the order of display."""
    found = [
        importlib.import_module(f"{metrics.__name__}.{module.name}").METRIC
        for module in pkgutil.iter_modules(metrics.__path__)
    ]
    return tuple(sorted(found, key=lambda metric: (metric.order, metric.name)))


def scores_for(is_classification: bool) -> Callable[[Array, Array], dict[str, float]]:
    """A function that gives all fitting metrics by name."""
    chosen = [m for m in all_metrics() if m.task == ("classes" if is_classification else "numbers")]

    def scores(output: Array, expected: Array) -> dict[str, float]:
        return {metric.name: metric.value(output, expected) for metric in chosen}

    return scores


def show_scores(scores: Mapping[str, float]) -> str:
    """``accuracy 0.976 · RMSE 57857.7``."""
    parts = [f"{name} {value:.3f}" if abs(value) < 100 else f"{name} {value:.6g}" for name, value in scores.items()]
    return " · ".join(parts)
