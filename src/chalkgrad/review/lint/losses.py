"""Where a forecast meets an answer: the losses inside the equations, recognised on the terms.

A loss may be written out (``Y log(A2) + (1 - Y) log(1 - A2)``) or be called by its name in the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ...terms import ONE, Add, Apply, Entry, Mul, Neg, Number, Power, Term, children, names, walk
from .evidence import Evidence, without_letters


class Kind(Enum):
    BINARY = "binary cross-entropy"
    CROSS = "cross-entropy"
    SQUARED = "squared error"


@dataclass(frozen=True)
class Meeting:
    """A loss of ``kind`` in the equation of ``quantity``: ``output`` is the forecast, ``target`` the answer's name."""

    kind: Kind
    quantity: str
    output: Term
    target: str | None


_NAMED = {
    "binary_cross_entropy": Kind.BINARY,
    "cross_entropy": Kind.CROSS,
    "half_squared_error": Kind.SQUARED,
}


def meetings(evidence: Evidence) -> Iterator[Meeting]:
    """Every loss of the model, each once."""
    seen: set[tuple[Kind, str, Term]] = set()
    for definition in evidence.definitions:
        for kind, output, target in _inside(evidence, definition.value):
            key = (kind, definition.name, without_letters(output))
            if key not in seen and evidence.is_computed(output):
                seen.add(key)
                yield Meeting(kind, definition.name, output, target)


def _inside(evidence: Evidence, value: Term) -> Iterator[tuple[Kind, Term, str | None]]:
    yield from _logarithms(evidence, value)
    for node in walk(value):
        match node:
            case Apply(function, (output, target)) if function in _NAMED:
                yield _NAMED[function], output, _data(evidence, target)
            case Power(Add((left, right)), Number(exponent)) if exponent == 2:
                yield from _difference(evidence, left, right)
            case Mul((Add((left, right)) as first, second)) if first is second:
                yield from _difference(evidence, left, right)
            case _:
                pass


def _difference(evidence: Evidence, left: Term, right: Term) -> Iterator[tuple[Kind, Term, str | None]]:
    """(A - Y)^2 or (Y - A)^2."""
    for output, minus in ((left, right), (right, left)):
        signed = isinstance(minus, Neg) or isinstance(output, Neg)
        bare, target = _unsigned(output), _data(evidence, _unsigned(minus))
        if signed and target is not None and _data(evidence, bare) is None:
            yield Kind.SQUARED, bare, target


def _logarithms(evidence: Evidence, value: Term) -> Iterator[tuple[Kind, Term, str | None]]:
    """log(a) beside log(1 - a) is binary cross-entropy; y log(a) alone the one of any number of classes."""
    arguments = [
        node.arguments[0] for node in walk(value) if isinstance(node, Apply) and node.function in ("log", "log1p")
    ]
    bare = {without_letters(argument) for argument in arguments}
    opposite = {
        without_letters(rest)
        for node in walk(value)
        if isinstance(node, Apply) and node.function in ("log", "log1p")
        for rest in (_one_minus(node),)
        if rest is not None
    }
    weights = _weights_of_logarithms(evidence, value)
    for node in walk(value):
        if not isinstance(node, Apply) or node.function != "log":
            continue
        argument = node.arguments[0]
        letterless = without_letters(argument)
        if letterless in opposite and letterless in bare:
            yield Kind.BINARY, argument, weights.get(letterless)
        elif _one_minus(node) is None and letterless in weights:
            yield Kind.CROSS, argument, weights[letterless]


def _one_minus(node: Apply) -> Term | None:
    """u for log(1 - u) and log1p(-u)."""
    match node:
        case Apply("log", (Add((first, Neg(rest))),)) if first is ONE:
            return rest
        case Apply("log", (Add((Neg(rest), last)),)) if last is ONE:
            return rest
        case Apply("log1p", (Neg(rest),)):
            return rest
        case _:
            return None


def _weights_of_logarithms(evidence: Evidence, value: Term) -> dict[Term, str]:
    """For y log(u): the name y of given data, by u."""
    found: dict[Term, str] = {}
    for node in walk(value):
        if not isinstance(node, Mul):
            continue
        data = [name for factor in node.factors if (name := _data(evidence, _unsigned(factor))) is not None]
        for factor in node.factors:
            if data and isinstance(factor, Apply) and factor.function == "log":
                found.setdefault(without_letters(factor.arguments[0]), data[0])
    return found


def _unsigned(term: Term) -> Term:
    return term.body if isinstance(term, Neg) else term


def _data(evidence: Evidence, term: Term) -> str | None:
    """The name of a given quantity, if the term is an entry of one."""
    return term.name if isinstance(term, Entry) and evidence.is_data(term.name) else None


def occurs_outside_logarithms(term: Term, output: Term) -> bool:
    """Whether the output is used in a term other than inside a logarithm: the ``a`` of ``a - y log(a)``."""
    if isinstance(term, Apply) and term.function in ("log", "cross_entropy"):
        return False
    if without_letters(term) is without_letters(output):
        return True
    if not names(term) & names(output):
        return False
    return any(occurs_outside_logarithms(child, output) for child in children(term))
