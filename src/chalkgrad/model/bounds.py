r"""The upper bounds that LaTeX sums state, held against the axes they run along: \sum_{i=1}^{m} runs to m."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotationError, ShapeError
from ..notation.tex_reader import Bounds
from ..terms import Axis, Max, Sum, walk
from .model import Model


def check_bounds(model: Model, bounds: Iterable[Bounds]) -> None:
    """Raises ShapeError where a sum does not run as far as it says, NotationError where that cannot be known."""
    for bound in bounds:
        axes = _axes(model, bound)
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


def _axes(model: Model, bound: Bounds) -> list[Axis]:
    """The axes along which the letter is summed in the equation of the bound's line."""
    found = []
    for name, definition in model.definitions.items():
        if model.quantities[name].line == bound.line:
            for node in walk(definition.value):
                if isinstance(node, (Sum, Max)) and node.bound.name == bound.letter:
                    found.append(node.bound.axis)
    return found
