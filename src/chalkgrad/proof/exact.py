"""The exact engine: attempts to prove ``before = after`` in the order from closed names to open functions."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

from ..errors import ProofError
from ..terms import (
    Context,
    Derivative,
    Entry,
    Function,
    Index,
    Term,
    free_indices,
    names,
    rename_indices,
)
from .canonical import formula_key, functions_inside, functions_named, skeleton
from .conditions import Condition, conditions_of
from .drawing import fact_names, usable_facts
from .expanding import AtIndices, replaced_names
from .reading import Reader
from .ring import Stuck, add
from .vanishing import Prover


@dataclass(frozen=True)
class Proof:
    """How it was proved; facts by their place in the context, conditions with holes for names."""

    method: str
    facts: tuple[int, ...]
    conditions: tuple[Condition, ...]
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Attempt:
    """What may be opened in one attempt."""

    unfold: frozenset[str]
    open_functions: bool
    words: str


def attempts(unfold: Collection[str]) -> Iterator[Attempt]:
    """Closed names first, then definitions, then functions."""
    yield Attempt(frozenset(), False, "exact algebra")
    if unfold:
        yield Attempt(frozenset(unfold), False, "exact algebra with definitions unfolded")
    yield Attempt(frozenset(), True, "exact algebra with functions written out")
    if unfold:
        yield Attempt(frozenset(unfold), True, "exact algebra with definitions and functions written out")


def prove(before: Term, after: Term, context: Context, tries: Collection[Attempt], facts: bool = True) -> Proof | None:
    """A proof that the two terms are equal wherever both are defined, or None."""
    for attempt in tries:
        if attempt.open_functions and not _functions_in(before, after, attempt.unfold, context):
            continue
        relevant = relevant_facts(before, after, attempt.unfold, context) if facts else ()
        for usable in ((), relevant) if relevant else ((),):
            proof = _one_attempt(before, after, context, attempt, usable)
            if proof is not None:
                return proof
    return None


def _one_attempt(
    before: Term, after: Term, context: Context, attempt: Attempt, facts: Collection[int], skip_boundaries: bool = False
) -> Proof | None:
    for assume_positive in (False, True):
        prover = Prover(assume_positive=assume_positive, skip_boundaries=skip_boundaries)
        try:
            reader = Reader(
                prover,
                context,
                lambda function: slope_proof(function, context) is not None,
                unfold=attempt.unfold,
                open_functions=attempt.open_functions,
                facts=facts,
            )
            if prover.vanishes(add(reader.read(before), reader.read(after), -1)) and prover.assumptions_hold:
                return _proof(prover, attempt, free_indices(before) | free_indices(after))
        except (Stuck, ProofError, RecursionError, OverflowError):
            pass  # this attempt cannot decide; the next, or the numeric engine, may
        if not prover.met_unknown_sign:
            return None
    return None


def _proof(prover: Prover, attempt: Attempt, free: frozenset[Index]) -> Proof:
    method = attempt.words
    if prover.skip_boundaries:  # where pieces meet there need not be a derivative, whatever the formulas say
        for atom in prover.atoms:
            if atom.kind in ("positive", "zero"):
                prover.skipped[atom.inside[0]] = None
    if prover.split_cases:
        method += ", case by case"
    if prover.skipped:
        method += " away from kinks"
    conditions = conditions_of(prover, prover.index_numbers, free)
    return Proof(method, tuple(prover.used_facts), conditions, attempt.unfold)


# -- what an attempt concerns -----------------------------------------------------------------------------------


def reached_names(before: Term, after: Term, unfold: Collection[str], context: Context) -> frozenset[str]:
    """The names in the two terms, in what ``unfold`` opens, and in definitions that are differentiated."""
    if not unfold and not skeleton(before).differentiated and not skeleton(after).differentiated:
        return names(before) | names(after)
    found: set[str] = set()
    waiting = [before, after]
    while waiting:
        term = waiting.pop()
        fresh = names(term) - found
        found |= fresh
        opened = {name for name in fresh if name in unfold}
        opened |= {name for name in skeleton(term).differentiated if name not in found or name in fresh}
        waiting.extend(context.definitions[name].value for name in opened if name in context.definitions)
    return frozenset(found)


def _functions_in(before: Term, after: Term, unfold: Collection[str], context: Context) -> bool:
    found = functions_named(before) | functions_named(after)
    for name in reached_names(before, after, unfold, context):
        definition = context.definitions.get(name)
        if definition is not None:
            found |= functions_named(definition.value)
    return any(name in context.functions for name in found)


def relevant_facts(before: Term, after: Term, unfold: Collection[str], context: Context) -> tuple[int, ...]:
    """The places of the facts about names that are reached, and about names in those facts."""
    usable = {id(fact) for fact in usable_facts(context)}
    if not usable:
        return ()
    reached = reached_names(before, after, unfold, context)
    found: set[int] = set()
    while True:
        more = {
            place
            for place, fact in enumerate(context.facts)
            if place not in found and id(fact) in usable and fact_names(fact) & reached
        }
        if not more:
            return tuple(sorted(found))
        found |= more
        reached = reached.union(*(fact_names(context.facts[place]) for place in more))


# -- slopes -----------------------------------------------------------------------------------------------------

_slopes: dict[Hashable, Proof | None] = {}
_LARGEST_CACHE = 5_000


def function_key(function: Function, context: Context) -> Hashable:
    """What a function's meaning rests on: its formulas and those of the functions inside."""
    found: dict[str, Hashable] = {}
    waiting = [function]
    while waiting:
        record = waiting.pop()
        if record.name not in found:
            found[record.name] = formula_key(record)
            inner = sorted(functions_inside(record))
            waiting.extend(context.functions[name] for name in inner if name in context.functions)
    return tuple(found.items())


def slope_claim(function: Function) -> tuple[Term, Term]:
    """The derivative of the value, and the claimed slope with the function's own value written out."""
    assert function.slope is not None
    argument = function.arguments[0]
    if function.axis_index is None:
        values: dict[str, AtIndices] = {function.own: {(): function.value}}
        return Derivative(function.value, Entry(argument, ())), replaced_names(function.slope, values)
    first, second = function.axis_index
    there = rename_indices(function.value, {first: second})
    values = {function.own: {(first,): function.value, (second,): there}}
    return Derivative(function.value, Entry(argument, (second,))), replaced_names(function.slope, values)


def slope_proof(function: Function, context: Context) -> Proof | None:
    """The proof that the claimed slope is the derivative away from the kinks, or None."""
    key = function_key(function, context)
    if key in _slopes:
        return _slopes[key]
    _slopes[key] = None  # a slope stated in terms of itself is not trusted while it is being proved
    proof = None
    if function.slope is not None:
        bare = Context({}, {}, context.functions)
        derivative, claimed = slope_claim(function)
        opened = Attempt(frozenset(), True, "exact algebra with the formula differentiated")
        proof = _one_attempt(derivative, claimed, bare, opened, (), skip_boundaries=True)
    if len(_slopes) > _LARGEST_CACHE:
        _slopes.clear()
    _slopes[key] = proof
    return proof
