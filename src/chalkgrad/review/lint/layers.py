"""Layers, weights and biases, recognised by how the equations use a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...terms import Add, Apply, Component, Entry, Mul, Neg, Sum, Term, walk
from .evidence import Evidence


@dataclass(frozen=True)
class Weighted:
    """The product of the weights ``weight`` with ``signal`` in the equation of ``quantity``."""

    quantity: str
    weight: str
    signal: Term


def weighted(evidence: Evidence) -> Iterator[Weighted]:
    """Every product of a parameter with something that is no parameter."""
    for definition in evidence.definitions:
        yield from _weighted(evidence, definition.name, definition.value)


def _weighted(evidence: Evidence, quantity: str, value: Term) -> Iterator[Weighted]:
    for node in walk(value):
        if not isinstance(node, Mul):
            continue
        factors = [factor for factor in node.factors if isinstance(factor, Entry)]
        weights = [factor for factor in factors if evidence.is_parameter(factor.name)]
        for factor in node.factors:
            if weights and not (isinstance(factor, Entry) and evidence.is_parameter(factor.name)):
                yield Weighted(quantity, weights[0].name, factor)


def biases(evidence: Evidence) -> dict[str, str]:
    """Parameters added to a product with other parameters, and never a factor themselves: name -> its equation."""
    added: dict[str, str] = {}
    factors: set[str] = set()
    for definition in evidence.definitions:
        for node in walk(definition.value):
            if isinstance(node, Mul):
                entries = [factor for factor in node.factors if isinstance(factor, Entry)]
                repeated = {entry.name for entry in entries if entries.count(entry) > 1}
                factors.update(entry.name for entry in entries if entry.name not in repeated)
            elif isinstance(node, Add):
                summands = [term.body if isinstance(term, Neg) else term for term in node.terms]
                if any(_has_weights(evidence, term) for term in summands):
                    added.update(
                        {
                            term.name: definition.name
                            for term in summands
                            if isinstance(term, Entry) and evidence.is_parameter(term.name)
                        }
                    )
    return {name: quantity for name, quantity in added.items() if name not in factors}


def _has_weights(evidence: Evidence, term: Term) -> bool:
    return any(True for _ in _weighted(evidence, "", term))


def linear_layer_behind(evidence: Evidence, term: Term) -> Weighted | None:
    """The layer ``W A + b`` that a name stands for with no function in between; None if there is none."""
    value = evidence.behind(term)
    if not isinstance(term, Entry) or any(isinstance(node, (Apply, Component)) for node in walk(value)):
        return None
    if not isinstance(value, (Add, Sum, Mul)):
        return None
    return next(_weighted(evidence, term.name, value), None)
