"""Finding a pattern in a term, through the names of a model: ``log(A2)`` is ``log(sigmoid(z))`` if A2 = sigmoid(Z2).

A pattern is a library formula; its arguments are variables. Sums and products match in any order. Where the pattern
calls a library function and the term has it spelled out, the spelled-out value matches too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations

from ..terms import (
    Add,
    Apply,
    Component,
    Definition,
    Delta,
    Entry,
    Function,
    Index,
    Max,
    Mul,
    Neg,
    Sum,
    Term,
    all_indices,
    children,
    free_indices,
    fresh_index,
    instantiate,
    map_children,
    rename_indices,
    replace_entries,
)

#: A name with its indices -> what it stands for, or None for data and parameters.
LookUp = Callable[[Entry], Term | None]


@dataclass(frozen=True)
class Binding:
    """What the variables and indices of a pattern stand for. A variable with an index binds a term at an index.

    ``through`` are the names whose definitions were looked at to find it.
    """

    values: Mapping[str, tuple[Index | None, Term]] = field(default_factory=dict)
    indices: Mapping[Index, Index] = field(default_factory=dict)
    through: frozenset[str] = frozenset()


def look_up(definitions: Mapping[str, Definition]) -> LookUp:
    def find(entry: Entry) -> Term | None:
        definition = definitions.get(entry.name)
        return None if definition is None else instantiate(definition.value, definition.indices, entry.indices)

    return find


class Matcher:
    """Matches the formulas of functions with these arguments, also through calls of the model's ``own`` functions."""

    def __init__(
        self, variables: tuple[str, ...], functions: Mapping[str, Function], find: LookUp, own: Collection[str] = ()
    ) -> None:
        self.variables = variables
        self.functions = functions
        self.find = find
        self.own = own

    def match(self, pattern: Term, term: Term) -> Binding | None:
        """The first way in which the pattern is the term, or None."""
        return next(self.ways(pattern, term, Binding()), None)

    def may_match(self, pattern: Term, term: Term) -> bool:
        """Whether the outermost nodes allow a match, which is quickly seen; most patterns fail here."""
        if isinstance(term, Entry) or isinstance(pattern, Entry) or type(pattern) is type(term):
            return True
        if isinstance(term, Apply) and term.function in self.own:
            return True
        if not isinstance(pattern, (Apply, Component)) or pattern.function not in self.functions:
            return False
        spelled_out = self.functions[pattern.function].value
        return isinstance(spelled_out, (Entry, Neg)) or type(spelled_out) is type(term)

    def ways(self, pattern: Term, term: Term, known: Binding) -> Iterator[Binding]:
        if isinstance(pattern, Entry) and pattern.name in self.variables:
            yield from _bind(pattern, term, known)
            return
        yield from self.structure(pattern, term, known)
        if isinstance(term, Entry):
            behind = self.find(term)
            if behind is not None:
                yield from self.ways(pattern, behind, replace(known, through=known.through | {term.name}))
            return
        if isinstance(term, Apply) and term.function in self.own:
            opened = unfold(term, self.functions)
            if opened is not None:
                yield from self.ways(pattern, opened, known)
        yield from self.spelled_out(pattern, term, known)

    def structure(self, pattern: Term, term: Term, known: Binding) -> Iterator[Binding]:
        match pattern, term:
            case (Add(ours), Add(theirs)) | (Mul(ours), Mul(theirs)):
                if len(ours) == len(theirs) <= 4:
                    for order in permutations(theirs):
                        yield from self.all_of(ours, order, known)
            case Sum(bound, body), Sum(other, inner):
                yield from self.bound(bound, body, other, inner, known)
            case Max(bound, body), Max(other, inner):
                yield from self.bound(bound, body, other, inner, known)
            case Component(function, at, bound, body), Component(name, place, other, inner) if function == name:
                placed = _index(at, place, known)
                if placed is not None:
                    yield from self.bound(bound, body, other, inner, placed)
            case Delta(), _:
                return
            case _ if _same_kind(pattern, term):
                yield from self.all_of(children(pattern), children(term), known)

    def all_of(self, ours: tuple[Term, ...], theirs: tuple[Term, ...], known: Binding) -> Iterator[Binding]:
        if not ours:
            yield known
            return
        for binding in self.ways(ours[0], theirs[0], known):
            yield from self.all_of(ours[1:], theirs[1:], binding)

    def bound(self, bound: Index, body: Term, other: Index, inner: Term, known: Binding) -> Iterator[Binding]:
        outside = known.indices.get(bound)
        for binding in self.ways(body, inner, replace(known, indices={**known.indices, bound: other})):
            restored = {k: v for k, v in binding.indices.items() if k != bound}
            yield replace(binding, indices=restored if outside is None else {**restored, bound: outside})

    def spelled_out(self, pattern: Term, term: Term, known: Binding) -> Iterator[Binding]:
        """``sigmoid(u)`` in the pattern, ``1 / (1 + exp(-u))`` in the term."""
        unfolded = unfold(pattern, self.functions)
        if unfolded is not None and isinstance(pattern, (Apply, Component)):
            yield from self.structure(unfolded, term, known)


def unfold(call: Term, functions: Mapping[str, Function]) -> Term | None:
    """A call of a library function replaced by the function's value; None for anything else."""
    match call:
        case Apply(name, arguments) if name in functions:
            function = functions[name]
            given = dict(zip(function.arguments, arguments, strict=False))
            return replace_entries(function.value, lambda e: given.get(e.name) or function.defaults.get(e.name, e))
        case Component(name, at, bound, body) if name in functions:
            function = functions[name]
            assert function.axis_index is not None
            variable, component = function.arguments[0], function.axis_index[0]
            binding = Binding({variable: (bound, body)}, {component: at})
            return fill(function.value, binding)
        case _:
            return None


def _bind(variable: Entry, term: Term, known: Binding) -> Iterator[Binding]:
    """z or z[i] stands for the term, consistently with what it stood for before."""
    before = known.values.get(variable.name)
    if not variable.indices:
        if before is None:
            yield replace(known, values={**known.values, variable.name: (None, term)})
        elif before[1] is term:
            yield known
        return
    (index,) = variable.indices
    target = known.indices.get(index)
    candidates = [target] if target is not None else sorted(free_indices(term), key=lambda i: i.name)
    for place in candidates:
        if place not in free_indices(term):
            continue
        placed = {**known.indices, index: place}
        if before is None:
            yield replace(known, values={**known.values, variable.name: (place, term)}, indices=placed)
        elif before[0] is not None and rename_indices(before[1], {before[0]: place}) is term:
            yield replace(known, indices=placed)


def _index(ours: Index, theirs: Index, known: Binding) -> Binding | None:
    if known.indices.get(ours, theirs) != theirs:
        return None
    return replace(known, indices={**known.indices, ours: theirs})


def _same_kind(pattern: Term, term: Term) -> bool:
    """Nodes that differ at most in their children."""
    if type(pattern) is not type(term) or isinstance(pattern, (Sum, Max, Component, Add, Mul, Delta)):
        return False
    ours, theirs = children(pattern), children(term)
    if len(ours) != len(theirs):
        return False
    if not ours:
        return pattern is term
    return all(getattr(pattern, word, None) == getattr(term, word, None) for word in ("function", "relation") if ours)


def fill(pattern: Term, binding: Binding) -> Term:
    """The pattern with its variables and indices replaced by what they stand for. -(-u) becomes u."""
    taken: set[Index] = set(binding.indices.values())
    for place, value in binding.values.values():
        taken |= all_indices(value) | ({place} if place is not None else set())
    return _fill(pattern, binding, dict(binding.indices), taken)


def _fill(pattern: Term, binding: Binding, indices: dict[Index, Index], taken: set[Index]) -> Term:
    match pattern:
        case Entry(name, own) if name in binding.values:
            place, value = binding.values[name]
            return value if place is None else rename_indices(value, {place: indices[own[0]]})
        case Delta(left, right):
            return Delta(indices[left], indices[right])
        case Neg(body):
            filled = _fill(body, binding, indices, taken)
            return filled.body if isinstance(filled, Neg) else Neg(filled)
        case Sum(bound, body):
            new = _fresh(bound, binding, taken)
            return Sum(new, _fill(body, binding, {**indices, bound: new}, taken | {new}))
        case Max(bound, body):
            new = _fresh(bound, binding, taken)
            return Max(new, _fill(body, binding, {**indices, bound: new}, taken | {new}))
        case Component(function, at, bound, body):
            new = _fresh(bound, binding, taken)
            inner = _fill(body, binding, {**indices, bound: new}, taken | {new})
            return Component(function, indices[at], new, inner)
        case _:
            return map_children(pattern, lambda child: _fill(child, binding, indices, taken))


def _fresh(bound: Index, binding: Binding, taken: set[Index]) -> Index:
    """A new index along the axis that the vector variable runs along."""
    axes = [place.axis for place, _ in binding.values.values() if place is not None]
    return fresh_index(Index(bound.name, axes[0] if axes else bound.axis), taken)
