"""Properties on random terms: what holds is certified, what is certified holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalkgrad.errors import ProofError
from chalkgrad.proof import Refuted, equal, mutants
from chalkgrad.proof.exact import attempts, prove
from chalkgrad.proof.numeric import Difference, compare
from chalkgrad.terms import ONE, Add, Apply, Div, Entry, Index, Mul, Neg, Power, Sum, Term, number, rename_indices

from .terms import CONTEXT, TERMS, E, F, I, K, M, N

QUIET = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def certified(before: Term, after: Term) -> str:
    """The kind of certificate; skips claims that are nowhere defined."""
    try:
        return equal(before, after, CONTEXT).kind
    except Refuted:
        raise
    except ProofError:
        assume(False)
        raise


@given(TERMS)
@QUIET
def test_every_term_equals_itself(term: Term) -> None:
    assert certified(term, term) in ("proved", "tested")


REWRITES: dict[str, Callable[[Term, Term, Term], tuple[Term, Term]]] = {
    "sums commute": lambda a, b, c: (Add((a, b, c)), Add((c, a, b))),
    "products commute": lambda a, b, c: (Mul((a, b, c)), Mul((c, b, a))),
    "distribution": lambda a, b, c: (Mul((a, Add((b, c)))), Add((Mul((a, b)), Mul((c, a))))),
    "double negation": lambda a, b, c: (Add((Neg(Neg(a)), b)), Add((b, a))),
    "common denominator": lambda a, b, c: (
        Add((Div(a, b), Div(c, Apply("exp", (a,))))),
        Div(Add((Mul((a, Apply("exp", (a,)))), Mul((c, b)))), Mul((b, Apply("exp", (a,))))),
    ),
    "square of a sum": lambda a, b, c: (
        Power(Add((a, b)), number(2)),
        Add((Power(a, number(2)), Mul((number(2), a, b)), Power(b, number(2)))),
    ),
    "a sum is linear": lambda a, b, c: (Sum(K, Add((a, b))), Add((Sum(K, b), Sum(K, a)))),
    "sums exchange": lambda a, b, c: (Sum(K, Sum(F, Mul((a, b)))), Sum(F, Sum(K, Mul((b, a))))),
    "exponentials multiply": lambda a, b, c: (
        Apply("exp", (Add((a, b)),)),
        Mul((Apply("exp", (b,)), Apply("exp", (a,)))),
    ),
    "cancelling": lambda a, b, c: (Div(Mul((a, b)), Mul((b, c))), Div(a, c)),
}


@pytest.mark.parametrize("name", REWRITES)
@given(TERMS, TERMS, TERMS)
@settings(QUIET, max_examples=25)
def test_true_rewrites_are_certified(name: str, a: Term, b: Term, c: Term) -> None:
    before, after = REWRITES[name](a, b, c)
    assert certified(before, after) in ("proved", "tested")


@given(TERMS)
@QUIET
def test_bound_letters_do_not_matter(term: Term) -> None:
    other = Index("other", N)
    assert certified(Sum(K, term), Sum(other, rename_indices(term, {K: other}))) in ("proved", "tested")


@given(TERMS, st.randoms(use_true_random=False))
@settings(QUIET, max_examples=150)
def test_what_is_proved_holds_in_numbers(term: Term, random: object) -> None:
    """The exact engine alone, without its numeric guard: a mutant it proves equal must be equal."""
    found = list(mutants(term))
    random.shuffle(found)  # type: ignore[attr-defined]
    for words, mutant in found[:4]:
        if prove(term, mutant, CONTEXT, tuple(attempts(()))) is not None:
            outcome = compare(term, mutant, CONTEXT, ())
            assert not isinstance(outcome, Difference), f"{words}: {outcome}"


@given(TERMS)
@QUIET
def test_adding_one_is_always_noticed(term: Term) -> None:
    with pytest.raises(ProofError):
        equal(term, Add((term, ONE)), CONTEXT)


def test_renamed_claims_share_a_verdict() -> None:
    from chalkgrad.proof.equality import _verdicts

    def claim(name: str, i: Index, k: Index) -> tuple[Term, Term]:
        body = Mul((Entry(name, (i, k)), Entry(name, (i, k))))
        return Sum(k, body), Sum(k, Power(Entry(name, (i, k)), number(2)))

    certificate = equal(*claim("W", I, E), CONTEXT)
    size = len(_verdicts)
    again = equal(*claim("Y", Index("p", N), Index("q", M)), CONTEXT)
    assert len(_verdicts) == size
    assert again == certificate
