"""A multiple of the weights added to their gradient, as an L2 penalty does, that is no part of the cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...calculus.split import split
from ...terms import names
from ..case import Case
from ..labelled import Array
from ..mistake import Slip

name = "penalty that is not in the cost"
words = "a multiple of the weights was added, as for an L2 penalty that the cost does not have"


def fitted(case: Case, site: str, given: Array) -> Iterator[Slip]:
    equation, right = case.equation(site), case.value(site)
    if equation is None or right is None or equation.of not in case.model.parameters:
        return
    weights = case.values[equation.of]
    if weights.shape != right.shape or given.shape != right.shape or np.count_nonzero(weights) < 3:
        return
    factor = float(np.sum((given - right) * weights) / np.sum(weights * weights))
    if factor == 0 or not np.isfinite(factor):
        return
    added = f"{abs(factor):.4g} {equation.of} {'added' if factor > 0 else 'subtracted'}"
    yield Slip(right + factor * weights, f"{site} with {added}", explained(case, site, equation.of, factor))


def explained(case: Case, site: str, weights: str, factor: float) -> str:
    """Which penalty has this derivative, and what the cost has instead."""
    penalty = split(case.model).penalty
    if penalty is not None and weights in names(penalty):
        return f"the penalty in {case.model.cost} gives another multiple of {weights}: {case.shown(site)}"
    examples = case.examples
    as_lambda = "" if examples is None else f" (λ/(2m) with λ = {factor * examples:.4g})"
    return f"that is the derivative of {factor / 2:.4g} sum({weights}^2){as_lambda}; {case.model.cost} has no such term"
