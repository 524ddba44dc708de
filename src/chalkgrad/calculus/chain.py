"""A chain of equal lines on the board, each step certified as it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from ..errors import NotSupported
from ..notation.surface import has_letters
from ..proof import Certificate
from ..terms import Index, Term, free_indices
from .derivation import Level, Line, Step
from .linear import layers
from .lines import Board
from .moves import Move
from .smaller import Smaller

#: Why a line in letters may be written in matrices where no letter is summed.
ALL_AT_ONCE = "the same for every entry, so for all at once; ⊙ multiplies entry by entry"
#: The last small line of a common denominator.
LAST_OF_A_MOVE = "one fraction: the numerators together over it"


class Sheet(Protocol):
    """Where lines may be written: on a board, or in the head only, to see where they lead."""

    @property
    def term(self) -> Term: ...
    @property
    def in_letters(self) -> bool: ...
    def to(
        self, rule: str, words: str, term: Term, *, unfold: Collection[str] = (), level: Level = "lecture"
    ) -> None: ...
    def moves(self, moves: Iterable[Move]) -> None: ...


class Draft:
    """A sheet that only knows its last line; nothing is certified, because nothing of it is shown."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.in_letters = True

    def to(self, rule: str, words: str, term: Term, *, unfold: Collection[str] = (), level: Level = "lecture") -> None:
        self.term = term

    def moves(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self.term = move.change(self.term)


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

    @property
    def in_letters(self) -> bool:
        """Whether every line is written entry by entry."""
        return self.letters or self.board.letters

    def to(
        self,
        rule: str,
        words: str,
        term: Term,
        *,
        unfold: Collection[str] = (),
        level: Level = "lecture",
        certificate: Certificate | None = None,
        children: Sequence[Step] | None = None,
        facts: tuple[str, ...] = (),
        matrix: bool | None = None,
    ) -> None:
        """Write the next line. Raises ProofError if it is not equal to the one before.

        A line that reads as the one before is no step: both were proved to mean what they read as.
        """
        result = self.board.line(term, self.row, self.column, matrix=False if self.letters else matrix)
        if result.text == self.line.text:
            self.line = result
            return
        if children is None:
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
    ) -> Sequence[Step]:
        """Where a line in letters is followed by one in matrices: first the same line in letters, then all entries."""
        before, board, row, column = self.line, self.board, self.row, self.column
        if rule == "matrix-form" or not has_letters(before.surface) or has_letters(result.surface):
            return ()
        if not free_indices(result.term):
            return ()

        def write() -> Sequence[Step]:
            between = board.line(result.term, row, column, matrix=False)
            return (
                board.step(rule, words, before, between, unfold=unfold, certificate=certificate),
                board.step("matrix-form", ALL_AT_ONCE, between, result),
            )

        return Smaller(write)

    def in_short(
        self,
        rule: str,
        words: str,
        write: Callable[[Sheet], None],
        unfold: Collection[str] = (),
        *,
        letters: bool = True,
    ) -> None:
        """One step, certified as a whole, for the lines of ``write``, which are its smaller steps.

        They are written when they are looked at, with ``letters`` in index form.
        """
        draft = Draft(self.term)
        write(draft)
        if draft.term is self.term:
            return
        branch = self.branch(letters=letters)

        def smaller() -> Sequence[Step]:
            write(branch)
            if branch.letters:
                branch.letters = False
                branch.to("matrix-form", ALL_AT_ONCE, branch.term)
            return branch.steps if len(branch.steps) != 1 else branch.steps[0].children

        self.to(rule, words, draft.term, unfold=unfold, children=Smaller(smaller))

    def move(self, move: Move) -> None:
        changed = move.change(self.term)
        if changed is self.term:
            return
        shown = self.board.line(changed, self.row, self.column, matrix=False if self.letters else None)
        words = move.words(self.term, changed, has_letters(shown.surface))
        if not move.between:
            self.to(move.rule, words, changed, level=move.level)
            return

        def write(sheet: Sheet) -> None:
            for smaller, why in move.between:
                sheet.to(move.rule, why, smaller(sheet.term), level="every-line")
            sheet.to(move.rule, LAST_OF_A_MOVE, changed, level="every-line")

        self.in_short(move.rule, words, write, letters=False)

    def moves(self, moves: Iterable[Move]) -> None:
        for move in moves:
            self.move(move)

    def branch(self, *, letters: bool = False) -> Chain:
        """A chain that starts at this one's last line, to try something or to write sub-steps.

        With ``letters`` its lines stay in index form.
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
            self.line = other.line
            return
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


def write_layers(sheet: Sheet) -> None:
    """Every derivative taken inwards, a small line at a time."""
    for layer in layers(sheet.term):
        sheet.to("linearity", layer.words, layer.term, level="every-line")
