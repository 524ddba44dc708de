"""A chain of equal lines on the board, each step certified as it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ..errors import NotSupported
from ..notation.surface import has_letters
from ..proof import Certificate
from ..terms import Index, Term, free_indices
from .derivation import Level, Line, Step
from .lines import Board
from .moves import Move

#: Why a line in letters may be written in matrices where no letter is summed.
ALL_AT_ONCE = "the same for every entry, so for all at once; ⊙ multiplies entry by entry"
#: The last small line of a common denominator.
LAST_OF_A_MOVE = "one fraction: the numerators together over it"


class Chain:
    """``first = ... = last``. ``move`` applies a named move if it changes anything."""

    def __init__(self, board: Board, first: Term, row: Index | None, column: Index | None) -> None:
        self.board = board
        self.row = row
        self.column = column
        self.line = board.line(first, row, column, matrix=False)
        self.steps: list[Step] = []
        self.letters = False

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
        result = self.board.line(term, self.row, self.column, matrix=False if self.letters else matrix)
        if result.text == self.line.text and result.term is self.line.term:
            return
        if not children and rule != "matrix-form":
            children = self._all_at_once(rule, words, result, unfold, certificate)
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

    def _all_at_once(
        self, rule: str, words: str, result: Line, unfold: Collection[str], certificate: Certificate | None
    ) -> tuple[Step, ...]:
        """Where a line in letters is followed by one in matrices: first the same line in letters, then all entries."""
        if not has_letters(self.line.surface) or has_letters(result.surface) or not free_indices(result.term):
            return ()
        between = self.board.line(result.term, self.row, self.column, matrix=False)
        return (
            self.board.step(rule, words, self.line, between, unfold=unfold, certificate=certificate),
            self.board.step("matrix-form", ALL_AT_ONCE, between, result),
        )

    def move(self, move: Move) -> None:
        changed = move.change(self.term)
        if changed is self.term:
            return
        words = move.words(self.term, changed)
        if not move.between:
            self.to(move.rule, words, changed, level=move.level)
            return
        inner = self.branch()
        for smaller, why in move.between:
            inner.to(move.rule, why, smaller(inner.term), level="every-line")
        inner.to(move.rule, LAST_OF_A_MOVE, changed, level="every-line")
        self.fold(move.rule, words, inner)

    def moves(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self.move(move)

    def branch(self, *, letters: bool = False) -> Chain:
        """A chain that starts at this one's last line, to try something or to write sub-steps.

        With ``letters`` its lines stay in index form, until it is folded into this chain.
        """
        other = Chain.__new__(Chain)
        other.board, other.row, other.column, other.line = self.board, self.row, self.column, self.line
        other.steps = []
        other.letters = letters
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
        if other.letters:
            other.letters = False
            other.to("matrix-form", ALL_AT_ONCE, other.term)
        if len(other.steps) == 1:
            (only,) = other.steps
            self.steps.append(
                Step(rule, words, only.source, only.result, only.certificate, "lecture", only.facts, only.children)
            )
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
