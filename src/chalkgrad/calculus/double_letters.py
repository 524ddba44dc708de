"""Letters that count entries on a page and are quantities or sizes of the model as well: the reader is told."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Model
from ..notation.elaborate import EXAMPLE_LETTERS, LETTERS
from ..terms import Delta, all_indices, walk
from .derivation import Equation


def double_letters(model: Model, equations: Iterable[Equation]) -> str:
    """A sentence about the letters with two meanings (``1/e sum_e ...``, where m is called e); empty without any."""
    written = {index.name for definition in model.definitions.values() for index in definition.indices}
    own = set(own_names(model)) & {*EXAMPLE_LETTERS, *LETTERS, *written}
    if not own:  # most models: no line need be looked at
        return ""
    counting = {
        index.name
        for equation in equations
        for step in equation.steps
        for line in (step.source, step.result)
        for index in all_indices(line.term)
    }
    double = sorted(own & counting)
    if not double:
        return ""
    if len(double) == 1:
        (letter,) = double
        return f"{letter} has two meanings: as an index it counts entries, elsewhere it is the model's own"
    listed = f"{', '.join(double[:-1])} and {double[-1]}"
    return f"{listed} have two meanings: as indices they count entries, elsewhere they are the model's own"


def double_delta(equations: Iterable[Equation]) -> str:
    """The same about δ where it is both the error of a layer without a number and Kronecker's delta."""
    equations = tuple(equations)
    if not any(equation.name == "δ" for equation in equations):
        return ""
    lines = (line for e in equations for step in e.steps for line in (step.source, step.result))
    found = next((node for line in lines for node in walk(line.term) if isinstance(node, Delta)), None)
    if found is None:
        return ""
    left, right = found.left.name, found.right.name
    return (
        f"δ has two meanings: with two indices that count the same, as δ[{left},{right}], it is Kronecker's delta, 1 "
        "where they agree and else 0; elsewhere it is the error"
    )


def own_names(model: Model) -> Iterable[str]:
    """The names that the model's text gives to quantities and to sizes."""
    yield from model.quantities
    for quantity in model.quantities.values():
        yield from (axis.name for axis in quantity.layout if axis is not None)
