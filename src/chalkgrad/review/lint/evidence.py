"""What the warnings look at: a model with its ranges, its losses and its layers, all found on the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...calculus.recognise import recognised
from ...library import Initialisation
from ...model import Model, Role
from ...notation.spell import spell
from ...notation.text import text
from ...terms import Apply, Component, Definition, Entry, Term, map_children, names, replace_entries
from .finding import Finding, Severity
from .ranges import Ranges


@dataclass(frozen=True)
class Evidence:
    """A model, and how its weights are to start (None when nothing is said about that)."""

    model: Model
    initialisation: Initialisation | None = None

    @cached_property
    def ranges(self) -> Ranges:
        return Ranges(self.model)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        return tuple(self.model.definitions.values())

    def finding(
        self, name: str, quantity: str, words: str, reason: str, remedy: str, severity: Severity = "warning"
    ) -> Finding:
        """A finding at the equation of ``quantity``."""
        written = self.model.quantities[quantity].written
        span = written.span if written is not None and written.span and written.span.source else None
        return Finding(name, quantity, words, reason, remedy, severity, span)

    def is_parameter(self, name: str) -> bool:
        return self.model.quantities[name].role is Role.PARAMETER

    def is_data(self, name: str) -> bool:
        return self.model.quantities[name].role is Role.DATA

    @cached_property
    def ancestors(self) -> dict[str, frozenset[str]]:
        """For each defined name everything it is computed from, directly or not."""
        found: dict[str, frozenset[str]] = {}
        for definition in self.definitions:
            direct = names(definition.value)
            found[definition.name] = direct.union(*(found.get(name, frozenset()) for name in direct))
        return found

    def rests_on(self, term: Term) -> frozenset[str]:
        """Every name the value of a term is computed from."""
        direct = names(term)
        return direct.union(*(self.ancestors.get(name, frozenset()) for name in direct))

    def is_computed(self, term: Term) -> bool:
        """Whether it is an output of the network: it rests on a parameter, or (without any) on an equation."""
        if self.model.parameters:
            return any(self.is_parameter(name) for name in self.rests_on(term))
        return any(name in self.model.definitions for name in names(term))

    @cached_property
    def named_calls(self) -> Mapping[str, Definition]:
        """The definitions, a library function that is written out as its call: exp(z[i])/sum_k exp(z[k]) as softmax."""
        model = self.model
        return {d.name: recognised(d, model.functions, model.example_axis) for d in self.definitions}

    def behind(self, term: Term, definitions: Mapping[str, Definition] | None = None) -> Term:
        """What a name that only renames another value stands for: ``A`` for ``A = linear(Z)``, ``Z = softmax(..)``.

        The indices of the answer are those of the definition, not of the term. ``definitions`` are those of the model,
        or ``named_calls``.
        """
        known = self.model.definitions if definitions is None else definitions
        while True:
            if isinstance(term, Entry) and term.name in known:
                term = known[term.name].value
            elif isinstance(term, Apply) and term.function == "linear":
                term = term.arguments[0]
            else:
                return term


def without_letters(term: Term) -> Term:
    """The term with every entry written without indices: the same for all letters one may choose."""
    return replace_entries(term, lambda entry: Entry(entry.name, ()))


def shown(term: Term) -> str:
    """The term as text, without letters: ``1 - A2``, ``softmax(Z2)``."""
    return text(spell(without_letters(_called(term))))


def _called(term: Term) -> Term:
    """Components of vector functions written as the call they belong to."""
    if isinstance(term, Component):
        return Apply(term.function, (_called(term.body),))
    return map_children(term, _called)
