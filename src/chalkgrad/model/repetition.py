"""Single rows and columns that an operation entry by entry repeats: whether somebody said that they are meant to be.

A bias, a declared row or column, and what a sum leaves (``X - 1/m rowsum(X)``) are meant to be repeated. A column that
was computed without any of these, such as the forecast m x 1 beside an answer m x n2, is most often a slip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..errors import ShapeError, Span
from ..notation.scope import Scope, show_layout
from ..notation.shapes import SCALAR, layout_of, product_kinds
from ..notation.surface import (
    Call,
    Comparison,
    Conditional,
    Kind,
    Minus,
    Name,
    Plus,
    Product,
    Quotient,
    Surface,
    parts,
    walk_surface,
)
from ..notation.text import text
from ..notation.tokens import REDUCTIONS
from ..terms import Layout


class Written(Protocol):
    """An equation: what it defines, its right-hand side, its letters if it is in index form, and its place."""

    name: str
    letters: tuple[str, ...] | None
    right: Surface
    place: Span


def refuse_silent_repetition(equations: Sequence[Written], scope: Scope) -> None:
    """Raises ShapeError for a sum, a difference, a quotient or a function of two things of which one is repeated.

    A product is let be: ⊙ with a single row or column is how one weighs rows or columns.
    """
    rights = {equation.name: equation.right for equation in equations}
    meant: dict[str, bool] = {}
    for equation in equations:
        if equation.letters is not None:
            continue
        for node in walk_surface(equation.right):
            sides = _entry_by_entry(node)
            layouts = [layout_of(side, scope) for side in sides]
            whole = next((layout for layout in layouts if None not in layout), None)
            if whole is None:
                continue
            for side, layout in zip(sides, layouts, strict=True):
                if layout != SCALAR and None in layout and not _is_meant(side, scope, rights, meant):
                    beside = sides[layouts.index(whole)]
                    raise _refusal(equation, side, layout, beside, whole)


def _entry_by_entry(node: Surface) -> tuple[Surface, ...]:
    match node:
        case Plus(terms):
            return tuple(term.body if isinstance(term, Minus) else term for term in terms)
        case Quotient() | Comparison() | Conditional():
            return parts(node)
        case Call(_, arguments, _) if len(arguments) > 1:
            return arguments
        case _:
            return ()


def _is_meant(surface: Surface, scope: Scope, rights: Mapping[str, Surface], known: dict[str, bool]) -> bool:
    """Whether a single row or column is given, comes from a sum, or is made of such entry by entry."""
    match surface:
        case Name(name):
            if name not in rights:
                return True
            if name not in known:
                known[name] = _is_meant(rights[name], scope, rights, known)
            return known[name]
        case Call(function, _, _) if function in REDUCTIONS:
            return True
        case Product() if Kind.MATRIX in product_kinds(surface, scope)[0]:
            return any(isinstance(n, Call) and n.function in REDUCTIONS for n in walk_surface(surface))
        case _:
            sides = [part for part in parts(surface) if layout_of(part, scope) != SCALAR]
            return all(_is_meant(side, scope, rights, known) for side in sides)


def _refusal(equation: Written, side: Surface, layout: Layout, beside: Surface, whole: Layout) -> ShapeError:
    single, full = show_layout(layout), show_layout(whole)
    shown, other = text(side), text(beside)
    direction = "columns" if layout[1] is None else "rows"
    ones = f"1 x {whole[1]}" if layout[1] is None else f"{whole[0]} x 1"
    factor = shown if isinstance(side, (Name, Call)) else f"({shown})"
    product = f"{factor} @ ones" if layout[1] is None else f"ones @ {factor}"
    return ShapeError(
        f"{shown} is {single} and {other} is {full}: entry by entry, {shown} would be repeated for all {direction}",
        span=side.span or equation.place,
        hint=f"Should {shown} be {full}? Look at the shapes of the weights it is computed with. If it is meant to be "
        f"repeated, say so: ones: {ones}, and {product}.",
    )
