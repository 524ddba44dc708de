"""Single-edit mutants of formulas as written: the mistakes of elaboration and of the blackboard."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from ..notation.surface import (
    At,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
    parts,
    walk_surface,
)

_SUMS = {"rowsum": "colsum", "colsum": "rowsum"}
_NEIGHBOURS = {"tanh": "sigmoid", "sigmoid": "tanh", "exp": "log", "log": "exp", "relu": "tanh", "softmax": "exp"}


def surface_mutants(surface: Surface) -> Iterator[tuple[str, Surface]]:
    """Every single edit of a tree: (what was changed, the changed tree), each changed tree once."""
    seen = {surface}
    names = sorted({node.text for node in walk_surface(surface) if isinstance(node, Name)})
    letters = sorted({letter for node in walk_surface(surface) for letter in _letters(node)})
    for words, mutant in _everywhere(surface, names, letters):
        if mutant not in seen:
            seen.add(mutant)
            yield words, mutant


def _letters(node: Surface) -> tuple[str, ...]:
    match node:
        case Indexed(_, indices) | At(_, indices):
            return indices
        case DeltaOf(left, right):
            return left, right
        case _:
            return ()


def _everywhere(node: Surface, names: Collection[str], letters: Collection[str]) -> Iterator[tuple[str, Surface]]:
    yield from _here(node, names, letters)
    for child in parts(node):
        for words, changed in _everywhere(child, names, letters):
            mutant = _with_child(node, child, changed)
            if mutant is not None:
                yield words, mutant


def _with_child(node: Surface, child: Surface, changed: Surface) -> Surface | None:
    """The node with one direct child replaced, or None where the child's place needs its kind (a comparison)."""
    if isinstance(node, Conditional) and child is node.condition and not isinstance(changed, Comparison):
        return None
    again: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if value is child:
            again[field.name] = changed
        elif isinstance(value, tuple) and any(part is child for part in value):
            again[field.name] = tuple(changed if part is child else part for part in value)
    made: Surface = replace(node, **again)
    return made


def _here(node: Surface, names: Collection[str], letters: Collection[str]) -> Iterator[tuple[str, Surface]]:
    """Edits of the node itself."""
    match node:
        case Literal(value):
            yield "number", Literal(Fraction(value) + 1)
        case Name(text):
            yield "transpose added", Transposed(node)
            for other in names:
                if other != text:
                    yield "another name", Name(other)
        case Indexed(name, indices):
            yield from _with_other_letters(node, name, indices, letters)
        case DeltaOf():
            yield "delta dropped", Literal(Fraction(1))
        case Minus(body):
            yield "sign", body
        case Plus(terms):
            for place in range(len(terms)):
                rest = terms[:place] + terms[place + 1 :]
                yield "summand dropped", rest[0] if len(rest) == 1 else Plus(rest)
                term = terms[place]
                flipped = term.body if isinstance(term, Minus) else Minus(term)
                yield "sign", Plus((*terms[:place], flipped, *terms[place + 1 :]))
        case Product(kind, factors):
            yield from _of_product(kind, factors)
        case Quotient(upper, lower):
            yield "fraction inverted", Quotient(lower, upper)
            yield "denominator dropped", upper
        case Raised(base, exponent):
            yield "exponent dropped", base
            yield "exponent", Raised(base, Plus((exponent, Literal(Fraction(1)))))
        case Transposed(body):
            yield "transpose dropped", body
        case Call(function, arguments, primes):
            if function in _SUMS:
                yield "rows for columns", Call(_SUMS[function], arguments, primes)
            if function in ("rowsum", "colsum", "sum"):
                yield "sum dropped", arguments[0]
            if function in _NEIGHBOURS:
                yield "function", Call(_NEIGHBOURS[function], arguments, primes)
            if primes:
                yield "prime dropped", Call(function, arguments)
        case Over(operator, letter, body):
            yield "sum dropped", body
            yield "largest for sum", Over("max" if operator == "sum" else "sum", letter, body)
        case _:
            return


def _with_other_letters(
    node: Indexed, name: str, indices: tuple[str, ...], letters: Collection[str]
) -> Iterator[tuple[str, Surface]]:
    if len(indices) == 2:
        yield "transposed", Indexed(name, indices[::-1])
    for place, own in enumerate(indices):
        for letter in letters:
            if letter != own:
                yield "index", Indexed(name, (*indices[:place], letter, *indices[place + 1 :]))


def _of_product(kind: Kind, factors: tuple[Surface, ...]) -> Iterator[tuple[str, Surface]]:
    for place in range(len(factors)):
        rest = factors[:place] + factors[place + 1 :]
        yield "factor dropped", rest[0] if len(rest) == 1 else Product(kind, rest)
    for place in range(len(factors) - 1):
        swapped = (*factors[:place], factors[place + 1], factors[place], *factors[place + 2 :])
        yield "order of factors", Product(kind, swapped)
    for other in Kind:
        if other is not kind:
            yield "kind of product", Product(other, factors)
