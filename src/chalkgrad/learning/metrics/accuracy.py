"""The share of examples whose most probable class is the right one."""

import numpy as np

from ..metric import Array, Metric


def accuracy(output: Array, expected: Array) -> float:
    """One row of ``output``: class 1 from 0.5 on. More rows: the largest entry."""
    if output.shape[1] == 1:
        return float(np.mean((output >= 0.5) == (expected >= 0.5)))
    return float(np.mean(output.argmax(axis=1) == expected.argmax(axis=1)))


METRIC = Metric("accuracy", "classes", accuracy, order=0)
