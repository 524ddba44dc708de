"""The gradient of one example's loss in the place of the gradient of the cost."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import NotSupported
from ...terms import Axis, Sum, names, walk
from ..case import Case
from ..evaluate import Evaluator
from ..labelled import Array, to_board
from ..mistake import Slip

name = "one example only"
words = "the gradient of one example's loss, not of the cost over all examples"

#: Only the first columns are tried: who forgets the sum uses the first, the last or a small number.
TRIED = 256


def slips(case: Case, site: str) -> Iterator[Slip]:
    definition = case.derivation.definitions[site]
    axis, examples = case.model.example_axis, case.examples
    summed = any(isinstance(node, Sum) and node.bound.axis == axis for node in walk(definition.value))
    if axis is None or examples is None or examples < 2 or not summed:
        return
    columns = sorted({*range(min(examples, TRIED)), examples - 1})
    for column in columns:
        try:
            value = only(case, site, axis, column)
        except NotSupported:
            return
        yield Slip(
            value,
            f"the gradient of one example alone: column {column}",
            "the sum over the examples is missing (columns count from 0)",
        )


def only(case: Case, site: str, axis: Axis, column: int) -> Array:
    """The right-hand side of the equation of ``site`` in a batch that holds one column."""
    definition = case.derivation.definitions[site]
    cut: dict[str, Array] = {}
    for other in names(definition.value):
        array = case.values[other]
        layout = case.layout(other)
        for direction, along in enumerate(layout):
            if along == axis and array.ndim == 2:
                array = array.take([column], axis=direction)
        cut[other] = array
    sizes = {**case.sizes, axis: 1}
    value = Evaluator(lambda other: case.labelled(other, cut[other]), sizes, case.model.functions).value(
        definition.value
    )
    lengths = {index: sizes[index.axis] for index in definition.indices}
    return to_board(value, definition.layout, definition.indices, lengths)
