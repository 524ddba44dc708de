"""Whose m it is: in a penalty term of the cost, m is the number of training examples, not of those in the batch.

The cost is J = loss part + R(parameters). A summand without data belongs to R, in the cost and in the gradients of
parameters. There the size of the example axis is replaced by the constant ``training_size``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model import Model, Role
from ..terms import (
    Add,
    Axis,
    Context,
    Definition,
    Div,
    Entry,
    Mul,
    Neg,
    Size,
    Sum,
    Term,
    instantiate,
    map_children,
    names,
    replace_entries,
    walk,
)
from .stabilise import Certify

#: The scalar that stands for the number of training examples.
TRAINING_SIZE = "training_size"


def with_training_size(
    model: Model,
    definitions: Mapping[str, Definition],
    adjoint_of: Mapping[str, str],
    context: Context,
    certify: Certify,
) -> dict[str, Definition]:
    """The definitions with m told apart. Where a common factor had to be multiplied out, that is proved first."""
    axis = model.example_axis
    if axis is None:
        return dict(definitions)
    split = _Split(axis, definitions, _on_data(model, definitions))
    done = {}
    for name, definition in definitions.items():
        done[name] = definition
        if name == model.cost or (name in adjoint_of and adjoint_of[name] not in split.on_data):
            apart = split.apart(definition.value)
            if apart is not definition.value:
                certify(definition.value, apart, context, ())
            done[name] = replace(definition, value=split.renamed(apart))
    return done


def _on_data(model: Model, definitions: Mapping[str, Definition]) -> frozenset[str]:
    """The names whose values change with the batch."""
    found = {name for name, q in model.quantities.items() if q.role is Role.DATA and any(q.layout)}
    for name, definition in definitions.items():
        if names(definition.value) & found:
            found.add(name)
    return frozenset(found)


class _Split:
    def __init__(self, axis: Axis, definitions: Mapping[str, Definition], on_data: frozenset[str]) -> None:
        self.axis = axis
        self.definitions = definitions
        self.on_data = on_data

    def of_loss(self, term: Term) -> bool:
        """Whether a term belongs to the loss part: it has data in it, or adds up over examples."""
        if names(term) & self.on_data:
            return True
        return any(isinstance(node, Sum) and node.bound.axis == self.axis for node in walk(term))

    def apart(self, term: Term) -> Term:
        """The term with sums of both kinds brought to the top: m must not be their common factor."""
        match term:
            case Neg(body):
                parts = self.mixed(body)
                return Add(tuple(Neg(part) for part in parts)) if parts else term
            case Mul(factors):
                for place, factor in enumerate(factors):
                    parts = self.mixed(factor)
                    outside = (*factors[:place], *factors[place + 1 :])
                    if parts and not any(self.of_loss(other) for other in outside):
                        return Add(tuple(Mul((*factors[:place], part, *factors[place + 1 :])) for part in parts))
                return term
            case Div(numerator, denominator):
                parts = self.mixed(numerator)
                return Add(tuple(Div(part, denominator) for part in parts)) if parts else term
            case Add(terms):
                changed = tuple(self.apart(part) for part in terms)
                return term if changed == terms else Add(changed)
            case _:
                return term

    def mixed(self, term: Term) -> tuple[Term, ...]:
        """The summands of a sum of both kinds, whose common factor cannot stay in front; () for anything else."""
        opened = self.apart(term)
        if isinstance(opened, Add) and len({self.of_loss(part) for part in opened.terms}) == 2:
            return opened.terms
        return ()

    def renamed(self, term: Term) -> Term:
        """The term with the training size in its summands without data."""
        if not self.of_loss(term):
            return self.put(term)
        match term:
            case Add() | Neg():
                return map_children(term, self.renamed)
            case _:
                return term

    def put(self, term: Term) -> Term:
        """A term without data, in the training size; names that stand for something with m are written out."""

        def written_out(entry: Entry) -> Term:
            definition = self.definitions.get(entry.name)
            if definition is None:
                return entry
            value = instantiate(definition.value, definition.indices, entry.indices)
            changed = self.put(value)
            return entry if changed is value else changed

        if isinstance(term, Size) and term.axis == self.axis:
            return Entry(TRAINING_SIZE, ())
        if isinstance(term, Entry):
            return replace_entries(term, written_out)
        return map_children(term, self.put)
