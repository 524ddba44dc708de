r"""The upper bounds that LaTeX sums state, held against the axes they run along: \sum_{i=1}^{m} runs to m."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotationError, ShapeError
from ..notation.tex_reader import Bounds
from ..terms import Axis, Max, Sum, walk
from .model import Model


def check_bounds(model: Model, bounds: Iterable[Bounds]) -> None:
    """Raises ShapeError where a sum does not run as far as it says, or an example above a letter is none;
    NotationError where that cannot be known."""
    for bound in bounds:
        axes = _axes(model, bound)
        if not bound.upper:
            _examples(model, bound, axes)
            continue
        if not axes:
            raise NotationError(
                f"that {bound.letter} runs to {bound.upper} cannot be checked here",
                span=bound.place,
                hint=rf"Leave the bounds out: \sum_{{{bound.letter}}}.",
            )
        for axis in axes:
            if bound.upper != axis.name and bound.upper != str(axis.size or model.sizes.get(axis.name)):
                raise ShapeError(
                    f"the sum runs to {bound.upper}, but {bound.letter} runs along {axis}",
                    span=bound.place,
                    hint=rf"Write {axis} as the bound, or leave it out: \sum_{{{bound.letter}}}.",
                )


def _examples(model: Model, bound: Bounds, axes: list[Axis]) -> None:
    """The letter above must count the examples, and nothing else."""
    if axes and all(axis == model.example_axis for axis in axes):
        return
    found = f"runs along {axes[0]}" if axes else "is not found"
    raise ShapeError(
        f"({bound.letter}) above a letter counts the examples, and here {bound.letter} {found}",
        span=bound.place,
        hint="Above and below are read as row and column of a matrix with every example in a column. Write both "
        "below, in the order of its rows and columns: X_{i,k}.",
    )


def _axes(model: Model, bound: Bounds) -> list[Axis]:
    """The axes of the letter in the equation of the bound's line.

    In a network of any depth the lines are those of its layers, so all equations after them are looked at.
    """
    found = []
    for name, definition in model.definitions.items():
        after = model.layers is not None and "[" not in name
        if after or (model.layers is None and model.quantities[name].line == bound.line):
            for node in walk(definition.value):
                if isinstance(node, (Sum, Max)) and node.bound.name == bound.letter:
                    found.append(node.bound.axis)
            if not bound.upper:
                found += [index.axis for index in definition.indices if index.name == bound.letter]
    return found
