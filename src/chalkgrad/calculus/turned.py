"""From a sum over an index to a product of matrices: which factor is turned, and the lines that show it."""

from __future__ import annotations

from dataclasses import dataclass

from ..notation.spell import spell
from ..notation.surface import At, Indexed, Minus, Name, Over, Plus, Product, Surface, Transposed, walk_surface
from ..terms import Entry, Index, Mul, Sum, Term, in_layer, map_children, walk
from .derivation import Line, Step
from .lines import Board


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
    """The sums over a product of two matrices; ``written`` is the same in matrices and gives the order.

    With ``vectors`` one of the two may be a vector.
    """
    bodies = [node.body for node in walk_surface(written) if isinstance(node, Transposed)]
    turned = {body.text for body in bodies if isinstance(body, Name)}
    order = [node.text for node in walk_surface(written) if isinstance(node, Name)]
    found = []
    for node in walk(term):
        if isinstance(node, Sum) and isinstance(node.body, Mul) and len(node.body.factors) == 2:
            first, second = node.body.factors
            if isinstance(first, Entry) and isinstance(second, Entry) and {first.name, second.name} <= set(order):
                left, right = sorted((first, second), key=lambda entry: order.index(entry.name))
                letters = [len(in_layer(entry.indices)) for entry in (left, right)]
                if left.name == right.name or sorted(letters) not in ([2, 2], [1, 2] if vectors else []):
                    continue
                vector = (left, right)[letters.index(1)].name if 1 in letters else ""
                found.append(Contraction(node.bound, left, right, vector if vector in turned else ""))
    return found


def stands_wrong(found: Contraction, entry: Entry) -> bool:
    """In the left factor the summed letter must be the second index, in the right one the first; of a vector the
    writing tells whether it is turned."""
    if len(in_layer(entry.indices)) == 1:
        return entry.name == found.turned_vector
    return in_layer(entry.indices)[1 if entry is found.left else 0] != found.summed


def turned_steps(
    board: Board, source: Line, result: Line, at: tuple[Index | None, Index | None], found: Contraction
) -> tuple[Step, ...]:
    """From the sum in letters to the matrix product, with the line in between where the turned entry is read turned."""
    wrong = [entry.name for entry in (found.left, found.right) if stands_wrong(found, entry)]
    if not wrong or found.turned_vector:  # a letter alone has no other place to go to
        return ()
    ordered = _ordered(source.term, found)
    surface = _with_transposes(spell(ordered, board.model.functions), found)
    turned = board.checked(surface, ordered, *at)
    which = " and ".join(wrong)
    words = f"the factors in order, the entry of {which} read in the transpose: rows and columns change places"
    beside = board.step("transpose", words, source, turned)
    inner = found.summed.name
    words = f"{inner} is now second on the left and first on the right: a matrix product"
    after = board.step("matrix-form", words, turned, result)
    return (beside, after)


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
        case Over(operator, index, body):
            return Over(operator, index, _with_transposes(body, found))
        case Product(kind, factors):
            return Product(kind, tuple(_with_transposes(factor, found) for factor in factors))
        case Plus(terms):
            return Plus(tuple(_with_transposes(term, found) for term in terms))
        case Minus(body):
            return Minus(_with_transposes(body, found))
        case _:
            return surface
