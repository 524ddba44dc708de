"""Matrices in parts, as numbers: D1 = [db1, dW1] put together, and Theta1 taken apart for the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..calculus.derivation import Derivation
from ..calculus.theta import BlockEquation
from ..errors import ShapeError
from ..notation.scope import Scope
from ..notation.shapes import SCALAR, layout_of
from ..notation.surface import Block, Surface, Transposed
from ..notation.text import text
from . import operations as op
from .from_surface import from_surface
from .lowered import Lowered
from .operations import Line, Operation


def with_blocks(lowered: Lowered, derivation: Derivation) -> Lowered:
    """The lines with those of the matrices in parts (Delta1, D1) behind them."""
    found = [equation for equation in derivation.equations if isinstance(equation, BlockEquation)]
    if not found:
        return lowered
    scope = Scope(lowered.layouts, lowered.axes, lowered.model.functions, lowered.model.example_axis)
    lines = []
    for equation in found:
        (row,) = equation.parts.rows
        lines.append(Line(equation.name, op.Beside(tuple(_whole(cell, scope) for cell in row))))
    adjoint_of = {**lowered.adjoint_of, **{equation.name: equation.of for equation in found}}
    return replace(lowered, backward=(*lowered.backward, *lines), adjoint_of=adjoint_of)


def _whole(cell: Surface, scope: Scope) -> Operation:
    """A part as a matrix: a single number is one of one row and one column."""
    value = from_surface(cell, scope)
    return op.Spread(value, (None, None)) if layout_of(cell, scope) == SCALAR else value


def taken_apart(values: Mapping[str, Any], blocks: Mapping[str, Block]) -> dict[str, Any]:
    """The values with every matrix in parts replaced by its parts: the first column of Theta1 is b1, the rest W1.

    Raises ShapeError for an array that cannot be taken apart.
    """
    found = dict(values)
    for name, block in blocks.items():
        if name not in found:
            continue
        whole = np.asarray(found.pop(name))
        bias, weights = block.rows[0]
        if whole.ndim != 2 or whole.shape[1] < 2:
            raise ShapeError(
                f"{name} is {text(block)}: two dimensions and at least two columns are needed, found {whole.shape}",
                hint="The first column is the bias.",
            )
        turned = isinstance(weights, Transposed)
        found[text(bias)] = whole[:, :1]
        found[text(weights.body) if isinstance(weights, Transposed) else text(weights)] = (
            whole[:, 1:].T if turned else whole[:, 1:]
        )
    return found
