"""The part of a formula that a derivative by one name can see."""

from __future__ import annotations

from .rebuild import free_indices, names
from .term import Add, Div, Mul, Neg, Sum, Term


def dependent(term: Term, name: str) -> Term:
    """``term`` without the summands that do not mention ``name``, also inside a bracket with a factor before it
    and under a sum.

    The derivative by ``name`` is that of ``term``: by linearity, a summand without the name gives 0. A term that does
    not mention the name at all comes back as it is.
    """
    if name not in names(term):
        return term
    match term:
        case Add(terms):
            kept = tuple(dependent(part, name) for part in terms if name in names(part))
            return kept[0] if len(kept) == 1 else term if kept == terms else Add(kept)
        case Neg(body):
            return Neg(dependent(body, name))
        case Mul(factors) if sum(name in names(factor) for factor in factors) == 1:
            return Mul(tuple(dependent(factor, name) for factor in factors))
        case Div(left, right) if name not in names(right):
            return Div(dependent(left, name), right)
        case Sum(bound, body) if bound in free_indices(part := dependent(body, name)):
            return Sum(bound, part)  # a sum over what does not have its letter could not be written
    return term
