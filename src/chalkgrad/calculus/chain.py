"""A chain of equal lines on the board, each step certified as it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ..errors import NotSupported
from ..proof import Certificate
from ..terms import Index, Term
from .derivation import Level, Step
from .lines import Board
from .moves import Move


class Chain:
    """``first = ... = last``. ``move`` applies a named move if it changes anything."""

    def __init__(self, board: Board, first: Term, row: Index | None, column: Index | None) -> None:
        self.board = board
        self.row = row
        self.column = column
        self.line = board.line(first, row, column, matrix=False)
        self.steps: list[Step] = []

    @property
    def term(self) -> Term:
        return self.line.term

    def to(
        self,
        rule: str,
        words: str,
        term: Term,
        *,
        unfold: Collection[str] = (),
        level: Level = "lecture",
        certificate: Certificate | None = None,
        children: tuple[Step, ...] = (),
        facts: tuple[str, ...] = (),
        matrix: bool | None = None,
    ) -> None:
        """Write the next line. Raises ProofError if it is not equal to the one before."""
        result = self.board.line(term, self.row, self.column, matrix=matrix)
        if result.text == self.line.text and result.term is self.line.term:
            return
        step = self.board.step(
            rule,
            words,
            self.line,
            result,
            unfold=unfold,
            children=children,
            certificate=certificate,
            level=level,
            facts=facts,
        )
        self.steps.append(step)
        self.line = result

    def move(self, move: Move) -> None:
        changed = move.change(self.term)
        if changed is not self.term:
            self.to(move.rule, move.words(self.term, changed), changed, level=move.level)

    def moves(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self.move(move)

    def branch(self) -> Chain:
        """A chain that starts at this one's last line, to try something or to write sub-steps."""
        other = Chain.__new__(Chain)
        other.board, other.row, other.column, other.line = self.board, self.row, self.column, self.line
        other.steps = []
        return other

    def adopt(self, other: Chain) -> None:
        """Take over the lines of a branch."""
        self.steps.extend(other.steps)
        self.line = other.line

    def fold(
        self,
        rule: str,
        words: str,
        other: Chain,
        unfold: Collection[str] = (),
        certificate: Certificate | None = None,
    ) -> None:
        """One step from here to the end of a branch, whose lines become its sub-steps.

        It is certified as a whole, unless ``certificate`` is already that of all the lines together.
        """
        if not other.steps:
            return
        if len(other.steps) == 1:
            (only,) = other.steps
            self.steps.append(Step(rule, words, only.source, only.result, only.certificate, "lecture", only.facts))
        else:
            children = tuple(other.steps)
            self.steps.append(
                self.board.step(
                    rule, words, self.line, other.line, unfold=unfold, children=children, certificate=certificate
                )
            )
        self.line = other.line


def attempt(chain: Chain, write: Callable[[Chain], None], accept: Callable[[Term], bool]) -> bool:
    """Write on a branch and keep it if the result is acceptable."""
    branch = chain.branch()
    try:
        write(branch)
    except NotSupported:
        return False
    if not accept(branch.term):
        return False
    chain.adopt(branch)
    return True
