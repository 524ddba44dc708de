"""Slopes in terms of the function's own value: σ'(Z2) is A2 (1 - A2), because A2 = σ(Z2)."""

from __future__ import annotations

from ..terms import Apply, Component, Select, Term, map_children, rename_indices, walk
from .differentiate import Differentiator
from .paths import Path
from .tidy import tidy


def in_own_value(term: Term, way: Path, differentiator: Differentiator) -> Term:
    """``f'(args)`` replaced by the taught slope and ``f(args)[k]`` by the consumer's entry, where C = f(args)."""
    match way.value:
        case Apply(function, arguments):
            known = differentiator.functions.get(function)
            if known is None:  # e^z is its own slope, and that of sqrt(z) is 1/(2 sqrt(z))
                return _replace(_replace(term, way.value, way.entry), tidy(way.value), way.entry)
            slope = differentiator.slope_formula(known)
            if any(isinstance(node, Select) for node in walk(slope)):
                return term
            formula = tidy(differentiator.put_in(slope, known, arguments, own=way.entry))
            return _replace(term, Apply(f"{function}'", arguments), formula)
        case Component():
            return _fold_components(term, way, way.value)
        case _:
            return term


def in_values(term: Term, differentiator: Differentiator) -> Term:
    """``f'(u)`` that belongs to no named value: in terms of f(u), where the taught slope has no pieces."""
    term = map_children(term, lambda child: in_values(child, differentiator))
    if not isinstance(term, Apply) or not term.function.endswith("'"):
        return term
    known = differentiator.functions.get(term.function.rstrip("'"))
    if known is None or known.slope is None or any(isinstance(node, Select) for node in walk(known.slope)):
        return term
    own = Apply(known.name, term.arguments)
    return tidy(differentiator.put_in(known.slope, known, term.arguments, own=own))


def _replace(term: Term, old: Term, new: Term) -> Term:
    if term is old:
        return new
    return map_children(term, lambda child: _replace(child, old, new))


def _fold_components(term: Term, way: Path, value: Component) -> Term:
    """softmax(Z2)[p,e] is A2[p,e], at whatever index p it stands."""
    if isinstance(term, Component) and term.function == value.function:
        body = rename_indices(term.body, {term.bound: value.bound}) if term.bound != value.bound else term.body
        if body is value.body:
            at = tuple(term.at if index == value.at else index for index in way.at)
            return type(way.entry)(way.consumer, at)
    return map_children(term, lambda child: _fold_components(child, way, value))
