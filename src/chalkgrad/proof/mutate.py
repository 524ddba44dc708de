"""Single-edit mutants of index-form terms and of surface trees: what the engines must not certify unless it is true.

Each mutant comes with words for the edit. Mutants may be equal to the original in value (``a b`` and ``b a``): that
is for the engines to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from ..terms import (
    ONE,
    Add,
    Apply,
    Compare,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Index,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    all_indices,
    children,
    map_children,
    number,
    rename_indices,
    walk,
)

#: Functions that are taken for one another.
NEIGHBOURS = {
    "exp": ("log",),
    "log": ("exp",),
    "sigmoid": ("tanh",),
    "tanh": ("sigmoid",),
    "relu": ("tanh",),
    "max": ("min",),
    "min": ("max",),
    "sqrt": ("exp",),
    "sin": ("cos",),
    "cos": ("sin",),
    "log1p": ("log",),
    "expm1": ("exp",),
}
_RELATIONS = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "!=", "!=": "="}


def mutants(term: Term) -> Iterator[tuple[str, Term]]:
    """Every single edit of ``term``: (what was changed, the changed term), each changed term once."""
    seen = {term}
    indices = sorted(all_indices(term), key=lambda index: index.name)
    entries = list(dict.fromkeys(node for node in walk(term) if isinstance(node, Entry)))
    for words, mutant in _everywhere(term, indices, entries):
        if mutant not in seen:
            seen.add(mutant)
            yield words, mutant


def _everywhere(term: Term, indices: Sequence[Index], entries: Sequence[Entry]) -> Iterator[tuple[str, Term]]:
    yield from _here(term, indices, entries)
    if isinstance(term, Derivative):
        return
    parts = children(term)
    for place, child in enumerate(parts):
        for words, changed in _everywhere(child, indices, entries):
            if isinstance(child, Compare) and not isinstance(changed, Compare):
                continue
            yield words, _with_child(term, place, changed)


def _with_child(term: Term, place: int, child: Term) -> Term:
    replacements = list(children(term))
    replacements[place] = child
    waiting = iter(replacements)
    return map_children(term, lambda _: next(waiting))


def _here(term: Term, indices: Sequence[Index], entries: Sequence[Entry]) -> Iterator[tuple[str, Term]]:
    """Edits of the node itself."""
    if not isinstance(term, Compare):
        yield "sign", term.body if isinstance(term, Neg) else Neg(term)
    match term:
        case Entry():
            yield from _of_entry(term, indices, entries)
        case Delta() | Component() | Sum() | Max() | Derivative():
            yield from _of_indexed(term, indices)
        case Compare() | Select():
            yield from _of_condition(term)
        case _:
            yield from _of_arithmetic(term)


def _of_arithmetic(term: Term) -> Iterator[tuple[str, Term]]:
    match term:
        case Number(value):
            for changed in (value + 1, value * 2, value / 2):
                yield "number", Number(Fraction(changed))
        case Size():
            yield "size dropped", ONE
        case Add(terms):
            yield from _dropped("summand dropped", terms, Add)
        case Mul(factors):
            yield from _dropped("factor dropped", factors, Mul)
            for place, factor in enumerate(factors):
                yield "factor doubled", Mul((*factors[:place], factor, *factors[place:]))
        case Div(upper, lower):
            yield "fraction inverted", Div(lower, upper)
            yield "denominator dropped", upper
            yield "numerator dropped", Div(ONE, lower)
        case Power(base, exponent):
            yield "exponent dropped", base
            yield "exponent", Power(base, Add((exponent, ONE)))
            yield "factor for power", Mul((exponent, base))
        case Apply(function, arguments):
            yield "function dropped", arguments[0]
            for other in NEIGHBOURS.get(function, ()):
                yield "function", Apply(other, arguments)
            if len(arguments) == 2:
                yield "arguments exchanged", Apply(function, (arguments[1], arguments[0]))
        case _:
            return


def _of_indexed(term: Term, indices: Sequence[Index]) -> Iterator[tuple[str, Term]]:
    match term:
        case Delta(left, right):
            yield "delta dropped", ONE
            for index in _alike(left, indices):
                yield "index", Delta(index, right)
        case Component(function, at, bound, body):
            yield "function dropped", rename_indices(body, {bound: at})
            for index in _alike(at, indices):
                yield "index", Component(function, index, bound, body)
        case Sum(bound, body):
            yield "sum dropped", body
            for index in indices:
                if index.axis != bound.axis:
                    yield "sum over another axis", Sum(index, body)
            yield "largest for sum", Max(bound, body)
        case Max(bound, body):
            yield "sum for largest", Sum(bound, body)
        case Derivative(of, wrt):
            yield "derivative dropped", of
            for place, own in enumerate(wrt.indices):
                for index in _alike(own, indices):
                    yield "index", Derivative(of, Entry(wrt.name, _with_index(wrt.indices, place, index)))
        case _:
            return


def _of_condition(term: Compare | Select) -> Iterator[tuple[str, Term]]:
    match term:
        case Compare(relation, left, right):
            yield "relation", Compare(_RELATIONS[relation], left, right)
        case Select(condition, then, otherwise):
            yield "branches exchanged", Select(condition, otherwise, then)
            yield "first branch only", then
            yield "second branch only", otherwise


def _alike(own: Index, indices: Sequence[Index]) -> list[Index]:
    """The other indices along the same axis."""
    return [index for index in indices if index.axis == own.axis and index != own]


def _with_index(indices: tuple[Index, ...], place: int, index: Index) -> tuple[Index, ...]:
    return (*indices[:place], index, *indices[place + 1 :])


def _dropped(
    words: str, parts: tuple[Term, ...], make: Callable[[tuple[Term, ...]], Term]
) -> Iterator[tuple[str, Term]]:
    for place in range(len(parts)):
        rest = parts[:place] + parts[place + 1 :]
        yield words, rest[0] if len(rest) == 1 else make(rest)


def _of_entry(entry: Entry, indices: Sequence[Index], entries: Sequence[Entry]) -> Iterator[tuple[str, Term]]:
    for place, own in enumerate(entry.indices):
        for index in _alike(own, indices):
            yield "index", Entry(entry.name, _with_index(entry.indices, place, index))
    if len(entry.indices) == 2 and entry.indices[0].axis == entry.indices[1].axis:
        yield "transposed", Entry(entry.name, entry.indices[::-1])
    axes = [index.axis for index in entry.indices]
    for other in entries:
        if other.name != entry.name and sorted(map(str, axes)) == sorted(str(index.axis) for index in other.indices):
            if [index.axis for index in other.indices] == axes:
                yield "another name", Entry(other.name, entry.indices)
            else:
                yield "another name", other
    yield "one for a quantity", ONE
    yield "square", Power(entry, number(2))
