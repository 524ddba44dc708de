"""The answer to a question as a page: paragraphs, chains, and the shapes under the factors."""

from __future__ import annotations

from collections.abc import Iterator

from ..calculus.answer import Answer, Heading, Orders, Paragraph, Results, Shapes, SideBySide
from ..calculus.answer import Part as AnswerPart
from ..calculus.derivation import Equation, Level
from ..calculus.theorem import Claim
from .certified import MEANING
from .chaining import chains
from .document import Block, Document, Entry, Formula, Listing, Piece, Prose, Shape, Table, Title
from .theorem_page import claim_chain


def answer_page(answer: Answer, level: Level = "lecture") -> Document:
    """The page of an answer; at the level ``every-line`` smaller steps are unfolded."""
    blocks: list[Block] = [Title((answer.title,))]
    for part in answer.parts:
        blocks += _blocks(part, level)
    blocks += [Prose((MEANING[kind],)) for kind in sorted({c.kind for c in answer.certificates})]
    return Document(tuple(blocks))


def _blocks(part: AnswerPart, level: Level) -> Iterator[Block]:
    match part:
        case Heading(words):
            yield Title((words,), 2)
        case Paragraph(pieces):
            yield Prose(tuple(piece if isinstance(piece, str) else Formula(piece) for piece in pieces))
        case Shapes((name, shape), factors):
            heads = (name, *(factor for factor, _ in factors))
            yield Table(heads, (((Shape(shape),), *((Shape(other),) for _, other in factors)),))
        case Orders(rows):
            cells: list[tuple[tuple[Piece, ...], ...]] = [
                ((row.product,), (row.shapes,), (row.verdict,)) for row in rows
            ]
            yield Table(("order", "shapes", "inner axes"), tuple(cells))
        case SideBySide(heads, rows):
            yield Table(heads, tuple(tuple(_equality(equation) for equation in row) for row in rows))
        case Results(lines):
            yield Listing(tuple(_entry(line) for line in lines))
        case Claim():
            yield Title((part.words,), 3)
            yield claim_chain(part, level == "every-line")
        case Equation():
            yield from chains(part, level)


def _equality(equation: Equation) -> tuple[Piece, ...]:
    mark = "✓" if equation.certificate.kind == "proved" else "≈"
    return (Formula(equation.left.surface), " = ", Formula(equation.value.surface), f"  {mark}")


def _entry(line: Equation | Claim) -> Entry:
    if isinstance(line, Claim):
        return Entry(line.left.surface, line.right.surface, "", certificate=line.certificate)
    return Entry(line.left.surface, line.value.surface, line.shape, certificate=line.certificate)
