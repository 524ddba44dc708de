"""Numerator layout: the derivative of a number by a matrix in the transposed shape of the matrix.

An entry of the gradient is the same number in both layouts, only its indices change places: dW[j,i] here is dW[i,j] of
the denominator layout. So every line of a derivation is written anew with these entries turned, its matrix form is
recovered anew, and every step is certified again in the new names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..convention import Convention
from ..model import Model
from ..notation.scope import show_layout
from ..notation.shapes import SCALAR, layout_of
from ..notation.surface import (
    Call,
    Indexed,
    Kind,
    Minus,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
    parts,
    walk_surface,
    with_parts,
)
from ..notation.tokens import REDUCTIONS
from ..terms import Definition, Entry, Index, Layout, Term, names, replace_entries, transposed
from .derivation import Derivation, Equation, Line, Step
from .lines import Board
from .reasons import matrix_words
from .summary import summary
from .turned import into_one_product


def in_numerator_layout(found: Derivation, convention: Convention, *, letters: bool = False) -> Derivation:
    """The same derivation with every gradient in the transposed shape; with ``letters`` no line is in matrices.

    Raises ProofError if a step fails its check.
    """
    model = found.model
    adjoints = {convention.adjoint_of(name): quantity.layout for name, quantity in model.quantities.items()}
    board = TurnedBoard(model, turned_layouts(adjoints), letters=letters)
    equations = turned_equations(found.equations, board, adjoints, found.definitions)
    return replace(found, convention=convention, equations=equations, definitions=dict(board.definitions))


def turned_layouts(layouts: Mapping[str, Layout]) -> dict[str, Layout]:
    """The layouts with rows and columns exchanged."""
    return {name: (columns, rows) for name, (rows, columns) in layouts.items()}


def turned_equations(
    found: Iterable[Equation],
    board: TurnedBoard,
    adjoints: Mapping[str, Layout],
    known: Mapping[str, Definition],
) -> tuple[Equation, ...]:
    """The equations in the transposed shape; ``adjoints`` are the layouts of the gradients as they were, and ``known``
    their values."""
    found = tuple(found)
    board.certificates.update((equation.name, equation.certificate) for equation in found)
    turning = _Turning(board, adjoints, known)
    return tuple(turning.equation(equation) for equation in found)


class TurnedBoard(Board):
    """A board on which a transpose is written once: ``(A2 - Y)^T``, not ``A2^T - Y^T``."""

    def line(self, term: Term, row: Index | None, column: Index | None, *, matrix: bool | None = None) -> Line:
        found = super().line(term, row, column, matrix=matrix)
        surface = self.lifted(found.surface)
        return found if surface == found.surface else self.checked(surface, term, row, column)

    def lifted(self, surface: Surface) -> Surface:
        """``A2^T - Y^T`` is ``(A2 - Y)^T``: what is taken entry by entry is transposed as a whole."""
        surface = with_parts(surface, self.lifted)
        if not _by_entries(surface):
            return surface
        upright = {part: self.upright(part) for part in parts(surface) if layout_of(part, self.scope) != SCALAR}
        if not upright or None in upright.values():
            return surface
        return Transposed(with_parts(surface, lambda part: upright.get(part) or part))

    def upright(self, surface: Surface) -> Surface | None:
        """The formula without its transpose: ``2 A2`` of ``2 A2^T``; None if it has none."""
        match surface:
            case Transposed(body):
                return body
            case Minus(body):
                inside = self.upright(body)
                return None if inside is None else replace(surface, body=inside)
            case Product(Kind.JUXTAPOSED, (*front, Transposed(body))):
                scales = all(layout_of(part, self.scope) == SCALAR for part in front)
                return replace(surface, factors=(*front, body)) if scales else None
            case _:
                return None


def board_in(model: Model, layouts: Mapping[str, Layout], *conventions: Convention, letters: bool = False) -> Board:
    """A board for gradients in these conventions; with ``letters`` all its lines stay in index form."""
    turned = any(convention.is_turned for convention in conventions)
    return (TurnedBoard if turned else Board)(model, layouts, letters=letters)


class _Turning:
    """``adjoints`` are the gradients by name, with their layouts as they were."""

    def __init__(self, board: Board, adjoints: Mapping[str, Layout], known: Mapping[str, Definition]) -> None:
        self.board = board
        self.adjoints = adjoints
        self.known = known
        self.row: Index | None = None
        self.column: Index | None = None

    def equation(self, old: Equation) -> Equation:
        layout = self.board.layouts[old.name]
        at = tuple(reversed(old.indices))
        places = iter(at)
        self.row = next(places) if layout[0] else None
        self.column = next(places) if layout[1] else None
        steps = [self.step(step, first=place == 0) for place, step in enumerate(old.steps)]
        kept = tuple(step for step in steps if step.before != step.after)
        value = self.line(old.value)
        self.board.definitions[old.name] = Definition(old.name, at, layout, self.turned(self.known[old.name].value))
        return replace(
            old,
            left=self.line(old.left),
            value=value,
            shape=show_layout(layout),
            indices=at,
            certificate=summary(list(kept)),
            steps=kept,
            meaning=old.meaning if layout == SCALAR else f"{old.meaning}, in the transposed shape of {old.of}",
            note=f"{old.note}, transposed" if old.note.startswith("if ") else old.note,
        )

    def step(self, old: Step, *, first: bool = False) -> Step:
        """The step with its lines turned. The first one says what dX means: its certificate, the chain rule, is about
        the entries, which are the same numbers; so is that of a sum written out term by term."""
        source, result = self.line(old.source), self.line(old.result)
        children = self.smaller(old, source, result)
        certificate = old.certificate
        if not first and not _writes_out(old):
            opened = (names(source.term) | names(result.term)) & self.board.definitions.keys()
            certificate = self.board.step(old.rule, old.words, source, result, unfold=tuple(opened)).certificate
        words = old.words
        if old.rule == "matrix-form" and not any(isinstance(p, Indexed) for p in walk_surface(result.surface)):
            words = matrix_words(result.term, self.row, self.column, result.surface)
        return replace(old, words=words, source=source, result=result, certificate=certificate, children=children)

    def smaller(self, old: Step, source: Line, result: Line) -> tuple[Step, ...]:
        """The smaller steps turned, those into matrices written anew: other factors are transposed here.

        One that only turned a gradient changes nothing to be seen, and is left out.
        """
        if old.rule == "matrix-form":
            return into_one_product(self.board, source, result, (self.row, self.column))
        turned = [self.step(child) for child in old.children]
        kept = tuple(step for step in turned if step.before != step.after)
        return kept if len(kept) != 1 else tuple(kept[0].children)

    def line(self, old: Line) -> Line:
        """The line in the new names: in matrices if it was, else in indices."""
        matrix = not any(isinstance(part, Indexed) for part in walk_surface(old.surface))
        return self.board.line(self.turned(old.term), self.row, self.column, matrix=matrix)

    def turned(self, term: Term) -> Term:
        def change(entry: Entry) -> Entry:
            return Entry(entry.name, transposed(entry.indices)) if entry.name in self.adjoints else entry

        return replace_entries(term, change)


def _writes_out(step: Step) -> bool:
    """Whether a sum is written out term by term, which holds for entries of any name."""
    return step.rule == "written-out" or any(_writes_out(child) for child in step.children)


def _by_entries(surface: Surface) -> bool:
    """Whether the outermost operation is one of two matrices, entry by entry, or a function of each entry."""
    match surface:
        case Product(kind, _):
            return kind is Kind.ELEMENTWISE
        case Call(function, _, _):
            return function not in REDUCTIONS
        case Plus() | Quotient() | Raised():
            return True
        case _:
            return False
