"""Gradients that are derivatives of the cost, shown as what they are: ``∂J/∂Z2`` for the name they were derived by.

Two kinds of gradient in one formula need two names while they are derived and proved. A reader needs no second name
for a derivative of the cost: ``∂J/∂Z2`` means the same, and no book uses it for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..notation.surface import Indexed, Name, Partial, Surface, with_parts
from .answer import Heading, Paragraph, Part, Results, SideBySide
from .derivation import Derivation, Equation, Line, Step
from .theorem import Claim


def as_derivatives(parts: Iterable[Part], literal: Derivation) -> tuple[Part, ...]:
    """The parts of an answer with every name of a gradient of ``literal`` written as a derivative of its cost."""
    return tuple(map(_Spelling(literal.model.cost, {e.name: e.of for e in literal.equations}).part, parts))


class _Spelling:
    """``of`` says for each name what the derivative is taken with respect to."""

    def __init__(self, cost: str, of: Mapping[str, str]) -> None:
        self.cost, self.of = cost, of
        self._names = re.compile(rf"\b({'|'.join(map(re.escape, of))})\b")

    def part(self, part: Part) -> Part:
        match part:
            case Heading(words):
                return Heading(self.words(words))
            case Paragraph(pieces):
                return Paragraph(tuple(p if isinstance(p, str) else self.surface(p) for p in pieces))
            case SideBySide(heads, rows):
                return SideBySide(heads, tuple((one, self.equation(two)) for one, two in rows))
            case Results(lines):
                return Results(tuple(self.claim(x) if isinstance(x, Claim) else x for x in lines))
            case Claim():
                return self.claim(part)
            case _:
                return part

    def claim(self, claim: Claim) -> Claim:
        return Claim(self.words(claim.words), tuple(map(self.step, claim.steps)))

    def equation(self, equation: Equation) -> Equation:
        return replace(equation, left=self.line(equation.left), value=self.line(equation.value))

    def step(self, step: Step) -> Step:
        return replace(step, words=self.words(step.words), source=self.line(step.source), result=self.line(step.result))

    def line(self, line: Line) -> Line:
        return Line(self.surface(line.surface), line.term)

    def words(self, words: str) -> str:
        return self._names.sub(lambda found: f"∂{self.cost}/∂{self.of[found[1]]}", words)

    def surface(self, surface: Surface) -> Surface:
        match surface:
            case Name(name) if name in self.of:
                return Partial(Name(self.cost), Name(self.of[name]))
            case Indexed(name, indices) if name in self.of:
                return Partial(Name(self.cost), Indexed(self.of[name], indices))
            case _:
                return with_parts(surface, self.surface)
