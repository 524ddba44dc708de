"""Parameters in one matrix: ``Theta1 [1; X]``, where Theta1 = [b1, W1] has the bias as its first column.

The parts are the parameters of the model. A product of a matrix in parts with another is multiplied out as it is read,
so the equations of the model are those of the parts: ``Theta1 [1; X]`` is ``b1 + W1 X``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from ..errors import ModelError, NotSupported, Span
from ..notation.surface import Block, Kind, Literal, Name, Plus, Product, Surface, Transposed, walk_surface, with_parts
from ..notation.text import text
from .infer import THETA
from .model import Role


class Equation(Protocol):
    """An equation as it is read: ``right`` is what is computed."""

    right: Surface
    place: Span


def multiply_out(equations: Mapping[str, Equation], blocks: dict[str, Block], declared: Mapping[str, Role]) -> None:
    """Make every equation one of the parts; ``blocks`` gets the Thetas that no equation puts together.

    Raises ModelError where the names of their parts are taken, NotSupported for other uses of a matrix in parts.
    """
    for equation in equations.values():
        for name in _undefined(equation.right, blocks):
            if name in declared:
                raise NotSupported(
                    f"{name} is declared as one matrix and multiplied by one in parts",
                    span=equation.place,
                    hint=f"Leave the declaration of {name} out, or declare its parts.",
                )
            blocks[name] = _parts_of(name, equations, declared)
    for equation in equations.values():
        out = multiplied_out(equation.right, blocks)
        if out != equation.right:
            equation.right = out


def _parts_of(name: str, equations: Mapping[str, Equation], declared: Mapping[str, Role]) -> Block:
    """``[b1, W1]`` for Theta1."""
    number = name.removeprefix("Theta").removeprefix("Θ")
    bias, weights = f"b{number}", f"W{number}"
    for part in (bias, weights):
        if part in equations or declared.get(part, Role.PARAMETER) is not Role.PARAMETER:
            raise ModelError(
                f"{name} is put together from {bias} and {weights}, and {part} is something else here",
                hint=f"Say what its parts are called: {name} = [b_{number or 0}, W_{number or 0}]",
            )
    return Block(((Name(bias), Name(weights)),))


def is_definition(name: str, right: Surface) -> bool:
    """Whether ``name = right`` only puts parameters together: ``Theta1 = [b1, W1]``."""
    return THETA.fullmatch(name) is not None and isinstance(right, Block) and all(map(_is_part, right.rows[0]))


def _is_part(cell: Surface) -> bool:
    return isinstance(cell.body if isinstance(cell, Transposed) else cell, Name)


def _undefined(surface: Surface, known: Mapping[str, Block]) -> tuple[str, ...]:
    """The Thetas that a matrix in parts is multiplied by, without an equation that says what they are made of."""
    found = []
    for node in walk_surface(surface):
        if isinstance(node, Product):
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, Name) and isinstance(other, Block) and THETA.fullmatch(one.text):
                        found += [one.text] if one.text not in known else []
    return tuple(dict.fromkeys(found))


def multiplied_out(surface: Surface, known: Mapping[str, Block]) -> Surface:
    """The formula with every product of matrices in parts written in the parts. Raises NotSupported for other uses."""
    surface = with_parts(surface, lambda part: multiplied_out(part, known))
    if isinstance(surface, Name) and surface.text in known:
        return replace(known[surface.text], span=surface.span)
    if not isinstance(surface, Product) or not any(isinstance(factor, Block) for factor in surface.factors):
        return surface
    factors = list(surface.factors)
    while any(isinstance(factor, Block) for factor in factors):
        place = next(at for at, factor in enumerate(factors) if isinstance(factor, Block))
        left, right = factors[place], factors[place + 1] if place + 1 < len(factors) else None
        fits = isinstance(left, Block) and isinstance(right, Block) and len(left.rows) == 1
        if not (fits and isinstance(right, Block) and isinstance(left, Block)) or any(len(r) > 1 for r in right.rows):
            raise _refused(surface)
        row, column = left.rows[0], [cells[0] for cells in right.rows]
        if len(row) != len(column) or surface.kind is Kind.ELEMENTWISE:
            raise _refused(surface)
        # W1 X + b1: the bias last, as it is written
        terms = [_times(one, other, surface.kind) for one, other in zip(row, column, strict=True)]
        terms.sort(key=lambda term: not isinstance(term, Product))
        factors[place : place + 2] = [Plus(tuple(terms), span=surface.span) if len(terms) > 1 else terms[0]]
    return factors[0] if len(factors) == 1 else replace(surface, factors=tuple(factors))


def _times(left: Surface, right: Surface, kind: Kind) -> Surface:
    """A part times a part; 1 stands for a row or column of ones, beside which a single column or row is repeated."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Literal):
            if one.value != 1 or isinstance(other, Literal):
                raise NotSupported(
                    f"the number {text(one)} as a part of a matrix",
                    span=one.span,
                    hint="A row of ones is written 1: [1; X].",
                )
            return other
    return Product(kind, (left, right), span=left.span)


def _refused(surface: Surface) -> NotSupported:
    return NotSupported(
        f"the matrix in parts in {text(surface)}",
        span=surface.span,
        hint="A matrix in parts is multiplied by one of as many parts: [b1, W1] [1; X], or Theta1 [1; X].",
    )
