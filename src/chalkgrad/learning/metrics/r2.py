"""The coefficient of determination: the share of the target's variance that the predictions explain.

1 is perfect, 0 as good as always answering the mean, negative worse than that. Several rows of the target are
averaged with equal weight. Where the target does not vary at all, it is 1 for exact predictions and 0 otherwise.
"""

import numpy as np

from ..metric import Array, Metric


def r2(output: Array, expected: Array) -> float:
    wide = expected.astype(np.float64)
    residual = np.sum((output.astype(np.float64) - wide) ** 2, axis=0)
    total = np.sum((wide - wide.mean(axis=0)) ** 2, axis=0)
    varies = total > 0
    explained = np.where(varies, 1 - residual / np.where(varies, total, 1.0), np.where(residual > 0, 0.0, 1.0))
    return float(np.mean(explained))


METRIC = Metric("R²", "numbers", r2, order=0)
