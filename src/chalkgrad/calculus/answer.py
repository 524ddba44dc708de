"""The answer to a question: paragraphs, and between them chains, equations and shapes that were certified.

A paragraph names quantities and letters; whatever it claims to be equal stands in a chain beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..notation.read import read_expression
from ..notation.surface import Surface
from ..proof import Certificate
from .derivation import Equation, Step
from .summary import summary
from .theorem import Claim


@dataclass(frozen=True)
class Heading:
    words: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; a ``Surface`` between the words is set as a formula."""

    pieces: tuple[str | Surface, ...]


@dataclass(frozen=True)
class Shapes:
    """A product with the shape under every factor: ``result`` and the ``factors`` that make it."""

    result: tuple[str, str]
    factors: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Order:
    """One way to multiply two matrices: its factors, their shapes, and what the inner axes say."""

    product: str
    shapes: str
    verdict: str


@dataclass(frozen=True)
class Orders:
    """All the orders that one might try, the right one first."""

    rows: tuple[Order, ...]


@dataclass(frozen=True)
class SideBySide:
    """The equations of the same quantities in two conventions; None where the second has nothing to add."""

    heads: tuple[str, str]
    rows: tuple[tuple[Equation, Equation], ...]


@dataclass(frozen=True)
class Results:
    """Equations or claims that were derived, one line each."""

    lines: tuple[Equation | Claim, ...]


Part: TypeAlias = Heading | Paragraph | Shapes | Orders | SideBySide | Results | Claim | Equation


@dataclass(frozen=True)
class Answer:
    """``title`` is the question in words, ``parts`` the answer in reading order, ``convention`` its name."""

    name: str
    title: str
    convention: str
    parts: tuple[Part, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step that the answer shows, sub-steps left out."""
        return tuple(step for part in self.parts if isinstance(part, (Claim, Equation)) for step in part.steps)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The certificates of all equalities that the answer displays."""
        return tuple(certificate for part in self.parts for certificate in _certificates(part))


def _certificates(part: Part) -> Iterator[Certificate]:
    match part:
        case Claim() | Equation():
            yield from (step.certificate for step in part.steps)
        case SideBySide(_, rows):
            yield from (equation.certificate for row in rows for equation in row)
        case Results(lines):
            yield from (line.certificate for line in lines)
        case _:
            return


def say(text: str) -> Paragraph:
    """A paragraph; what stands between backticks is a formula in the notation."""
    spoken = text.split("`")
    return Paragraph(
        tuple(read_expression(piece) if place % 2 else piece for place, piece in enumerate(spoken) if piece)
    )


def with_steps(equation: Equation, steps: Sequence[Step]) -> Equation:
    """The equation told by these steps, the last of which is its value. What is said of kinks still holds of it."""
    chosen = tuple(steps)
    note = "" if equation.note.startswith("if ") else equation.note  # if ... is declared, the old value is another one
    return replace(equation, steps=chosen, value=chosen[-1].result, certificate=summary(list(chosen)), note=note)
