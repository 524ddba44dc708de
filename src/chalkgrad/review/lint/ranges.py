"""Where the values of a model can lie: from the library's ranges, declared facts, and interval arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ... import library
from ...library import Range
from ...model import Model
from ...terms import (
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Function,
    Index,
    Max,
    Membership,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    free_indices,
    instantiate,
    rename_indices,
    replace_entries,
)
from .interval import INFINITY, Interval, exponential, hull, logarithm, point, root

_UNIT = Interval(0.0, 1.0, True, True)
_POSITIVE = Interval(0.0, INFINITY)
_NOT_NEGATIVE = Interval(0.0, INFINITY, True, False)


class Ranges:
    """``of(term)`` is an interval that contains every value of the term, whatever the parameters and the data."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.known: dict[str, Interval] = {}
        for fact in model.facts:
            if isinstance(fact, Membership):
                values = [self.of(value) for value in fact.values]
                self.known[fact.entry.name] = hull([end for value in values for end in (value.low, value.high)])

    def name(self, name: str) -> Interval:
        """The range of a quantity: declared, computed from its definition, or everything."""
        if name not in self.known:
            definition = self.model.definitions.get(name)
            self.known[name] = Interval() if definition is None else self.of(definition.value)
        return self.known[name]

    def of(self, term: Term) -> Interval:
        match term:
            case Number(value):
                return point(float(value))
            case Size(axis):
                return self.length(axis)
            case Entry(name, _):
                return self.name(name)
            case Delta():
                return _UNIT
            case Add(terms):
                return _folded([self.of(t) for t in terms], Interval.plus)
            case Neg(body):
                return self.of(body).negative()
            case Mul(factors):
                return _folded([self.of(f) for f in factors], Interval.times)
            case Div(left, right):
                quotient = self.of(left).times(self.of(right).reciprocal())
                return quotient.meet(self.share(left, right))
            case Power():
                return self.power(term)
            case Sum(bound, body):
                return self.sum(bound, self.of(body))
            case Max(_, body):
                return self.of(body)
            case Select(_, then, otherwise):
                return self.of(then).join(self.of(otherwise))
            case Compare():
                return _UNIT
            case Apply(function, arguments):
                return self.apply(function, arguments)
            case Component(function, _, _, _):
                return stated(function, self.model)
            case Derivative():
                return Interval()

    def length(self, axis: Axis) -> Interval:
        size = axis.size if axis.size is not None else self.model.sizes.get(axis.name)
        return Interval(1.0, INFINITY, True, False) if size is None else point(float(size))

    def power(self, term: Power) -> Interval:
        if isinstance(term.exponent, Number) and term.exponent.value.denominator == 1:
            exponent = int(term.exponent.value)
            if 0 < abs(exponent) <= 64:
                raised = self.of(term.base).power(abs(exponent))
                return raised if exponent > 0 else raised.reciprocal()
        base = self.of(term.base)
        return _POSITIVE if base.inside(_POSITIVE) else Interval()

    def share(self, part: Term, whole: Term) -> Interval:
        """Where ``part / whole`` lies if the whole is a sum of such parts, none negative.

        ``exp(z[i]) / sum_k exp(z[k])`` and ``exp(z) / (1 + exp(z))`` lie in (0, 1).
        """
        part, whole = self.opened(part), self.opened(whole)
        own = self.of(part)
        others: tuple[Term, ...]
        match whole:
            case Sum(bound, body):
                same = [i for i in free_indices(part) if i.axis == bound.axis]
                if not any(self.opened(rename_indices(body, {bound: i})) is part for i in same):
                    return Interval()
                others = ()
            case Add(terms) if part in (found := [self.opened(term) for term in terms]):
                others = tuple(term for term in found if term is not part)
            case _:
                return Interval()
        if not all(self.of(term).inside(_NOT_NEGATIVE) for term in (part, *others)):
            return Interval()
        strict = all(self.of(term).inside(_POSITIVE) for term in (part, *others))
        return Interval(0.0, 1.0, not (own.inside(_POSITIVE)), not strict)

    def opened(self, term: Term) -> Term:
        """An entry of a defined name as its formula, at the same letters."""
        while isinstance(term, Entry) and term.name in self.model.definitions:
            definition = self.model.definitions[term.name]
            term = instantiate(definition.value, definition.indices, term.indices)
        return term

    def sum(self, bound: Index, body: Interval) -> Interval:
        """At least one summand, each within ``body``."""
        return body.times(self.length(bound.axis))

    def apply(self, function: str, arguments: tuple[Term, ...]) -> Interval:
        first = self.of(arguments[0])
        match function:
            case "exp":
                return first.rising(exponential)
            case "expm1":
                return first.rising(lambda value: exponential(value) - 1)
            case "log":
                return first.rising(logarithm, _POSITIVE)
            case "log1p":
                return first.plus(point(1.0)).rising(logarithm, _POSITIVE)
            case "sqrt":
                return first.rising(root, _NOT_NEGATIVE)
            case "abs":
                return first.size()
            case "sin" | "cos":
                return Interval(-1.0, 1.0, True, True)
            case "max" | "min":
                return _chosen(function, first, self.of(arguments[1]))
            case _:
                return self.defined(function, arguments)

    def defined(self, name: str, arguments: tuple[Term, ...]) -> Interval:
        """A function with a formula: its formula at these arguments, within the range the library states."""
        function = self.model.functions.get(name)
        if function is None or function.axis_index is not None:
            return Interval()
        given: dict[str, Term] = {**function.defaults, **dict(zip(function.arguments, arguments, strict=False))}
        return self.of(_put_in(function, given)).meet(stated(name, self.model))


def stated(name: str, model: Model) -> Interval:
    """The range in the library's text; everything for a name that is no activation of the library."""
    known = library.shelf_of(model)
    if name not in model.functions or name not in known.names("activations"):
        return Interval()
    written = known.activation(name).range
    return interval(written)


def interval(written: Range) -> Interval:
    """An interval of a library text; an end that is no number (a setting such as alpha) is taken as infinite."""
    low, high = _end(written.low, -INFINITY), _end(written.high, INFINITY)
    return Interval(low, high, written.low_closed, written.high_closed)


def _end(term: Term | None, otherwise: float) -> float:
    match term:
        case Number(value):
            return float(value)
        case Neg(Number(value)):
            return -float(value)
        case _:
            return otherwise


def _put_in(function: Function, given: Mapping[str, Term]) -> Term:
    return replace_entries(function.value, lambda entry: given.get(entry.name, entry) if not entry.indices else entry)


def _chosen(function: str, left: Interval, right: Interval) -> Interval:
    """The larger or the smaller of two numbers."""
    if function == "min":
        return _chosen("max", left.negative(), right.negative()).negative()
    low, high = max(left.low, right.low), max(left.high, right.high)
    low_closed = all(i.low_closed for i in (left, right) if i.low == low)
    high_closed = any(i.high_closed for i in (left, right) if i.high == high)
    return Interval(low, high, low_closed, high_closed)


def _folded(intervals: list[Interval], operation: Callable[[Interval, Interval], Interval]) -> Interval:
    whole = intervals[0]
    for interval in intervals[1:]:
        whole = operation(whole, interval)
    return whole
