"""One set of numbers under review: what every name is, and what it would be if one of them were something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..calculus.derivation import Derivation, Equation
from ..calculus.split import scales, split
from ..errors import NotSupported
from ..model import Model
from ..terms import ONE, Apply, Axis, Component, Definition, Div, Function, Layout, Power, Term, names, walk
from .evaluate import Evaluator
from .labelled import Array, Labelled, from_board, to_board
from .rounding import Rounding

#: Operations that round even short numbers.
ROUNDED = (Apply, Component, Div, Power)


@dataclass(frozen=True)
class Case:
    """``known`` holds all names of the model and of the derivation as rows x columns, in float64.

    ``changes`` replaces some of them; ``value`` then gives any other name as the written equations make it from
    the changed ones. Names that do not depend on a change keep their known numbers. ``settled`` are the derived
    names whose numbers the reader gave and has right.
    """

    model: Model
    derivation: Derivation
    known: Mapping[str, Array]
    changes: Mapping[str, Array] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()

    def changed(self, changes: Mapping[str, Array]) -> Case:
        """The same case with further names replaced."""
        return Case(self.model, self.derivation, self.known, {**self.changes, **changes}, self.settled)

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """The model's equations and the derived ones, in the order they are computed."""
        return {**self.model.definitions, **self.derivation.definitions}

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """The derived names, in the order they are computed."""
        return tuple(name for name in self.derivation.definitions if name not in self.model.definitions)

    @cached_property
    def scales(self) -> Mapping[str, Term]:
        """For each name X the factor s with ∂J/∂X = s · dX, where it is not 1."""
        return scales(self.model, split(self.model), self.derivation.convention.meaning)

    @cached_property
    def sizes(self) -> Mapping[Axis, int]:
        """The length of every axis, as the arrays have it."""
        found: dict[Axis, int] = {}
        for name, quantity in self.model.quantities.items():
            if name in self.known and self.known[name].ndim == 2:
                for axis, length in zip(quantity.layout, self.known[name].shape, strict=True):
                    if axis is not None:
                        found[axis] = length
        return found

    @property
    def examples(self) -> int | None:
        """How many examples there are: the size of m."""
        return None if self.model.example_axis is None else self.sizes.get(self.model.example_axis)

    def carries_examples(self, name: str) -> bool:
        """Whether the name holds one column for each example."""
        indices = self.definitions[name].indices
        return any(index.axis == self.model.example_axis for index in indices)

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions that are defined by a formula."""
        return self.model.functions

    def layout(self, name: str) -> Layout:
        if name in self.derivation.definitions:
            return self.derivation.definitions[name].layout
        return self.model.quantities[name].layout

    @property
    def convention_name(self) -> str:
        """``course``, ``literal`` or ``sum``: what dX means here."""
        return self.derivation.convention.meaning

    def other_convention(self, name: str) -> tuple[float, str] | None:
        """How many times these numbers the other convention writes for ``name``, and what it is called.

        None where the conventions agree: where J is no mean, and for parameters but in a plain sum.
        """
        if not self.mean or self.examples is None or self.examples < 2:
            return None
        if self.convention_name == "sum":
            return 1 / self.examples, "literal"
        if not self.carries_examples(name):
            return None
        if self.convention_name == "course":
            return 1 / self.examples, "literal"
        return float(self.examples), "course"

    @cached_property
    def mean(self) -> bool:
        """Whether J is a mean over the examples (and a penalty): then the conventions differ."""
        parts = split(self.model)
        return parts.example is not None and parts.scale is not ONE

    @cached_property
    def depends_on(self) -> Mapping[str, frozenset[str]]:
        """For every defined name, all names it is computed from, directly or not."""
        found: dict[str, frozenset[str]] = {}
        for name, definition in self.definitions.items():
            direct = names(definition.value) - {name}
            found[name] = direct.union(*(found.get(other, frozenset()) for other in direct))
        return found

    def equation(self, name: str) -> Equation | None:
        return self.derivation.get(name)

    def shown(self, name: str) -> str:
        """The equation of a derived name as it is printed."""
        equation = self.derivation.get(name)
        return name if equation is None else f"{name} = {equation.text}"

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Every name after the changes; one whose formula cannot be evaluated keeps its known numbers."""
        if not self.changes:
            return self.known
        found = {**self.known, **self.changes}
        touched = set(self.changes)
        for name, definition in self.definitions.items():
            if name not in self.changes and touched & names(definition.value):
                try:
                    found[name] = self.evaluate(definition, found)
                except NotSupported:
                    continue
                touched.add(name)
        return found

    def value(self, name: str) -> Array | None:
        return self.values.get(name)

    def evaluate(self, definition: Definition, values: Mapping[str, Array], rounding: Rounding | None = None) -> Array:
        """The right-hand side of one equation in the given numbers, as rows x columns."""
        result = self.evaluator(values, rounding).value(definition.value)
        lengths = {index: self.sizes[index.axis] for index in definition.indices}
        return to_board(result, definition.layout, definition.indices, lengths)

    def evaluator(self, values: Mapping[str, Array], rounding: Rounding | None = None) -> Evaluator:
        """What evaluates formulas in these numbers; a name without numbers raises NotSupported."""

        def read(name: str) -> Labelled:
            if name not in values:
                raise NotSupported(f"there are no numbers for {name}")
            return self.labelled(name, values[name])

        return Evaluator(read, self.sizes, self.model.functions, rounding=rounding)

    def labelled(self, name: str, array: Array) -> Labelled:
        """An array of the shape of ``name``, counted by the name's own indices."""
        if name in self.derivation.definitions:
            definition = self.derivation.definitions[name]
            return from_board(array, definition.layout, definition.indices)
        quantity = self.model.quantities[name]
        return from_board(array, quantity.layout, quantity.indices)

    def perturbed(self, eps: float, seed: int) -> Mapping[str, Array]:
        """Every name computed from its equation with each operation off by up to ``eps`` of its result.

        It is what a careful program in that precision might get, so the difference to the exact numbers is the
        difference that rounding explains. Where a formula cannot be evaluated, the numbers keep their own error only.
        """
        rounding = Rounding(eps, seed)
        found = dict(self.known)
        for name, definition in self.definitions.items():
            if name in self.changes:
                continue
            read = sorted(other for other in names(definition.value) if other in found)
            operands = {other: self._rounded(other, found[other], rounding) for other in read}
            try:
                result = self.evaluate(definition, operands, rounding).reshape(np.shape(self.known[name]))
            except NotSupported:
                result = self.known[name]
            found[name] = np.where(np.isfinite(result), result, rounding.after(self.known[name]))
        return found

    def _rounded(self, name: str, array: Array, rounding: Rounding) -> Array:
        definition = self.definitions.get(name)
        linear = definition is None or not any(isinstance(node, ROUNDED) for node in walk(definition.value))
        return rounding.linear(array) if linear else rounding.after(array)
