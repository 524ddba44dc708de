"""``chain_rule``: an adjoint equation against the chain rule, recomputed from the definitions alone."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import ProofError
from ..terms import (
    ONE,
    Add,
    Context,
    Derivative,
    Entry,
    Index,
    Mul,
    Sum,
    Term,
    all_indices,
    dependent,
    free_indices,
    fresh_index,
    names,
    number,
)
from .adjoints import adjoint_matches
from .certificate import Certificate, Refuted
from .equality import Verdict, certify, difference_message
from .exact import Attempt
from .numeric import Difference, compare
from .reached import users_on_the_way


def chain_rule(
    name: str,
    indices: tuple[Index, ...],
    value: Term,
    context: Context,
    *,
    cost: str,
    adjoints: Mapping[str, str],
    scales: Mapping[str, Term],
) -> Certificate:
    """Certifies ``dX[indices] = value`` for X = ``name``, where ∂cost/∂N = scales.get(N, 1) · adjoints[N] for every N.

    ``scales[X] · value`` must equal the direct partial derivative of the cost's formula plus the sum over every
    definition C that mentions X of ``Σ_q scales[C] · dC[q] · ∂C[q]/∂X``. The definitions that mention X are found
    here, so a consumer that the caller forgot is found too. Where exact algebra cannot decide, ``adjoint_matches``
    does.

    Raises:
        Refuted: the claim is false, or rests on a definition that has no adjoint name.
        Undecidable: neither engine can decide.
    """
    excess = sorted(index.name for index in free_indices(value) - set(indices))
    if excess:
        raise Refuted(f"The value of d{name} depends on the index {', '.join(excess)}, which {name} does not have.")
    consumers = consumers_of(name, context, cost, adjoints)
    expected = _expected(name, indices, value, context, consumers, cost, adjoints, scales)
    claimed = Mul((scales[name], value)) if name in scales else value
    derived = {adjoints[consumer] for consumer in consumers}
    tries = _tries(derived, consumers, cost)

    def by_numbers(before: Term, after: Term, seen: Context, facts: bool) -> Verdict:
        used = (names(before) | names(after)) & set(adjoints.values())
        if used <= context.definitions.keys():  # nothing is free but the data: a difference is a counterexample
            difference = compare(before, after, context, context.definitions.keys())
            if isinstance(difference, Difference):
                raise Refuted(difference_message(difference.witness), difference.witness)
        found = adjoint_matches(name, value, context, cost=cost, adjoints=adjoints, scales=scales, indices=indices)
        return Verdict("tested", found.method, (), (), found.points, found.largest_error)

    opened = {*derived, *consumers, cost}
    certificate = certify(claimed, expected, context, tries, opened, True, by_numbers)
    if certificate.kind == "tested":
        return certificate
    through = ", ".join((*consumers, cost) if _direct(name, context, cost) else consumers)
    method = f"chain rule recomputed through {through}; {certificate.method}" if through else certificate.method
    return Certificate("proved", method, certificate.conditions, certificate.facts)


def consumers_of(name: str, context: Context, cost: str, adjoints: Mapping[str, str]) -> tuple[str, ...]:
    """The definitions on the way to the cost that mention ``name``, the cost itself left out."""
    if cost not in context.definitions:
        raise ProofError(f"there is no equation for the cost {cost}")
    found = tuple(other for other in users_on_the_way(name, cost, context) if other != cost)
    for consumer in found:
        if consumer not in adjoints:
            raise Refuted(f"The cost depends on {name} through {consumer}, for which there is no derivative.")
    return found


def _direct(name: str, context: Context, cost: str) -> bool:
    return name in names(context.definitions[cost].value)


def _expected(
    name: str,
    indices: tuple[Index, ...],
    value: Term,
    context: Context,
    consumers: tuple[str, ...],
    cost: str,
    adjoints: Mapping[str, str],
    scales: Mapping[str, Term],
) -> Term:
    """What the chain rule says ∂cost/∂X is, with derivatives written and not carried out."""
    variable = Entry(name, indices)
    if name == cost:
        return ONE
    parts: list[Term] = []
    if _direct(name, context, cost):
        formula = context.definitions[cost].value
        own = dependent(formula, name)  # of a penalty on a hundred layers, the term of one
        parts.append(Derivative(Entry(cost, ()) if own is formula else own, variable))
    taken = set(indices) | set(all_indices(value))
    for consumer in consumers:
        places: list[Index] = []
        for index in context.definitions[consumer].indices:
            place = fresh_index(index, taken)
            taken.add(place)
            places.append(place)
        there = tuple(places)
        factors: list[Term] = [scales[consumer]] if consumer in scales else []
        factors += [Entry(adjoints[consumer], there), Derivative(Entry(consumer, there), variable)]
        part: Term = Mul(tuple(factors))
        for place in reversed(there):
            part = Sum(place, part)
        parts.append(part)
    if not parts:
        return number(0)
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _tries(derived: set[str], consumers: tuple[str, ...], cost: str) -> tuple[Attempt, ...]:
    """Closed; the consumers' adjoints opened; the consumers and the cost opened too; functions written out."""
    how = "exact algebra"
    tries = [Attempt(frozenset(), False, how)]
    if derived:
        tries.append(Attempt(frozenset(derived), False, f"{how} with adjoints unfolded"))
    opened = frozenset({*derived, *consumers, cost})
    tries.append(Attempt(opened, False, f"{how} with definitions unfolded"))
    tries.append(Attempt(opened, True, f"{how} with definitions and functions written out"))
    return tuple(tries)
