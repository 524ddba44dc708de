"""Every bound index under a letter of its own.

``sum_k A[i,k] (sum_i B[i,k])`` is a correct formula: the inner i has nothing to do with the outer one. But a direction
of an array is told by its letter, so before anything is computed the inner one becomes ``i2``.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..terms import (
    Component,
    Index,
    Max,
    Sum,
    Term,
    free_indices,
    fresh_index,
    map_children,
    rename_indices,
)


def bound_apart(term: Term, outside: Iterable[Index] = ()) -> Term:
    """The same term, in which no two sums, maxima or vector functions bind the same letter, nor one that is free.

    ``outside`` are letters that are taken although they may not occur in the term.
    """
    taken = set(outside) | free_indices(term)

    def opened(bound: Index, body: Term) -> tuple[Index, Term]:
        other = fresh_index(bound, taken)
        taken.add(other)
        return other, apart(rename_indices(body, {bound: other}))

    def apart(node: Term) -> Term:
        match node:
            case Sum(bound, body):
                return Sum(*opened(bound, body))
            case Max(bound, body):
                return Max(*opened(bound, body))
            case Component(function, at, bound, body):
                return Component(function, at, *opened(bound, body))
            case _:
                return map_children(node, apart)

    return apart(term)
