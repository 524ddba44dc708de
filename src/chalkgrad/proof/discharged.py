"""Side conditions that always hold: ``a != 0`` where a is a sigmoid need not be said."""

from __future__ import annotations

from collections.abc import Collection

from ..terms import Context, Term
from .certificate import Certificate
from .exact import Attempt, attempts, prove, relevant_facts
from .numeric import contradicted


def discharged(
    certificate: Certificate, before: Term, after: Term, context: Context, unfold: Collection[str]
) -> Certificate:
    """A certificate of ``before = after`` without conditions, if there is one; else the one given.

    The definitions of ``unfold`` and then the functions are opened, until the algebra sees that nothing it divides by
    can vanish: 1/(1 + exp(-z)) is never 0. ``certificate`` is what ``equal`` said of the same claim.
    """
    if not certificate.conditions:
        return certificate
    opened = frozenset(unfold)
    for attempt in attempts(opened):
        found = _without_conditions(before, after, context, attempt)
        if found is not None and contradicted(before, after, context, opened) is None:
            return found
    return certificate


def _without_conditions(before: Term, after: Term, context: Context, attempt: Attempt) -> Certificate | None:
    proof = prove(before, after, context, (attempt,))
    if proof is None or proof.conditions:
        return None
    usable = relevant_facts(before, after, attempt.unfold, context)
    return Certificate("proved", proof.method, (), tuple(context.facts[p].text for p in usable if p in proof.facts))
