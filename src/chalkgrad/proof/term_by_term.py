"""Sums written out term by term: for an axis of known size, Σ_i u[i] is u[1] + u[2] + u[3] by definition of Σ.

The letters 1, 2, 3 are then letters like any other: what is proved holds whatever entries they stand for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors import ProofError
from ..terms import Add, Context, Index, Sum, Term, map_children, rename_indices
from .certificate import Certificate
from .equality import equal

#: No sum longer than this is written out.
LONGEST = 12


def term_by_term(
    before: Term, after: Term, context: Context, sizes: Mapping[str, int], *, unfold: Collection[str] = ()
) -> Certificate:
    """Certifies that ``after`` is ``before`` with its sums over the axes in ``sizes`` (by name) written out.

    Raises ProofError for a sum that is too long, Refuted or Undecidable as ``equal`` does.
    """
    return equal(_expanded(before, sizes), _expanded(after, sizes), context, unfold=unfold)


def _expanded(term: Term, sizes: Mapping[str, int]) -> Term:
    term = map_children(term, lambda child: _expanded(child, sizes))
    if not isinstance(term, Sum) or term.bound.axis.name not in sizes:
        return term
    size = sizes[term.bound.axis.name]
    if size > LONGEST:
        raise ProofError(f"a sum of {size} terms is not written out")
    parts = tuple(rename_indices(term.body, {term.bound: Index(str(n), term.bound.axis)}) for n in range(1, size + 1))
    return parts[0] if len(parts) == 1 else Add(parts)
