"""Whether kinks may lie at one point: that of a maximum and one inside it, as in max(max(z, 0), -z)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod
from operator import eq, ge, gt, le, lt, ne

from ..terms import (
    Add,
    Apply,
    Compare,
    Div,
    Entry,
    Function,
    Mul,
    Neg,
    Number,
    Select,
    Term,
    children,
    names,
    replace_entries,
    walk,
)
from .factors import added, factored, product, summands
from .tidy import tidy

_HOLDS = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq, "!=": ne}


def may_meet(term: Term, wrt: Entry, functions: Mapping[str, Function]) -> bool:
    """Whether a kink of ``term`` itself and one of a part of it may lie at the same value of ``wrt``."""
    own = gaps(term, wrt.name, functions)
    if not own:
        return False
    inside = [gap for part in children(term) for node in walk(part) for gap in gaps(node, wrt.name, functions)]
    return any(_may_meet(one, other, wrt.name) for other in inside for one in own)


def gaps(term: Term, name: str, functions: Mapping[str, Function]) -> list[Term]:
    """What is 0 where the formula itself has a kink by ``name``; its parts may have others."""
    match term:
        case Apply("abs", (body,)) if name in names(body):
            return [body]
        case Apply("max" | "min", (one, other)) if name in names(one) | names(other):
            return [added([one, Neg(other)])]
        case Select(Compare(_, left, right), _, _) if name in names(left) | names(right):
            return [added([left, Neg(right)])]
        case Apply(function, arguments) if name in names(term) and function in functions:
            return list(_of_function(functions[function], arguments, name, functions))
        case _:
            return []


def has_kinks(function: Function, functions: Mapping[str, Function]) -> bool:
    """Whether the formula of a function has pieces that its arguments choose from."""
    return any(True for _ in _of_function(function, tuple(Entry(n, ()) for n in function.arguments), None, functions))


def _of_function(
    known: Function, arguments: tuple[Term, ...], name: str | None, functions: Mapping[str, Function]
) -> Iterator[Term]:
    if known.stands_for_any or known.axis_index is not None:
        return
    table = dict(zip(known.arguments, arguments, strict=True))
    for node in walk(known.value):
        for formal in known.arguments:
            for gap in gaps(node, formal, functions):
                found = replace_entries(gap, lambda e: table.get(e.name, e) if not e.indices else e)
                if name is None or name in names(found):
                    yield found


def _may_meet(own: Term, inner: Term, name: str) -> bool:
    """Not where the inner one is at a known point at which the other is a number that is not 0."""
    at = _point(inner, name)
    if at is None:
        return True
    entry, value = at
    found = _number(replace_entries(own, lambda e: value if e is entry else e))
    return found is None or found == 0


def _point(gap: Term, name: str) -> tuple[Entry, Term] | None:
    """Where a straight line in one entry of ``name`` is 0."""
    entries = {node for node in walk(gap) if isinstance(node, Entry) and node.name == name}
    if len(entries) != 1:
        return None
    (entry,) = entries
    slope, rest = Fraction(0), list[Term]()
    for summand in summands(tidy(gap)):
        parts = factored(summand)
        if parts.over == (entry,) and not parts.under:
            slope += parts.coefficient
        elif name in names(summand):
            return None
        else:
            rest.append(summand)
    return None if slope == 0 else (entry, tidy(product([Number(-1 / slope), added(rest)])))


def _number(term: Term) -> Fraction | None:
    """The value of a formula without names; None if it has some, or a function that is no arithmetic."""
    match tidy(term):
        case Number(value):
            return value
        case Neg(body):
            inside = _number(body)
            return None if inside is None else -inside
        case Add(terms):
            found = [_number(each) for each in terms]
            return None if None in found else sum((each for each in found if each is not None), Fraction(0))
        case Mul(factors):
            found = [_number(each) for each in factors]
            return None if None in found else prod((each for each in found if each is not None), start=Fraction(1))
        case Div(left, right):
            above, below = _number(left), _number(right)
            return None if above is None or below is None or below == 0 else above / below
        case Apply("abs" | "max" | "min" as function, arguments):
            found = [_number(each) for each in arguments]
            known = [each for each in found if each is not None]
            if None in found:
                return None
            return abs(known[0]) if function == "abs" else max(known) if function == "max" else min(known)
        case Select(Compare(relation, left, right), then, otherwise):
            one, other = _number(left), _number(right)
            if one is None or other is None:
                return None
            return _number(then if _HOLDS[relation](one, other) else otherwise)
        case _:
            return None
