"""Shapes and counts as a neutral page."""

from __future__ import annotations

from ..notation.read import read_expression
from ..notation.surface import Comparison, Name
from ..page.document import Block, Document, Formula, Piece, Prose, Shape, Table, Title
from .counting import Count
from .shapes import OperationRow, Shapes

Cell = tuple[Piece, ...]


def shapes_page(shapes: Shapes) -> Document:
    """Two tables, one of shapes and one of operations, with the totals in words."""
    blocks: list[Block] = [Title(("Shapes and counts",))]
    if shapes.sizes:
        written = ", ".join(f"{name} = {size}" for name, size in shapes.sizes.items())
        blocks.append(Prose(("With ", written, ". A gradient has the shape of its quantity.")))
    else:
        blocks.append(Prose(("A gradient has the shape of its quantity.",)))
    if shapes.any_depth:
        said = "A row of layer ", Formula(Name("l")), " stands for every layer; counts are summed over the layers."
        blocks.append(Prose(said))
    blocks += [_shape_table(shapes), Prose(_parameters(shapes))]
    blocks += [Title(("Operations" + _each(shapes),), 2), _operation_table(shapes)]
    blocks.append(Prose(_passes(shapes)))
    return Document(tuple(blocks))


def _shape_table(shapes: Shapes) -> Table:
    number = shapes.sizes.get(shapes.examples or "", shapes.examples)
    heads = ["quantity", "role", "gradient", "shape"]
    if shapes.examples:
        heads += ["one example", f"{number} examples"]
    elif shapes.sizes:
        heads += ["with numbers"]
    rows: list[tuple[Cell, ...]] = []
    for row in shapes.rows:
        cells: list[Cell] = [
            (Formula(Name(row.name)),),
            (row.role.value,),
            (Formula(Name(row.gradient)),) if row.gradient else ("",),
            (Shape(row.shape),),
        ]
        if shapes.examples:
            cells += [(Shape(row.one),), (Shape(row.batch),)]
        elif shapes.sizes:
            cells += [(Shape(row.batch),)]
        rows.append(tuple(cells))
    return Table(tuple(heads), tuple(rows))


def _operation_table(shapes: Shapes) -> Table:
    heads = ("equation", "pass", "multiply-adds", "+ - · /", "functions")
    rows = tuple(_operation_row(row, shapes) for row in shapes.operations)
    return Table(heads, rows)


def _operation_row(row: OperationRow, shapes: Shapes) -> tuple[Cell, ...]:
    each = row.per_example
    return (
        (Formula(Name(row.name)),),
        ("backward" if row.backward else "forward",),
        _counted(each.multiply_adds, shapes),
        _counted(each.elementwise, shapes),
        _counted(each.functions, shapes),
    )


def _counted(count: Count, shapes: Shapes) -> Cell:
    """``n1 n0 = 480``; nothing for none."""
    if not count:
        return ("",)
    known = count.at(shapes.sizes)
    if str(known) == str(count):
        return _polynomial(count)
    if not count.over:
        return (Formula(Comparison("=", read_expression(str(count)), read_expression(str(known)))),)
    return (*_polynomial(count), " = ", *_polynomial(known))


def _total(count: Count, shapes: Shapes) -> Cell:
    return _counted(count, shapes) if count else ("0",)


def _polynomial(count: Count) -> Cell:
    """Its sums over layers have a range, which the notation of formulas does not have."""
    alone = Count(count.monomials)
    found: list[Piece] = [", ", _formula(alone)] if alone else []
    for layers, one in count.over.items():
        if one:
            several = sum(map(bool, one.monomials.values())) > 1
            found += [" + ", f"Σ_{{l={layers}}} {'(' if several else ''}", _formula(one), *([")"] if several else [])]
    return tuple(found[1:])


def _formula(count: Count) -> Formula:
    return Formula(read_expression(str(count)))


def _parameters(shapes: Shapes) -> tuple[Piece, ...]:
    return ("Parameters: ", *_total(shapes.parameters, shapes), ".")


def _passes(shapes: Shapes) -> tuple[Piece, ...]:
    forward, backward = shapes.forward.multiply_adds, shapes.backward.multiply_adds
    pieces: list[Piece] = [
        "Multiply-adds" + _each(shapes) + ": forward ",
        *_total(forward, shapes),
        "; backward ",
        *_total(backward, shapes),
    ]
    ways = forward.at(shapes.sizes).number, backward.at(shapes.sizes).number
    if ways[0] and ways[1] is not None:
        pieces.append(f", {ways[1] / ways[0]:.2f} times as many")
    return (*pieces, ". They are counted on the index form of the equations: one for each product under a sum.")


def _each(shapes: Shapes) -> str:
    return " for each example" if shapes.examples else ""
