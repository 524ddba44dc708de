"""A library function replaced by its formula, at the level of terms, with every bound letter kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ..errors import ProofError
from ..terms import (
    Component,
    Context,
    Delta,
    Entry,
    Function,
    Index,
    Max,
    Size,
    Sum,
    Term,
    all_indices,
    fresh_index,
    map_children,
    rename_indices,
)


def function_named(name: str, context: Context) -> Function:
    """The function, or a ProofError: an unknown function is never a constant."""
    found = context.functions.get(name)
    if found is None:
        raise ProofError(f"the function {name} is not known, so nothing about it can be proved")
    return found


def apply_function(function: Function, formula: Term, arguments: tuple[Term, ...]) -> Term:
    """``formula`` (the value or the slope of an elementwise function) at the arguments; missing ones are defaults."""
    given = dict(zip(function.arguments, arguments, strict=False))
    for name in function.arguments[len(arguments) :]:
        if name not in function.defaults:
            raise ProofError(f"{function.name} needs a value for {name}")
        given[name] = function.defaults[name]
    return _with_arguments(formula, given)


def _with_arguments(formula: Term, given: Mapping[str, Term]) -> Term:
    """Scalar arguments put in. A library formula of scalars binds no indices, so nothing can be captured."""
    if isinstance(formula, Entry):
        return given.get(formula.name, formula) if not formula.indices else formula
    if isinstance(formula, Sum | Max | Component):
        raise ProofError("an elementwise function may not sum over an axis")
    return map_children(formula, lambda child: _with_arguments(child, given))


def component_function(function: Function, formula: Term, places: tuple[Index, ...], bound: Index, body: Term) -> Term:
    """``formula`` of a vector function at the vector ``bound -> body``.

    ``places`` are what the function's own indices (i, or i and j) become.
    """
    if function.axis_index is None:
        raise ProofError(f"{function.name} acts on single numbers, not on a vector")
    own_axis = function.axis_index[0].axis
    taken = set(all_indices(body)) | {bound, *places}
    names: dict[Index, Index] = {}
    for index in sorted(all_indices(formula), key=lambda index: index.name):
        if index not in function.axis_index and index.axis == own_axis:
            names[index] = fresh_index(Index(index.name, places[0].axis), taken)
            taken.add(names[index])
    names.update(zip(function.axis_index, places, strict=False))
    argument = function.arguments[0]

    def rewritten(term: Term) -> Term:
        match term:
            case Entry(name, indices) if name == argument and len(indices) == 1:
                return rename_indices(body, {bound: names[indices[0]]})
            case Entry(name, ()) if name in function.defaults:
                return function.defaults[name]
            case Entry(name, indices):
                return Entry(name, tuple(names.get(i, i) for i in indices))
            case Delta(left, right):
                return Delta(names.get(left, left), names.get(right, right))
            case Size(axis):
                return Size(places[0].axis) if axis == own_axis else term
            case Sum(inner, summand):
                return Sum(names[inner], rewritten(summand))
            case Max(inner, largest):
                return Max(names[inner], rewritten(largest))
            case Component(name, at, inner, vector):
                return Component(name, names[at], names[inner], rewritten(vector))
            case _:
                return map_children(term, rewritten)

    return rewritten(formula)


#: What an entry of a name, at given indices, is replaced by.
AtIndices: TypeAlias = Mapping[tuple[Index, ...], Term]


def replaced_names(term: Term, values: Mapping[str, AtIndices]) -> Term:
    """Entries of given names at given indices replaced: the ``own`` of a slope by the function's value."""
    if isinstance(term, Entry):
        return values.get(term.name, {}).get(term.indices, term)
    return map_children(term, lambda child: replaced_names(child, values))
