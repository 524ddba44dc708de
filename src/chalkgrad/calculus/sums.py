"""Rules for sums over an index: fixed factors go out, Kronecker's delta picks one term, declared facts are used."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..terms import (
    ONE,
    Add,
    Delta,
    Derivative,
    Div,
    Equality,
    Fact,
    Index,
    Mul,
    Neg,
    Size,
    Sum,
    Term,
    free_indices,
    map_children,
    names,
    rename_indices,
    walk,
)
from .factors import KEPT, Factored, added, factored, positive_first, product, rebuilt
from .tidy import negated


@lru_cache(maxsize=KEPT)
def split_sums(term: Term) -> Term:
    """Σ (p + q) = Σ p + Σ q, where that lets a delta pick its term."""
    term = map_children(term, split_sums)
    if not isinstance(term, Sum) or not isinstance(term.body, Add):
        return term
    picked = any(isinstance(node, Delta) and term.bound in (node.left, node.right) for node in walk(term.body))
    if not picked and all(term.bound in free_indices(summand) for summand in term.body.terms):
        return term
    return added([_sign_out(term.bound, summand) for summand in term.body.terms])  # Σ_k c is n c at once


def _sign_out(bound: Index, body: Term) -> Term:
    if bound not in free_indices(body):
        return pull_out(Sum(bound, body))
    return Neg(Sum(bound, body.body)) if isinstance(body, Neg) else Sum(bound, body)


@lru_cache(maxsize=KEPT)
def open_deltas(term: Term) -> Term:
    """Brackets with a delta inside are multiplied out: p (δ - q) = p δ - p q; (δ - q)/p = δ/p - q/p."""
    term = map_children(term, open_deltas)
    if isinstance(term, Neg) and isinstance(term.body, Add) and has_delta(term.body):
        return added(positive_first([negated(summand) for summand in term.body.terms]))
    if isinstance(term, Div) and isinstance(term.numerator, Add) and has_delta(term.numerator):
        return added([rebuilt(factored(Div(summand, term.denominator))) for summand in term.numerator.terms])
    if not isinstance(term, Mul):
        return term
    for position, factor in enumerate(term.factors):
        if isinstance(factor, Add) and has_delta(factor):
            others = [*term.factors[:position], *term.factors[position + 1 :]]
            return added([rebuilt(factored(product([*others, summand]))) for summand in factor.terms])
    return term


def has_delta(term: Term) -> bool:
    """Whether Kronecker's delta occurs in the term."""
    return any(isinstance(node, Delta) for node in walk(term))


@lru_cache(maxsize=KEPT)
def pick(term: Term) -> Term:
    """Σ_k δ[k,i] f(k) = f(i)."""
    term = map_children(term, pick)
    if not isinstance(term, Sum):
        return term
    parts = factored(term.body)
    for factor in parts.over:
        if isinstance(factor, Delta) and term.bound in (factor.left, factor.right):
            other = factor.right if factor.left == term.bound else factor.left
            if other == term.bound:
                continue
            rest = rebuilt(Factored(parts.coefficient, _once(parts.over, factor), parts.under))
            return rename_indices(rest, {term.bound: other})
    return term


def _once(factors: tuple[Term, ...], gone: Term) -> tuple[Term, ...]:
    position = factors.index(gone)
    return (*factors[:position], *factors[position + 1 :])


@lru_cache(maxsize=KEPT)
def pull_out(term: Term) -> Term:
    """Σ_k c f(k) = c Σ_k f(k) for a c that does not depend on k."""
    term = map_children(term, pull_out)
    if not isinstance(term, Sum):
        return term
    parts = factored(term.body)
    fixed_over = tuple(f for f in parts.over if term.bound not in free_indices(f))
    fixed_under = tuple(f for f in parts.under if term.bound not in free_indices(f))
    if not fixed_over and not fixed_under and parts.coefficient == 1 and (parts.over or parts.under):
        return term
    moving = Factored(
        abs(parts.coefficient) ** 0,
        tuple(f for f in parts.over if term.bound in free_indices(f)),
        tuple(f for f in parts.under if term.bound in free_indices(f)),
    )
    if not moving.over and not moving.under:  # the same number for every letter: as many times as there are letters
        return rebuilt(Factored(parts.coefficient, (Size(term.bound.axis), *fixed_over), fixed_under))
    inner = Sum(term.bound, rebuilt(moving))
    return rebuilt(Factored(parts.coefficient, (*fixed_over, inner), fixed_under))


@lru_cache(maxsize=KEPT)
def counted(term: Term) -> Term:
    """Σ_k c = n c for a c that does not depend on k; what a derivative is taken of stays as it is."""
    if isinstance(term, Derivative):
        return term
    term = map_children(term, counted)
    if isinstance(term, Sum) and term.bound not in free_indices(term.body):
        return product([Size(term.bound.axis), *([term.body] if term.body is not ONE else [])])
    return term


def use_equalities(term: Term, facts: Iterable[Fact]) -> tuple[Term, tuple[str, ...]]:
    """Declared sums are replaced by their value: Σ_k Y[k,e] = 1. Returns the facts that were used."""
    used: list[str] = []
    for fact in facts:
        if not isinstance(fact, Equality) or not isinstance(fact.left, Sum):
            continue
        changed = _replace_sum(term, fact)
        if changed is not term:
            used.append(fact.text)
            term = changed
    return term, tuple(used)


def _replace_sum(term: Term, fact: Equality) -> Term:
    if isinstance(term, Sum):
        value = _matches(term, fact)
        if value is not None:
            return value
    return map_children(term, lambda child: _replace_sum(child, fact))


def _matches(term: Sum, fact: Equality) -> Term | None:
    """The fact's right-hand side if ``term`` is an instance of its left-hand side."""
    pattern = fact.left
    assert isinstance(pattern, Sum)
    if names(term) != names(pattern) or term.bound.axis != pattern.bound.axis:
        return None
    free = sorted(free_indices(term), key=lambda index: index.name)
    if len(free) != len(fact.indices):
        return None
    candidates = {formal: actual for formal in fact.indices for actual in free if formal.axis == actual.axis}
    instance = rename_indices(pattern, candidates)
    assert isinstance(instance, Sum)
    if rename_indices(instance.body, {instance.bound: term.bound}) is term.body:
        return rename_indices(fact.right, candidates)
    return None


def delta_product(left: tuple[Index, ...], right: tuple[Index, ...]) -> Term:
    """1 where the index tuples agree, else 0: ∂A[i,e]/∂A[j,f] = δ[i,j] δ[e,f]."""
    deltas = [Delta(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return product(list(deltas)) if deltas else ONE
