"""The root of the mean squared error, in the unit of the target."""

import numpy as np

from ..metric import Array, Metric


def rmse(output: Array, expected: Array) -> float:
    difference = output.astype(np.float64) - expected
    return float(np.sqrt(np.mean(difference * difference)))


METRIC = Metric("RMSE", "numbers", rmse, order=1)
