"""From a sum over an index to a product of matrices: which factor is turned, and the lines that show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..notation.spell import spell
from ..notation.surface import At, Indexed, Kind, Name, Product, Surface, Transposed, walk_surface, with_parts
from ..terms import Entry, Index, Mul, Sum, Term, in_layer, map_children, walk
from .derivation import Line, Step
from .lines import Board

#: The letters of the row and the column of a line.
Places = tuple[Index | None, Index | None]


@dataclass(frozen=True)
class Contraction:
    """``Σ_summed left · right``: two entries, in the order of the matrix product that they make.

    ``turned_vector`` is the name of a factor with a single letter that is written transposed there.
    """

    summed: Index
    left: Entry
    right: Entry
    turned_vector: str = ""


def contractions(term: Term, written: Surface, *, vectors: bool = False) -> list[Contraction]:
    """The sums over a product of two matrices that stand side by side in ``written``, the same in matrices.

    A sum that is written otherwise, such as the column sum of an entrywise product, is none. With ``vectors`` one of
    the two may be a vector.
    """
    side_by_side = [pair for node in walk_surface(written) for pair in _neighbours(node)]
    found = []
    for node in walk(term):
        if isinstance(node, Sum) and isinstance(node.body, Mul) and len(node.body.factors) == 2:
            first, second = node.body.factors
            if not isinstance(first, Entry) or not isinstance(second, Entry) or first.name == second.name:
                continue
            letters = sorted(len(in_layer(entry.indices)) for entry in (first, second))
            if letters not in ([2, 2], [1, 2] if vectors else []):
                continue
            fitting = (_fitting(node.bound, *pair, first, second) for pair in side_by_side)
            found += [each for each in fitting if each is not None][:1]
    return found


@dataclass(frozen=True)
class _Factor:
    """A name in a product of matrices, as it stands there."""

    name: str
    transposed: bool


def _neighbours(node: Surface) -> list[tuple[_Factor, _Factor]]:
    """The names that stand side by side in a product that is not taken entry by entry."""
    if not isinstance(node, Product) or node.kind is Kind.ELEMENTWISE:
        return []
    factors = [_factor(part) for part in node.factors]
    return [(one, two) for one, two in pairwise(factors) if one is not None and two is not None]


def _factor(part: Surface) -> _Factor | None:
    match part:
        case Name(name):
            return _Factor(name, transposed=False)
        case Transposed(Name(name)):
            return _Factor(name, transposed=True)
        case _:
            return None


def _fitting(summed: Index, left: _Factor, right: _Factor, first: Entry, second: Entry) -> Contraction | None:
    """The two entries in the order of these factors, if these meet at the summed letter."""
    for one, two in ((first, second), (second, first)):
        if (one.name, two.name) != (left.name, right.name):
            continue
        meeting = True
        vector = ""
        for entry, factor, inner in ((one, left, 1), (two, right, 0)):
            letters = in_layer(entry.indices)
            if len(letters) == 1:
                vector = entry.name if factor.transposed else ""
            else:
                meeting &= letters[1 - inner if factor.transposed else inner] == summed
        if meeting:
            return Contraction(summed, one, two, vector)
    return None


def stands_wrong(found: Contraction, entry: Entry) -> bool:
    """In the left factor the summed letter must be the second index, in the right one the first; of a vector the
    writing tells whether it is turned."""
    if len(in_layer(entry.indices)) == 1:
        return entry.name == found.turned_vector
    return in_layer(entry.indices)[1 if entry is found.left else 0] != found.summed


def into_one_product(board: Board, source: Line, result: Line, at: Places) -> tuple[Step, ...]:
    """The smaller lines from the letters to the matrices, where the result has one product of two matrices."""
    found = contractions(source.term, result.surface)
    return turned_steps(board, source, result, at, found[0]) if len(found) == 1 else ()


def turned_steps(board: Board, source: Line, result: Line, at: Places, found: Contraction) -> tuple[Step, ...]:
    """From the sum in letters to the matrix product, with the line in between where the factors stand as they do there.

    Empty where they stand so already.
    """
    if found.turned_vector:  # a letter alone has no other place to go to
        return ()
    ordered = _ordered(source.term, found)
    surface = _with_transposes(spell(ordered, board.model.functions), found)
    between = board.checked(surface, ordered, *at)
    if between.text == source.text:
        return ()
    which = " and ".join(entry.name for entry in (found.left, found.right) if stands_wrong(found, entry))
    words = f"the factors in order, the entry of {which} read in the transpose: rows and columns change places"
    if not which:
        words = "the factors in the order of the product"
    beside = board.step("transpose" if which else "reorder", words, source, between)
    inner = found.summed.name
    words = f"{inner} is now second on the left and first on the right: a matrix product"
    return (beside, board.step("matrix-form", words, between, result))


def _ordered(term: Term, found: Contraction) -> Term:
    either = (Mul((found.left, found.right)), Mul((found.right, found.left)))
    if isinstance(term, Sum) and term.bound == found.summed and term.body in either:
        return Sum(term.bound, Mul((found.left, found.right)))
    return map_children(term, lambda child: _ordered(child, found))


def _with_transposes(surface: Surface, found: Contraction) -> Surface:
    """``W2[i,j]`` is written ``W2^T[j,i]`` in every factor that is turned, scales in front included."""
    wrong = {spell(entry): entry for entry in (found.left, found.right) if stands_wrong(found, entry)}
    match surface:
        case Indexed(name, indices) if surface in wrong:
            return At(Transposed(Name(name)), tuple(reversed(indices)))
        case _:
            return with_parts(surface, lambda part: _with_transposes(part, found))
