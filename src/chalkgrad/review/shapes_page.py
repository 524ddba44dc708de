"""Shapes and counts as a neutral page."""

from __future__ import annotations

from ..page.document import Block, Document, Piece, Prose, Shape, Table, Title, Verbatim
from .counting import Count
from .shapes import OperationRow, Shapes

Cell = tuple[Piece, ...]


def shapes_page(shapes: Shapes) -> Document:
    """Two tables, one of shapes and one of operations, with the totals in words."""
    blocks: list[Block] = [Title(("Shapes and counts",))]
    if shapes.sizes:
        written = ", ".join(f"{name} = {size}" for name, size in shapes.sizes.items())
        blocks.append(Prose(("With ", Verbatim(written), ". A gradient has the shape of its quantity.")))
    else:
        blocks.append(Prose(("A gradient has the shape of its quantity.",)))
    if shapes.any_depth:
        said = "A row of layer ", Verbatim("l"), " stands for every layer; counts are summed over the layers."
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
            (Verbatim(row.name),),
            (row.role.value,),
            (Verbatim(row.gradient),) if row.gradient else ("",),
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
        (Verbatim(row.name),),
        ("backward" if row.backward else "forward",),
        (_counted(each.multiply_adds, shapes),),
        (_counted(each.elementwise, shapes),),
        (_counted(each.functions, shapes),),
    )


def _counted(count: Count, shapes: Shapes) -> str:
    """``n1 n0 = 480``; nothing for none."""
    if not count:
        return ""
    symbolic, known = str(count), str(count.at(shapes.sizes))
    return symbolic if symbolic == known else f"{symbolic} = {known}"


def _parameters(shapes: Shapes) -> tuple[Piece, ...]:
    return ("Parameters: ", Verbatim(_counted(shapes.parameters, shapes) or "0"), ".")


def _passes(shapes: Shapes) -> tuple[Piece, ...]:
    forward, backward = shapes.forward.multiply_adds, shapes.backward.multiply_adds
    pieces: list[Piece] = [
        "Multiply-adds" + _each(shapes) + ": forward ",
        Verbatim(_counted(forward, shapes) or "0"),
        "; backward ",
        Verbatim(_counted(backward, shapes) or "0"),
    ]
    ways = forward.at(shapes.sizes).number, backward.at(shapes.sizes).number
    if ways[0] and ways[1] is not None:
        pieces.append(f", {ways[1] / ways[0]:.2f} times as many")
    return (*pieces, ". They are counted on the index form of the equations: one for each product under a sum.")


def _each(shapes: Shapes) -> str:
    return " for each example" if shapes.examples else ""
