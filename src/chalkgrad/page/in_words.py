"""Figures for pages that cannot draw: the same content as headings, listings and sentences."""

from __future__ import annotations

from collections.abc import Iterator

from .document import (
    Block,
    Column,
    Columns,
    ColumnStep,
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
    Verbatim,
)

_MARKS = {"proved": "✓", "tested": "≈"}


def in_words(figure: Figure) -> tuple[Block, ...]:
    """Blocks that say what the figure shows. A drawing gives its alternative text, never nothing."""
    match figure:
        case Columns(columns, _, caption):
            return (*(block for column in columns for block in _column(column)), *_caption(caption))
        case Matrices(factors, _, caption):
            return (_factors(factors), *_caption(caption))
        case _:
            return (Prose((figure.alternative,)), *_caption(figure.caption))


def _column(column: Column) -> Iterator[Block]:
    yield Title(column.heading, 3)
    if column.forward:
        yield Listing(column.forward)
    if column.backward:
        yield Table(("", "backward", "shape", "known", "since", "by"), tuple(map(_step, column.backward)))


def _step(step: ColumnStep) -> tuple[tuple[Piece, ...], ...]:
    """The label, the equation with its shape and certificate, the reason, and the labels it uses."""
    entry = step.entry
    known = "" if entry.certificate is None else _MARKS[entry.certificate.kind]
    uses: tuple[Piece, ...] = tuple(piece for label in step.uses for piece in (", ", Verbatim(label)))[1:]
    return ((Verbatim(step.label),), _equation(entry), (Shape(entry.shape),), (known,), (step.words,), uses)


def _equation(entry: Entry) -> tuple[Piece, ...]:
    if entry.right is None:
        return (Formula(entry.left),)
    return (Formula(entry.left), " = ", Formula(entry.right))


def _factors(factors: tuple[Factor, ...]) -> Table:
    """The factors under each other, each with the sign before it, its shape, and what its lines stand for."""
    return Table(
        ("factor", "shape", "its lines"),
        tuple(
            (
                (f"{factor.before.replace('-', '−')} ".lstrip(), Formula(factor.surface)),
                (Shape(factor.shape),),
                (lines(factor),),
            )
            for factor in factors
        ),
    )


def lines(factor: Factor) -> str:
    """What the rows or columns drawn in a matrix are, in words; empty where none are drawn."""
    said = {"unit": "each the weights of one unit", "example": "each one example"}
    word = {"rows": factor.row, "columns": factor.column}.get(factor.bars, "")
    return f"{factor.bars}, {said.get(word, word)}" if word else ""


def _caption(caption: tuple[Piece, ...]) -> tuple[Block, ...]:
    return (Prose(caption),) if caption else ()
