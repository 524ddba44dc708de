"""Functions of the library that were written out by hand: 1/(1 + exp(-Z)) is sigmoid(Z), exp(Z)/Σ exp(Z) is softmax."""

from __future__ import annotations

from collections.abc import Mapping

from ..terms import (
    Apply,
    Axis,
    Component,
    Definition,
    Derivative,
    Entry,
    Function,
    Index,
    Select,
    Sum,
    Term,
    children,
    free_indices,
    fresh_index,
    map_children,
    names,
    rename_indices,
)


def recognised(
    definition: Definition, functions: Mapping[str, Function], example_axis: Axis | None = None
) -> Definition:
    """The definition with its right-hand side as one call, if it is the value of a library function; else unchanged.

    A softmax that runs along the examples, or along each row where it would be read along each column, is no such call.
    The caller proves the two right-hand sides equal before it relies on this.
    """
    for function in functions.values():
        if len(function.arguments) - len(function.defaults) != 1 or isinstance(function.value, (Entry, Apply)):
            continue
        if function.axis_index:
            call = _as_vector(definition.value, function, _letters_to_run_along(definition, example_axis))
        else:
            call = _as_scalar(definition.value, function)
        if call is not None:
            return Definition(definition.name, definition.indices, definition.layout, call)
    return definition


def _as_scalar(value: Term, function: Function) -> Term | None:
    found: dict[str, Term] = {}
    if not _match(function.value, value, set(function.arguments), found) or function.arguments[0] not in found:
        return None
    arguments = tuple(found.get(name, function.defaults.get(name)) for name in function.arguments)
    if any(argument is None for argument in arguments):
        return None
    return Apply(function.name, tuple(argument for argument in arguments if argument is not None))


def _match(pattern: Term, term: Term, holes: set[str], found: dict[str, Term]) -> bool:
    """One-sided matching: entries of the pattern that are holes stand for any term, the same one everywhere."""
    if isinstance(pattern, Entry) and pattern.name in holes and not pattern.indices:
        return found.setdefault(pattern.name, term) is term
    if type(pattern) is not type(term) or isinstance(pattern, (Select, Derivative)):
        return False
    inside, outside = children(pattern), children(term)
    if not inside or len(inside) != len(outside):
        return pattern is term
    if map_children(pattern, lambda child: _PLACE) is not map_children(term, lambda child: _PLACE):
        return False
    return all(_match(a, b, holes, found) for a, b in zip(inside, outside, strict=True))


_PLACE = Entry("?", ())


def _letters_to_run_along(definition: Definition, example_axis: Axis | None) -> list[Index]:
    """The letters that a call such as softmax(Z) may run along, as ``notation.elaborate`` reads it."""
    letters = definition.indices
    if len(letters) == 2 and letters[0].axis != example_axis:
        letters = letters[:1]
    return sorted((index for index in letters if index.axis != example_axis), key=lambda index: index.name)


def _as_vector(value: Term, function: Function, letters: list[Index]) -> Term | None:
    """Try each of the letters as the component index of the vector function."""
    assert function.axis_index is not None
    formal = function.axis_index[0]
    for at in [index for index in letters if index in free_indices(value)]:
        for node in _inner_arguments(value, at):
            bound = fresh_index(Index("k", at.axis), free_indices(node) | {at})
            body = rename_indices(node, {at: bound})
            if _alike(_at_actual(function, formal, at, node), value):
                return Component(function.name, at, bound, body)
    return None


def _inner_arguments(value: Term, at: Index) -> list[Term]:
    """What the function could be applied to: arguments of calls that depend on the component index."""
    found: list[Term] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Apply) and at in free_indices(node.arguments[0]) and names(node.arguments[0]):
            found.append(node.arguments[0])
        waiting.extend(children(node))
    return found


def _at_actual(function: Function, formal: Index, at: Index, argument: Term) -> Term:
    """The function's value with its vector z[i] replaced by ``argument`` (as a function of the index ``at``)."""
    return _with_argument(function.value, function.arguments[0], at, argument, {formal: at})


def _with_argument(term: Term, variable: str, at: Index, argument: Term, letters: Mapping[Index, Index]) -> Term:
    if isinstance(term, Entry) and term.name == variable:
        (index,) = term.indices
        return rename_indices(argument, {at: letters.get(index, at)})
    if isinstance(term, Sum):
        bound = fresh_index(Index(term.bound.name, at.axis), free_indices(argument) | {at})
        return Sum(bound, _with_argument(term.body, variable, at, argument, {**letters, term.bound: bound}))
    return map_children(term, lambda child: _with_argument(child, variable, at, argument, letters))


def _alike(left: Term, right: Term) -> bool:
    """Equal up to the letters of bound indices."""
    if left is right:
        return True
    if isinstance(left, Sum) and isinstance(right, Sum) and left.bound.axis == right.bound.axis:
        return _alike(rename_indices(left.body, {left.bound: right.bound}), right.body)
    if type(left) is not type(right) or isinstance(left, (Select, Derivative)):
        return False
    inside, outside = children(left), children(right)
    if not inside or len(inside) != len(outside):
        return False
    if map_children(left, lambda child: _PLACE) is not map_children(right, lambda child: _PLACE):
        return False
    return all(_alike(a, b) for a, b in zip(inside, outside, strict=True))
