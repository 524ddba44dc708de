"""A route as it is written on a board: chains of small steps, from what is asked to a taught result.

A file of the folder ``routes`` holds such data only; ``walk`` certifies every step of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..library import functions
from ..model import Model, build
from ..notation.elaborate import elaborate
from ..notation.read import read_expression
from ..notation.shapes import SCALAR
from ..proof import Certificate, discharged, equal
from ..terms import ONE, Add, Definition, Delta, Index, Layout, Mul, Neg, Term
from .derivation import Line, Step
from .lines import Board
from .theorem import Claim, Written


@dataclass(frozen=True)
class WrittenApart(Written):
    """A line that equals the one before where the two letters differ: i != j."""


@dataclass(frozen=True)
class Part:
    """A chain ``first = ... = last``; ``words`` say what it finds."""

    words: str
    first: str
    lines: tuple[Written, ...]


@dataclass(frozen=True)
class Setting:
    """What the names mean: a small model, and for each gradient what it is the derivative of, written out in full.

    ``letters`` are the indices (none or two) that the formulas may use freely. A gradient of a vector (``dz``) is
    written with the second of them: ``dz[j]``.
    """

    model: str
    letters: tuple[Index, ...] = ()
    gradients: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """A taught result, ``left = right``: where every route to it starts and ends.

    ``activation`` is the library's function whose slope it is; empty if it is about something else.
    """

    title: str
    setting: Setting
    left: str
    right: str
    activation: str = ""


class Script:
    """Where the chains of one setting are written and certified."""

    def __init__(self, setting: Setting) -> None:
        self.letters = setting.letters
        self.model: Model = build(setting.model, functions())
        layouts: dict[str, Layout] = {}
        for name in setting.gradients:
            layouts[name] = self.model.quantities[name.removeprefix("d")].layout
        self.board = Board(self.model, layouts)
        self.gradients: dict[str, Line] = {}
        for name, written in setting.gradients.items():
            line = self.line(written)
            indices = () if layouts[name] == SCALAR else self.letters[1:]
            self.board.definitions[name] = Definition(name, indices, layouts[name], line.term)
            self.gradients[name] = line

    def line(self, text: str) -> Line:
        """The formula, read and proved to print as what it means."""
        surface = read_expression(text, functions=self.model.functions)
        term = elaborate(surface, self.board.scope, letters=self.letters)
        row, column = self.letters or (None, None)
        return self.board.checked(surface, term, row, column)

    def claim(self, part: Part) -> Claim:
        """The chain with a certificate for every step. Raises ProofError where a line does not follow."""
        steps = []
        before = self.line(part.first)
        for written in part.lines:
            after = self.line(written.text)
            steps.append(self._step(written, before, after))
            before = after
        return Claim(part.words, tuple(steps))

    def _step(self, written: Written, before: Line, after: Line) -> Step:
        if isinstance(written, WrittenApart):
            certificate = self._apart(before, after)
        else:
            certificate = self._equal(before.term, after.term)
        return self.board.step(written.rule, written.words, before, after, certificate=certificate)

    def _equal(self, before: Term, after: Term) -> Certificate:
        """The certificate, its conditions left out where the definitions of the setting fulfil them."""
        context, unfold = self.board.context, tuple(self.board.definitions)
        return discharged(equal(before, after, context, unfold=unfold), before, after, context, unfold)

    def _apart(self, before: Line, after: Line) -> Certificate:
        """``before = after`` for i != j is (1 - δ[i,j]) before = (1 - δ[i,j]) after for all i and j."""
        row, column = self.letters
        apart = Add((ONE, Neg(Delta(row, column))))
        found = self._equal(Mul((apart, before.term)), Mul((apart, after.term)))
        return replace(found, conditions=(f"{row.name} != {column.name}", *found.conditions))
