"""Numbers for index-form terms, by named axes: the numeric engine.

Every index of a term has a place of its own among the dimensions of the arrays, so entries broadcast by the *name* of
their axes and nothing is ever transposed by accident. Arrays have shape (points, directions, place of index 0, ...); a
dimension of size 1 stands for "does not depend on it".

A formula of very many sums, such as a cost with a penalty on each of a hundred layers, has more letters than an array
has dimensions: there a sum is evaluated in places of its own, with those of the letters it depends on.

Derivatives that are written but not carried out are computed with dual numbers: nothing is shared with the exact
engine's differentiator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..errors import ProofError
from ..terms import (
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Context,
    Delta,
    Derivative,
    Div,
    Entry,
    Function,
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
    free_indices,
    instantiate,
)
from .arithmetic import Arithmetic, Array
from .dual import Dual, Duals
from .unknown import base_name, differentiated, drawn_value, is_unknown, orders

LEAD = 2  # the dimensions before the places of indices: points and directions
#: So many indices get places together; NumPy has 64 dimensions (32 before its version 2), and functions need some too.
MOST_PLACES = 24
_ONE_ARGUMENT = frozenset({"exp", "log", "sqrt", "abs", "log1p", "expm1", "sin", "cos"})


@dataclass(frozen=True)
class World:
    """What terms are evaluated in: ``values`` by name, of shape (points, directions, axes of the entry ...)."""

    arithmetic: Arithmetic
    sizes: Mapping[str, int]
    context: Context
    values: Mapping[str, Dual]
    use_slopes: bool = False  # f' is the stated slope (kinks!), not the derivative of the formula
    seed: tuple[int, ...] = (0,)  # of the functions that stand for unknown ones


def function_record(name: str, context: Context) -> Function:
    found = context.functions.get(name)
    if found is None:
        raise ProofError(f"the function {name} is not known, so it cannot be evaluated")
    return found


def places_for(*terms: Term) -> list[Index]:
    """The indices that get places from the start, in order: all of them, or where they are too many the free ones."""
    every = frozenset[Index]().union(*map(all_indices, terms))
    if len(every) > MOST_PLACES:
        every = frozenset[Index]().union(*map(free_indices, terms))
    return sorted(every, key=lambda index: (index.name, index.axis.name))


class Evaluation:
    """One term's places and values. ``arguments`` are the values of a function's arguments while its formula is
    evaluated: (array, place of the vector's own axis or None)."""

    def __init__(
        self,
        world: World,
        indices: Sequence[Index],
        *,
        lead: int = LEAD,
        arguments: Mapping[str, tuple[Dual, bool]] | None = None,
        seed: tuple[str, tuple[Index, ...]] | None = None,
    ) -> None:
        self.world = world
        self.duals = Duals(world.arithmetic)
        self.lead = lead
        self.indices = list(indices)
        self.places = {index: lead + number for number, index in enumerate(self.indices)}
        self.dimensions = lead + len(self.indices)
        self.arguments = arguments or {}
        self.seed = seed
        self._known: dict[Term, Dual] = {}

    def size(self, axis: Axis) -> int:
        return self.world.sizes[axis.name]

    def value(self, term: Term) -> Dual:
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._value(term)
        return known

    def _value(self, term: Term) -> Dual:
        duals = self.duals
        match term:
            case Entry():
                return self._entry(term)
            case Mul(factors):
                product = self.value(factors[0])
                for factor in factors[1:]:
                    product = duals.multiply(product, self.value(factor))
                return product
            case Add(terms):
                total = self.value(terms[0])
                for part in terms[1:]:
                    total = duals.add(total, self.value(part))
                return total
            case Neg(body):
                return duals.negative(self.value(body))
            case Number(value):
                return self._scalar(value)
            case Size(axis):
                return self._scalar(Fraction(self.size(axis)))
            case Div(left, right):
                return duals.divide(self.value(left), self.value(right))
            case Power(base, exponent):
                return duals.power(self.value(base), self.value(exponent))
            case Sum() | Max() if term.bound not in self.places:
                return self._apart(term)
            case Sum(bound, body):
                return duals.total(self.value(body), self.places[bound], self.size(bound.axis))
            case Max(bound, body):
                return duals.largest(self.value(body), self.places[bound])
            case Delta(left, right):
                return Dual(self._eye(left, right))
            case Apply(function, arguments):
                return self.apply(function, [self.value(argument) for argument in arguments])
            case Component():
                return self._component(term) if term.bound in self.places else self._apart(term)
            case Compare(relation, left, right):
                return duals.compare(relation, self.value(left), self.value(right))
            case Select(condition, then, otherwise):
                sides = self.value(condition.left), self.value(condition.right)
                return duals.choose(condition.relation, *sides, self.value(then), self.value(otherwise))
            case Derivative():
                return self._derivative(term)

    def _apart(self, term: Sum | Max | Component) -> Dual:
        """A term over an index that has no place here, evaluated where it has one."""
        seeded = self.seed[1] if self.seed is not None else ()
        outer = free_indices(term).union(seeded)
        own = [index for index in self.indices if index in outer]
        if len(own) >= MOST_PLACES:
            raise ProofError(f"more than {MOST_PLACES} letters stand together in a formula")
        inner = [term.bound, *(index for index in places_for(term) if index not in (*own, term.bound))]
        places = [*own, *(inner if len(own) + len(inner) <= MOST_PLACES else inner[:1])]
        found = Evaluation(self.world, places, lead=self.lead, arguments=self.arguments, seed=self.seed).value(term)

        def back(values: Array) -> Array:
            shape = [*values.shape[: self.lead], *(1,) * (self.dimensions - self.lead)]
            for number, index in enumerate(own):
                shape[self.places[index]] = values.shape[self.lead + number]
            return values.reshape(shape)

        return Dual(back(found.value), None if found.tangent is None else back(found.tangent))

    # -- leaves -------------------------------------------------------------------------------------------------

    def _scalar(self, value: Fraction) -> Dual:
        return Dual(self.world.arithmetic.constant(value).reshape((1,) * self.dimensions))

    def _eye(self, left: Index, right: Index) -> Array:
        if left == right:
            return self._scalar(Fraction(1)).value
        shape = [1] * self.dimensions
        size = self.size(left.axis)
        shape[self.places[left]] = shape[self.places[right]] = size
        return self.world.arithmetic.numbers(np.eye(size)).reshape(shape)

    def _entry(self, entry: Entry) -> Dual:
        argument = self.arguments.get(entry.name)
        if argument is not None:
            return self._argument(argument, entry.indices)
        found = self.world.values.get(entry.name)
        if found is None:
            raise ProofError(f"there is no value for {entry.name}")
        tangent = found.tangent
        placed = self._placed(found.value, entry.indices)
        if self.seed is not None and entry.name == self.seed[0]:
            change = self._scalar(Fraction(1)).value
            for own, other in zip(entry.indices, self.seed[1], strict=True):
                change = change * self._eye(own, other)
            return Dual(placed, change)
        return Dual(placed, None if tangent is None else self._placed(tangent, entry.indices))

    def _placed(self, values: Array, indices: tuple[Index, ...], lead: int = LEAD) -> Array:
        """An array (lead ..., axis, axis) moved to the places of the indices; a repeated index is a diagonal."""
        if values.ndim != lead + len(indices):
            raise ProofError(f"an array of {values.ndim - lead} axes stands for an entry with {len(indices)} indices")
        if len(indices) == 2 and indices[0] == indices[1]:
            values = np.diagonal(values, axis1=lead, axis2=lead + 1)
            indices = indices[:1]
        order = sorted(range(len(indices)), key=lambda number: self.places[indices[number]])
        if order != list(range(len(order))):
            values = values.transpose([*range(lead), *(lead + number for number in order)])
        shape = list(values.shape[:lead]) + [1] * (self.dimensions - lead)
        for number, index in enumerate(indices[number] for number in order):
            shape[self.places[index]] = values.shape[lead + number]
        return values.reshape(shape)

    # -- functions ----------------------------------------------------------------------------------------------

    def apply(self, function: str, arguments: list[Dual]) -> Dual:
        """A primitive or a library function, entry by entry."""
        duals = self.duals
        if function in _ONE_ARGUMENT:
            return duals.apply(function, arguments[0])
        if function in ("max", "min"):
            left, right = arguments
            relation = ">" if function == "max" else "<"
            return duals.choose(relation, left, right, left, right)
        name = base_name(function)
        record = function_record(name, self.world.context)
        if is_unknown(record):
            return self._drawn(function, record, arguments)
        if function != name:
            return self._primed(record, len(function) - len(name), arguments)
        return self._formula(record, record.value, arguments)

    def _drawn(self, function: str, record: Function, arguments: list[Dual]) -> Dual:
        """A random smooth function in place of an unknown one, with its own derivatives."""
        if self.world.use_slopes:
            raise ProofError(f"nothing is known about the function {record.name}, so it has no value")
        if len(arguments) != len(record.arguments):
            raise ProofError(f"{record.name} has {len(record.arguments)} arguments, and {len(arguments)} are given")
        places = [argument.value for argument in arguments]

        def values(name: str) -> Array:
            return drawn_value(record, orders(name, record), places, self.world.arithmetic, self.world.seed)

        result = Dual(values(function))
        for place, argument in enumerate(arguments):
            if argument.tangent is not None:
                part = values(differentiated(function, record, place)) * argument.tangent
                result = Dual(result.value, part if result.tangent is None else result.tangent + part)
        return result

    def _formula(self, record: Function, formula: Term, arguments: list[Dual], own: Dual | None = None) -> Dual:
        """An elementwise function's formula at arrays."""
        given = {name: (value, False) for name, value in zip(record.arguments, arguments, strict=False)}
        for name in record.arguments[len(arguments) :]:
            if name not in record.defaults:
                raise ProofError(f"{record.name} needs a value for {name}")
            given[name] = (self.value(record.defaults[name]), False)
        if own is not None:
            given[record.own] = (own, False)
        return Evaluation(self.world, (), lead=self.dimensions, arguments=given).value(formula)

    def _primed(self, record: Function, primes: int, arguments: list[Dual]) -> Dual:
        if primes > 1 or any(argument.tangent is not None for argument in arguments):
            raise ProofError(f"a second derivative of {record.name}")
        if self.world.use_slopes and record.slope is not None:
            return self._formula(record, record.slope, arguments, self._formula(record, record.value, arguments))
        first = arguments[0].value
        varied = Dual(first, self.world.arithmetic.numbers(np.ones(first.shape)))
        result = self._formula(record, record.value, [varied, *arguments[1:]])
        return Dual(np.zeros_like(result.value) if result.tangent is None else result.tangent)

    def _component(self, term: Component) -> Dual:
        """A vector function: its formula with the vector's axis as a place of its own behind all others."""
        record = function_record(term.function, self.world.context)
        if record.axis_index is None:
            raise ProofError(f"{term.function} acts on single numbers, not on a vector")
        body = self.value(term.body)
        place = self.places[term.bound]
        size = self.size(term.at.axis)
        vector = Dual(
            self._behind(body.value, place, size),
            None if body.tangent is None else self._behind(body.tangent, place, size),
        )
        own_axis = record.axis_index[0].axis
        sizes = {own_axis.name: size}
        world = replace(self.world, sizes=sizes, values={})
        inner = sorted(all_indices(record.value) | {record.axis_index[0]}, key=lambda index: index.name)
        given: dict[str, tuple[Dual, bool]] = {record.arguments[0]: (vector, True)}
        for name, default in record.defaults.items():
            given[name] = (self.value(default), False)
        inside = Evaluation(world, inner, lead=self.dimensions, arguments=given)
        result = inside.value(record.value)
        source, target = inside.places[record.axis_index[0]], self.places[term.at]
        return Dual(
            self._home(result.value, source, target, size),
            None if result.tangent is None else self._home(result.tangent, source, target, size),
        )

    def _behind(self, values: Array, place: int, size: int) -> Array:
        """The axis at ``place`` moved behind all others; a 1 stays in its place."""
        moved = np.expand_dims(np.moveaxis(values, place, -1), place)
        return moved if moved.shape[-1] == size else np.broadcast_to(moved, (*moved.shape[:-1], size))

    def _home(self, values: Array, source: int, target: int, size: int) -> Array:
        """The axis at ``source`` (behind) moved to the place ``target``, then the places behind dropped.

        Where the value depends on ``target`` already, the two are made equal: a diagonal.
        """
        if values.shape[target] == 1:
            values = np.swapaxes(values, source, target)
        elif values.shape[source] != 1:
            values = np.moveaxis(np.diagonal(values, axis1=source, axis2=target), -1, target)
            values = np.expand_dims(values, -1)
        return values.reshape(values.shape[: self.dimensions])

    def _argument(self, argument: tuple[Dual, bool], indices: tuple[Index, ...]) -> Dual:
        """A function's argument inside its formula. A vector's own axis is its last; scalars lack our places."""
        given, is_vector = argument
        if is_vector != (len(indices) == 1):
            raise ProofError("a function's formula uses its argument with the wrong number of indices")

        def placed(values: Array) -> Array:
            if is_vector:
                return self._placed(values, indices, lead=self.lead)
            return values.reshape(values.shape + (1,) * (self.dimensions - values.ndim))

        return Dual(placed(given.value), None if given.tangent is None else placed(given.tangent))

    # -- derivatives --------------------------------------------------------------------------------------------

    def _derivative(self, term: Derivative) -> Dual:
        """The direct partial derivative, by varying every entry of the variable at once."""
        of, wrt = term.of, term.wrt
        if isinstance(of, Entry) and of.name != wrt.name and of.name in self.world.context.definitions:
            definition = self.world.context.definitions[of.name]
            of = instantiate(definition.value, definition.indices, of.indices)
        varied = tuple(Index(f"{index.name}.{number}", index.axis) for number, index in enumerate(wrt.indices))
        extra = [index for index in places_for(of) if index not in self.places]
        plain = {name: Dual(value.value) for name, value in self.world.values.items()}
        world = replace(self.world, values=plain)
        inner = Evaluation(
            world, [*self.indices, *extra, *varied], lead=self.lead, arguments=self.arguments, seed=(wrt.name, varied)
        )
        tangent = inner.value(of).tangent
        if tangent is None:
            return self._scalar(Fraction(0))
        for own, other in zip(wrt.indices, varied, strict=True):
            tangent = self._made_equal(tangent, inner.places[other], self.places[own])
        return Dual(tangent.reshape(tangent.shape[: self.dimensions]))

    @staticmethod
    def _made_equal(values: Array, source: int, target: int) -> Array:
        if values.shape[source] == 1:
            return values
        if values.shape[target] == 1:
            return np.swapaxes(values, source, target)
        diagonal = np.moveaxis(np.diagonal(values, axis1=source, axis2=target), -1, target)
        return np.expand_dims(diagonal, source)
