"""What a line would come to if it were worked out: whether it pays to put a gradient in."""

from __future__ import annotations

from ..terms import Div, Entry, Fact, Sum, Term, names, walk
from .common_factors import cancel, distribute
from .fractions import collect, merge_powers
from .moves import TAKE_SIGN_IN
from .sums import open_deltas, pick, pull_out, split_sums, use_equalities
from .tidy import tidy


def settled(term: Term) -> Term:
    """What the chain would come to without putting anything in."""
    for change in (open_deltas, split_sums, pick, pull_out, tidy, cancel, tidy, merge_powers):
        term = change(term)
    return term


def finished(term: Term, facts: tuple[Fact, ...]) -> Term:
    for _ in range(2):
        for change in (cancel, distribute, cancel, open_deltas, split_sums, pick, pull_out, tidy):
            term = change(term)
    known, _ = use_equalities(term, facts)
    if known is not term:  # where Σ_i X[i,e] is 1, Σ_e Σ_i X[i,e] is the number of examples
        term = cancel(tidy(pull_out(known)))
    return merge_powers(collect(TAKE_SIGN_IN.change(tidy(term))))


def acceptable(term: Term, plain: Term) -> bool:
    """No fraction left, and hardly longer than without putting in."""
    if any(isinstance(node, Div) and names(node.denominator) for node in walk(term)):
        return False
    return length(term) <= length(plain) + 6


def length(term: Term) -> int:
    return sum(1 for node in walk(term) if isinstance(node, (Entry, Sum)))
