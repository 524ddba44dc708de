"""Matrices put together from parts: ``[b1, W1] [1; X]`` is ``b1 + W1 X``.

``cells`` multiplies a formula out, part by part, until no matrix of parts is left inside; then every cell is a formula
of its own that has an index form. A number in a matrix of parts fills a single row or column: the 1 of ``[1; X]`` is a
row of ones. So a product with it adds up (``A [1, X]`` has the column ``rowsum(A)``) or repeats a single row or column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..errors import NotSupported, ShapeError
from ..terms import Axis
from .scope import Scope
from .shapes import SCALAR, layout_of
from .surface import Block, Call, Kind, Literal, Minus, Name, Plus, Product, Quotient, Surface, Transposed, walk_surface
from .text import text

ZERO, ONE = Literal(Fraction(0)), Literal(Fraction(1))


@dataclass(frozen=True)
class Cells:
    """The cells of a matrix, row by row; ``heights`` and ``widths`` are the axes of its rows and columns of cells.

    None stands for a single row or column. A ``Literal`` fills its cell.
    """

    rows: tuple[tuple[Surface, ...], ...]
    heights: tuple[Axis | None, ...]
    widths: tuple[Axis | None, ...]

    @property
    def is_scalar(self) -> bool:
        return self.heights == (None,) and self.widths == (None,)

    @property
    def shape(self) -> str:
        """``n1 x (1 + n0)``."""
        return f"{_side(self.heights)} x {_side(self.widths)}"


def _side(axes: tuple[Axis | None, ...]) -> str:
    shown = [str(axis or 1) for axis in axes]
    return shown[0] if len(shown) == 1 else f"({' + '.join(shown)})"


def has_blocks(surface: Surface, known: Mapping[str, Block]) -> bool:
    """Whether a matrix of parts stands in the formula, written out or by one of the ``known`` names."""
    return any(isinstance(n, Block) or (isinstance(n, Name) and n.text in known) for n in walk_surface(surface))


def cells(surface: Surface, scope: Scope, known: Mapping[str, Block]) -> Cells:
    """The formula multiplied out into cells. ``known`` are names of matrices in parts: Theta1 is [b1, W1].

    Raises ShapeError for parts that do not fit, NotSupported for an operation that does not go part by part.
    """
    if not has_blocks(surface, known):
        rows, columns = layout_of(surface, scope)
        return Cells(((surface,),), (rows,), (columns,))
    match surface:
        case Name(name):
            return cells(known[name], scope, known)
        case Block(parts):
            return _put_together(parts, scope, known)
        case Minus(body):
            return _each(cells(body, scope, known), _minus)
        case Transposed(body):
            return _turned(cells(body, scope, known))
        case Plus(terms):
            return _sum([cells(term, scope, known) for term in terms])
        case Quotient(left, right) if not has_blocks(right, known) and layout_of(right, scope) == SCALAR:
            return _each(cells(left, scope, known), lambda cell: Quotient(cell, right))
        case Product(kind, factors) if kind is not Kind.ELEMENTWISE:
            product = cells(factors[0], scope, known)
            for factor in factors[1:]:
                product = _product(product, cells(factor, scope, known), scope)
            return product
        case _:
            raise NotSupported(
                f"the matrix in parts in {text(surface)}",
                span=surface.span,
                hint="Matrices in parts can be added, scaled, transposed and multiplied.",
            )


def _put_together(rows: tuple[tuple[Surface, ...], ...], scope: Scope, known: Mapping[str, Block]) -> Cells:
    if any(has_blocks(cell, known) for row in rows for cell in row):
        raise NotSupported("a matrix of parts inside another", hint="Write all cells in one.")
    layouts = [[None if isinstance(cell, Literal) else layout_of(cell, scope) for cell in row] for row in rows]
    heights = tuple(_common([layout[0] for layout in row if layout is not None], scope) for row in layouts)
    columns = list(zip(*layouts, strict=True))
    widths = tuple(_common([layout[1] for layout in column if layout is not None], scope) for column in columns)
    return Cells(rows, heights, widths)


def _common(axes: list[Axis | None], scope: Scope) -> Axis | None:
    """The axis that all parts in a row of cells share."""
    found = axes[0] if axes else None
    for axis in axes[1:]:
        if (axis is None) != (found is None) or (axis and found and not scope.same(axis, found)):
            raise ShapeError(f"parts beside each other must agree: {found or 1} and {axis or 1} differ")
    return found


def _minus(cell: Surface) -> Surface:
    return cell if cell == ZERO else Minus(cell)


def _each(matrix: Cells, change: Callable[[Surface], Surface]) -> Cells:
    rows = tuple(tuple(change(cell) for cell in row) for row in matrix.rows)
    return Cells(rows, matrix.heights, matrix.widths)


def _turned(matrix: Cells) -> Cells:
    rows = tuple(
        tuple(cell if isinstance(cell, Literal) else Transposed(cell) for cell in column)
        for column in zip(*matrix.rows, strict=True)
    )
    return Cells(rows, matrix.widths, matrix.heights)


def _sum(terms: list[Cells]) -> Cells:
    first = terms[0]
    for other in terms[1:]:
        if (other.heights, other.widths) != (first.heights, first.widths):
            raise ShapeError(f"shapes do not fit: {first.shape} and {other.shape}")
    rows = tuple(
        tuple(_added([term.rows[i][j] for term in terms]) for j in range(len(first.widths)))
        for i in range(len(first.heights))
    )
    return Cells(rows, first.heights, first.widths)


def _added(summands: list[Surface]) -> Surface:
    """The sum of cells; numbers that fill a cell are added up, zeros are left out."""
    kept = [cell for cell in summands if cell != ZERO]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Plus(tuple(kept))


def _product(left: Cells, right: Cells, scope: Scope) -> Cells:
    if left.is_scalar or right.is_scalar:
        scale, matrix = (left, right) if left.is_scalar else (right, left)
        factor = scale.rows[0][0]
        return _each(matrix, lambda cell: cell if cell == ZERO else _times(factor, cell))
    if left.widths != right.heights:
        raise ShapeError(
            f"shapes do not fit: {left.shape} times {right.shape}",
            hint="The parts of the left matrix must be as wide as those of the right one are high.",
        )
    rows = tuple(
        tuple(
            _added([_contracted(left.rows[i][k], axis, right.rows[k][j], scope) for k, axis in enumerate(left.widths)])
            for j in range(len(right.widths))
        )
        for i in range(len(left.heights))
    )
    return Cells(rows, left.heights, right.widths)


def _times(factor: Surface, cell: Surface) -> Surface:
    return factor if cell == ONE else Product(Kind.JUXTAPOSED, (factor, cell))


def _filled(part: Surface, number: Literal) -> Surface:
    return part if number == ONE else Product(Kind.JUXTAPOSED, (number, part))


def _contracted(left: Surface, axis: Axis | None, right: Surface, scope: Scope) -> Surface:
    """One cell times another; ``axis`` is what the product adds up along, None for a single term."""
    if ZERO in (left, right):
        return ZERO
    if isinstance(left, Literal) and isinstance(right, Literal):
        number = Literal(left.value * right.value)
        return number if axis is None else Product(Kind.JUXTAPOSED, (number, Name(axis.name)))
    if isinstance(right, Literal):
        return _filled(left if axis is None else Call("rowsum", (left,)), right)
    if isinstance(left, Literal):
        return _filled(right if axis is None else Call("colsum", (right,)), left)
    single = SCALAR in (layout_of(left, scope), layout_of(right, scope))
    return Product(Kind.JUXTAPOSED if single else Kind.MATRIX, (left, right))
