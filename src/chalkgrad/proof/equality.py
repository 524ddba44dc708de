"""``equal``: are two index-form terms equal? Exact algebra first, random points where it cannot decide."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass

from ..terms import Context, Term
from .canonical import Claim, skeleton
from .certificate import Certificate, Refuted, Undecidable, Witness
from .conditions import Condition
from .exact import Attempt, attempts, prove, relevant_facts
from .never_zero import is_positive, never_zero
from .numeric import Agreement, Difference, compare, contradicted

_LARGEST_CACHE = 20_000


@dataclass(frozen=True)
class Verdict:
    """A stored answer: facts by their place among those of the claim, conditions with numbers for names."""

    kind: str
    method: str
    facts: tuple[int, ...] = ()
    conditions: tuple[Condition, ...] = ()
    points: int = 0
    largest_error: float = 0.0


_verdicts: dict[Hashable, Verdict | None] = {}


def equal(
    before: Term, after: Term, context: Context, *, unfold: Collection[str] = (), facts: bool = True
) -> Certificate:
    """Certifies ``before = after`` for index-form terms with the same free indices.

    Tried in order: names closed; the definitions of the names in ``unfold`` opened (repeatedly, as they appear);
    library functions written out; then random points. ``proved`` means equal as exact algebra wherever both sides are
    defined, under the certificate's conditions; ``tested`` means equal at random points of many
    sizes and at the boundaries of comparisons, in float64 and, at some of them, with as many digits as it takes.

    Raises:
        Refuted: the claim is false; the error carries a point that shows it.
        Undecidable: the two sides are never both defined, or cannot be evaluated.
    """
    looked_into = (*skeleton(before).differentiated, *skeleton(after).differentiated)
    opened = frozenset(unfold).union(looked_into)
    return certify(before, after, context, tuple(attempts(opened)), opened, facts, _tell)


def certify(
    before: Term,
    after: Term,
    context: Context,
    tries: Collection[Attempt],
    unfold: Collection[str],
    facts: bool,
    otherwise: Callable[[Term, Term, Context, bool], Verdict],
) -> Certificate:
    """The verdict on a claim, from the store or anew. ``otherwise`` decides what no engine could decide locally."""
    places = relevant_facts(before, after, unfold, context) if facts else ()
    claim = Claim(context, unfold, places)
    claim.add_terms(before, after)
    claim.add_value(facts)
    claim.close()
    for attempt in tries:
        claim.add_value((attempt.words, attempt.open_functions, claim.numbers_of(attempt.unfold)))
    form = claim.form
    if form in _verdicts:
        verdict = _verdicts[form]
    else:
        verdict = _decided(before, after, context, tries, unfold, facts, claim)
        if len(_verdicts) > _LARGEST_CACHE:
            _verdicts.clear()
        _verdicts[form] = verdict
    if verdict is None:
        verdict = otherwise(before, after, context, facts)
    return Certificate(
        "proved" if verdict.kind == "proved" else "tested",
        verdict.method,
        _open_conditions(verdict.conditions, claim, context),
        tuple(context.facts[places[place]].text for place in verdict.facts),
        verdict.points,
        verdict.largest_error,
    )


def _open_conditions(conditions: tuple[Condition, ...], claim: Claim, context: Context) -> tuple[str, ...]:
    """The conditions that do not always hold, in the names of this claim."""
    found: list[str] = []
    for condition in conditions:
        text, term = claim.with_names(condition)
        if term is None or not (is_positive if condition.is_positive else never_zero)(term, context):
            found.append(text)
    return tuple(found)


def _decided(
    before: Term,
    after: Term,
    context: Context,
    tries: Collection[Attempt],
    unfold: Collection[str],
    facts: bool,
    claim: Claim,
) -> Verdict | None:
    """A verdict that rests on what the canonical form holds, or None."""
    seen = context if facts else Context(context.layouts, context.definitions, context.functions)
    proof = prove(before, after, context, tries, facts)
    looked_into = (*skeleton(before).differentiated, *skeleton(after).differentiated)
    if proof is not None and contradicted(before, after, seen, proof.opened.union(looked_into)) is None:
        places = {place: number for number, place in enumerate(claim.facts)}
        used = tuple(places[place] for place in proof.facts)
        return Verdict("proved", proof.method, used, tuple(map(claim.without_names, proof.conditions)))
    for computed in (frozenset[str](), frozenset(unfold)) if unfold else (frozenset[str](),):
        found = compare(before, after, seen, computed, hasty=True)
        if isinstance(found, Agreement):
            method = "random points" + (", the definitions computed" if computed else "")
            used = tuple(range(len(claim.facts)))
            return Verdict("tested", method, used, (), found.points, found.largest_error)
    return None


def _tell(before: Term, after: Term, context: Context, facts: bool) -> Verdict:
    """With every definition computed: agreement, or the error that tells why not."""
    seen = context if facts else Context(context.layouts, context.definitions, context.functions)
    found = compare(before, after, seen, context.definitions.keys())
    if isinstance(found, Agreement):
        method = "random points, all definitions computed"
        used = tuple(range(len(relevant_facts(before, after, (), context)))) if facts else ()
        return Verdict("tested", method, used, (), found.points, found.largest_error)
    if isinstance(found, Difference):
        raise Refuted(difference_message(found.witness), found.witness)
    raise Undecidable(f"This equality could not be decided: {found.reason}.")


def difference_message(witness: Witness) -> str:
    """What a witness shows, in a sentence."""
    where = f" at {witness.place}" if witness.place else ""
    scalars = [f"{name} = {values:.4g}" for name, values in witness.values.items() if values.ndim == 0]
    given = f" with {', '.join(scalars[:6])}" if scalars else ""
    digits = next((n for n in (6, 12, 17) if f"{witness.left:.{n}g}" != f"{witness.right:.{n}g}"), 17)
    left, right = f"{witness.left:.{digits}g}", f"{witness.right:.{digits}g}"
    if left == right:
        return f"The two sides differ, by less than a rounding error: both are about {left}{where}{given}."
    return f"The two sides differ: the left is {left} and the right is {right}{where}{given}."
