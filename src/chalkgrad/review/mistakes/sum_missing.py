"""The sum over the examples left out, so that one column for each example remains."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...errors import NotSupported
from ...terms import Axis, Index, Sum, Term, free_indices
from ...terms import map_children as rebuild
from ..case import Case
from ..mistake import Slip

name = "sum over examples missing"
words = "the gradient of a bias was not summed over the examples"


def slips(case: Case, site: str) -> Iterator[Slip]:
    definition = case.derivation.definitions[site]
    axis, examples = case.model.example_axis, case.examples
    if axis is None or examples is None or len(definition.indices) != 1 or case.carries_examples(site):
        return
    opened = open_sum(definition.value, axis)
    loose = [index for index in free_indices(opened) if index not in definition.indices]
    if len(loose) != 1 or loose[0].axis != axis:
        return
    try:
        value = case.evaluator(case.values).value(opened)
    except NotSupported:
        return
    order: tuple[Index, ...] = (*definition.indices, loose[0])
    full = np.broadcast_to(value.arrange(order), [case.sizes[index.axis] for index in order])
    equation = case.equation(site)
    shown = f": {site} = {equation.text}" if equation is not None else ""
    for array in (full, full * examples):
        yield Slip(
            np.array(array),
            f"one column for each of the m = {examples} examples",
            f"the sum over the examples is missing{shown}",
        )


def open_sum(term: Term, axis: Axis) -> Term:
    """``term`` with every sum along ``axis`` replaced by its summand."""
    if isinstance(term, Sum) and term.bound.axis == axis:
        return term.body
    return rebuild(term, lambda child: open_sum(child, axis))
