"""Taking terms apart and putting them together again, with bound indices respected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from .axis import Axis, Index
from .term import (
    Add,
    Apply,
    Compare,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    children,
    walk,
)


def map_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same node with ``change`` applied to each direct child (the indices stay)."""
    match term:
        case Number() | Size() | Entry() | Delta():
            return term
        case Add(terms):
            return Add(tuple(change(t) for t in terms))
        case Mul(factors):
            return Mul(tuple(change(t) for t in factors))
        case Neg(body):
            return Neg(change(body))
        case Div(left, right):
            return Div(change(left), change(right))
        case Power(left, right):
            return Power(change(left), change(right))
        case Apply(function, arguments):
            return Apply(function, tuple(change(t) for t in arguments))
        case Component(function, at, bound, body):
            return Component(function, at, bound, change(body))
        case Sum(bound, body):
            return Sum(bound, change(body))
        case Max(bound, body):
            return Max(bound, change(body))
        case Compare(relation, left, right):
            return Compare(relation, change(left), change(right))
        case Select(condition, then, otherwise):
            changed = change(condition)
            assert isinstance(changed, Compare)
            return Select(changed, change(then), change(otherwise))
        case Derivative(of, wrt):
            changed = change(wrt)
            assert isinstance(changed, Entry)
            return Derivative(change(of), changed)


@lru_cache(maxsize=100_000)
def free_indices(term: Term) -> frozenset[Index]:
    """The indices a term's value depends on."""
    match term:
        case Entry(_, indices):
            return frozenset(indices)
        case Delta(left, right):
            return frozenset((left, right))
        case Sum(bound, body) | Max(bound, body):
            return free_indices(body) - {bound}
        case Component(_, at, bound, body):
            return (free_indices(body) - {bound}) | {at}
        case _:
            inside = [free_indices(child) for child in children(term)]
            return frozenset().union(*inside)


@lru_cache(maxsize=100_000)
def names(term: Term) -> frozenset[str]:
    """The names of all quantities that occur."""
    return frozenset(node.name for node in walk(term) if isinstance(node, Entry))


def all_indices(term: Term) -> frozenset[Index]:
    """Every index that occurs, free or bound."""
    found: set[Index] = set()
    for node in walk(term):
        match node:
            case Entry(_, indices):
                found.update(indices)
            case Delta(left, right):
                found.update((left, right))
            case Sum(bound, _) | Max(bound, _):
                found.add(bound)
            case Component(_, at, bound, _):
                found.update((at, bound))
            case _:
                pass
    return frozenset(found)


def fresh_index(like: Index, taken: frozenset[Index] | set[Index]) -> Index:
    """An index along the same axis whose letter is not in use: k, k2, k3, ..."""
    letters = {index.name for index in taken}
    if like.name not in letters:
        return like
    stem = like.name.rstrip("0123456789")
    number = 2
    while f"{stem}{number}" in letters:
        number += 1
    return Index(f"{stem}{number}", like.axis)


def rename_indices(term: Term, new: Mapping[Index, Index]) -> Term:
    """``term`` with its free indices replaced; bound ones are renamed out of the way when they would capture."""
    new = {old: to for old, to in new.items() if old is not to and old != to}
    if not new or not (free_indices(term) & new.keys()):
        return term
    match term:
        case Entry(name, indices):
            return Entry(name, tuple(new.get(i, i) for i in indices))
        case Delta(left, right):
            return Delta(new.get(left, left), new.get(right, right))
        case Sum(bound, body):
            bound, body = _open(bound, body, new)
            return Sum(bound, rename_indices(body, new))
        case Max(bound, body):
            bound, body = _open(bound, body, new)
            return Max(bound, rename_indices(body, new))
        case Component(function, at, bound, body):
            bound, body = _open(bound, body, new)
            return Component(function, new.get(at, at), bound, rename_indices(body, new))
        case _:
            return map_children(term, lambda child: rename_indices(child, new))


def _open(bound: Index, body: Term, new: Mapping[Index, Index]) -> tuple[Index, Term]:
    """The bound index and body, renamed so that no replacement is captured and the bound one is not replaced."""
    arriving = {new[i] for i in free_indices(body) - {bound} if i in new}
    if bound in arriving or bound in new or any(i.name == bound.name for i in arriving):
        other = fresh_index(bound, all_indices(body) | arriving | set(new))
        return other, rename_indices(body, {bound: other})
    return bound, body


def replace_entries(term: Term, change: Callable[[Entry], Term]) -> Term:
    """Each Entry replaced by ``change(entry)``; bound indices are renamed out of the way of what comes in.

    The left-hand side of a Derivative is entered, its variable is not.
    """
    match term:
        case Entry():
            return change(term)
        case Number() | Size() | Delta():
            return term
        case Derivative(of, wrt):
            return Derivative(replace_entries(of, change), wrt)
        case Sum(bound, body):
            bound, body = _clear(bound, body, change)
            return Sum(bound, replace_entries(body, change))
        case Max(bound, body):
            bound, body = _clear(bound, body, change)
            return Max(bound, replace_entries(body, change))
        case Component(function, at, bound, body):
            bound, body = _clear(bound, body, change)
            return Component(function, at, bound, replace_entries(body, change))
        case _:
            return map_children(term, lambda child: replace_entries(child, change))


def _clear(bound: Index, body: Term, change: Callable[[Entry], Term]) -> tuple[Index, Term]:
    """The bound index under another letter if a replacement brings that letter in from outside."""
    arriving: set[Index] = set()
    for node in walk(body):
        if isinstance(node, Entry):
            arriving |= free_indices(change(node)) - set(node.indices)
    if bound not in arriving:
        return bound, body
    other = fresh_index(bound, all_indices(body) | arriving)
    return other, rename_indices(body, {bound: other})


def with_letters_apart(term: Term, taken: frozenset[Index] | set[Index] = frozenset()) -> Term:
    """The same term with every bound index under a letter of its own, different from all free ones and ``taken``."""
    used = {index.name for index in (*taken, *free_indices(term))}

    def fresh(bound: Index) -> Index:
        stem = bound.name.rstrip("0123456789")
        letter, number = bound.name, 2
        while letter in used:
            letter, number = f"{stem}{number}", number + 1
        used.add(letter)
        return Index(letter, bound.axis)

    def apart(node: Term) -> Term:
        match node:
            case Sum(bound, body):
                other = fresh(bound)
                return Sum(other, apart(rename_indices(body, {bound: other})))
            case Max(bound, body):
                other = fresh(bound)
                return Max(other, apart(rename_indices(body, {bound: other})))
            case Component(function, at, bound, body):
                other = fresh(bound)
                return Component(function, at, other, apart(rename_indices(body, {bound: other})))
            case _:
                return map_children(node, apart)

    return apart(term)


def renamed(term: Term, names: Mapping[str, str], axes: Mapping[Axis, Axis]) -> Term:
    """The same term about other quantities: every name and every axis exchanged, the letters as they are.

    Both tables are one to one and hold all that occurs, so nothing merges and nothing is captured.
    Raises KeyError for a name or an axis that the tables do not have.
    """
    if all(old == new for old, new in names.items()) and all(old is new for old, new in axes.items()):
        return term
    return _Renaming(names, axes).term(term)


class _Renaming:
    """A record and not a closure: a function that calls itself is a cycle, which only the collector can free."""

    def __init__(self, names: Mapping[str, str], axes: Mapping[Axis, Axis]) -> None:
        self.names = names
        self.axes = axes
        self.letters: dict[Index, Index] = {}

    def index(self, old: Index) -> Index:
        new = self.letters.get(old)
        if new is None:
            new = self.letters[old] = Index(old.name, self.axes[old.axis])
        return new

    def term(self, term: Term) -> Term:
        match term:
            case Entry(name, indices):
                return Entry(self.names[name], tuple(map(self.index, indices)))
            case Size(axis):
                return Size(self.axes[axis])
            case Delta(left, right):
                return Delta(self.index(left), self.index(right))
            case Sum(bound, body):
                return Sum(self.index(bound), self.term(body))
            case Max(bound, body):
                return Max(self.index(bound), self.term(body))
            case Component(function, at, bound, body):
                return Component(function, self.index(at), self.index(bound), self.term(body))
            case _:
                return map_children(term, self.term)


def instantiate(value: Term, formal: tuple[Index, ...], actual: tuple[Index, ...]) -> Term:
    """A definition's right-hand side at other indices: ``Z1[i,e]`` read at ``Z1[j,f]``."""
    return rename_indices(value, dict(zip(formal, actual, strict=True)))
