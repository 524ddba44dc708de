"""A fact about networks, derived: chains of certified steps, and numbers where there are only numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..library import functions
from ..model import Model, build
from ..notation.elaborate import elaborate
from ..notation.read import read_expression
from ..proof import Certificate
from ..terms import Index
from .derivation import Line, Step
from .lines import Board
from .slope_range import SlopeRange


@dataclass(frozen=True)
class Claim:
    """``first = ... = last``: what is claimed in words, and the steps from ``steps[0].source`` to the last result."""

    words: str
    steps: tuple[Step, ...]

    @property
    def left(self) -> Line:
        return self.steps[0].source

    @property
    def right(self) -> Line:
        return self.steps[-1].result

    @property
    def certificate(self) -> Certificate:
        """Proved if every step is; it rests on the conditions and facts of all of them."""
        found = [step.certificate for step in self.steps]
        weakest = next((each for each in found if each.kind == "tested"), found[-1])
        conditions = dict.fromkeys(condition for each in found for condition in each.conditions)
        facts = dict.fromkeys(fact for each in found for fact in each.facts)
        return replace(weakest, conditions=tuple(conditions), facts=tuple(facts))


@dataclass(frozen=True)
class Result:
    """Something the derivation found: ``W' = W2 W1`` with its shape. ``line`` was read back and proved."""

    name: str
    line: Line
    shape: str


@dataclass(frozen=True)
class SlopeBound:
    """Between which numbers the slope of an activation lies, and from where on it stays under a threshold.

    ``exact`` is what follows from the formula. ``least`` and ``greatest`` are what was met at the points that were
    tried, and ``at`` is the one of them where the slope is largest. Left of ``left`` and right of ``right`` the slope
    stays smaller than ``threshold``; None where it never does. These are numbers, so the certificate is ``tested``.
    """

    function: str
    least: float
    greatest: float
    at: float
    threshold: Fraction
    left: float | None
    right: float | None
    certificate: Certificate
    exact: SlopeRange | None = None


@dataclass(frozen=True)
class Theorem:
    """What is known (``title``), why (``claims``), and what it means for a network (``conclusion``).

    ``given`` is the network that it speaks of, where the reader has not written it.
    """

    name: str
    title: str
    claims: tuple[Claim, ...]
    conclusion: str
    results: tuple[Result, ...] = ()
    bounds: tuple[SlopeBound, ...] = ()
    given: Model | None = None


@dataclass(frozen=True)
class Written:
    """A line of a chain as one writes it on a board: the rule, the reason, and the formula.

    ``unfold`` names the definitions that the step to this line puts in.
    """

    rule: str
    words: str
    text: str
    unfold: tuple[str, ...] = ()


def claim(words: str, setting: str, first: str, lines: Sequence[Written], letters: tuple[Index, ...] = ()) -> Claim:
    """The chain ``first = lines[0] = ...``, every step proved or tested.

    ``setting`` is a small model that says what the names are; ``letters`` are the free row index of the formulas, if
    they have one. Raises ProofError if a line is not equal to the one before.
    """
    board = Board(build(setting, functions()), {})
    row = letters[0] if letters else None

    def line(text: str) -> Line:
        surface = read_expression(text, functions=board.model.functions)
        term = elaborate(surface, board.scope, (row, None), letters)
        return board.checked(surface, term, row, None)

    steps = []
    before = line(first)
    for written in lines:
        after = line(written.text)
        steps.append(board.step(written.rule, written.words, before, after, unfold=written.unfold))
        before = after
    return Claim(words, tuple(steps))
