"""Figures for pages that cannot draw: the same content as headings, listings and sentences."""

from __future__ import annotations

from collections.abc import Iterator

from .document import (
    Block,
    Column,
    Columns,
    Entry,
    Factor,
    Figure,
    Formula,
    Listing,
    Matrices,
    Piece,
    Prose,
    Shape,
    Table,
    Title,
)


def in_words(figure: Figure) -> tuple[Block, ...]:
    """Blocks that say what the figure shows. A drawing gives its alternative text, never nothing."""
    match figure:
        case Columns(columns, _, caption):
            return (*(block for column in columns for block in _column(column)), *_caption(caption))
        case Matrices(factors, alternative, caption):
            return (_factors(factors), Prose((alternative,)), *_caption(caption))
        case _:
            return (Prose((figure.alternative,)), *_caption(figure.caption))


def _column(column: Column) -> Iterator[Block]:
    yield Title(column.heading, 3)
    if column.forward:
        yield Listing(column.forward)
    if column.backward:
        rows = tuple((_label(step.label), _equation(step.entry), (step.words,)) for step in column.backward)
        yield Table(("", "backward", "because"), rows)


def _label(label: str) -> tuple[Piece, ...]:
    return (f"({label})",)


def _equation(entry: Entry) -> tuple[Piece, ...]:
    if entry.right is None:
        return (Formula(entry.left),)
    return (Formula(entry.left), " = ", Formula(entry.right))


def _factors(factors: tuple[Factor, ...]) -> Table:
    """The formulas in a row, the shape of each below it."""
    return Table(
        ("formula", "shape", "drawn with"),
        tuple(
            ((factor.before, " ", Formula(factor.surface)), (Shape(factor.shape),), (factor.bars,))
            for factor in factors
        ),
    )


def _caption(caption: tuple[Piece, ...]) -> tuple[Block, ...]:
    return (Prose(caption),) if caption else ()
