"""The exact engine's own differentiator: direct partial derivatives of index-form terms.

``∂X[q]/∂X[p]`` is a product of Kronecker deltas; every other name is held constant. A library function is
differentiated through its claimed slope once that slope has been proved, otherwise through its formula."""

from __future__ import annotations

from collections.abc import Callable

from ..terms import (
    ONE,
    ZERO,
    Add,
    Apply,
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
    fresh_index,
    instantiate,
    names,
    number,
    rename_indices,
)
from .expanding import AtIndices, apply_function, component_function, function_named, replaced_names
from .ring import Stuck
from .unknown import differentiated, unknown_named


class Differentiator:
    """Differentiates within one context. ``trusted`` says whether a function's claimed slope is proved."""

    def __init__(self, context: Context, trusted: Callable[[Function], bool]) -> None:
        self.context = context
        self.trusted = trusted

    def written(self, derivative: Derivative) -> Term:
        """The value of a ``∂of/∂wrt`` node."""
        of, wrt = derivative.of, derivative.wrt
        if isinstance(of, Entry) and of.name != wrt.name:
            definition = self.context.definitions.get(of.name)
            if definition is not None:
                value = instantiate(definition.value, definition.indices, of.indices)
                return self.partial(value, wrt, of)
        return self.partial(of, wrt)

    def partial(self, term: Term, wrt: Entry, own: Entry | None = None) -> Term:
        """``∂term/∂wrt``. ``own`` is the name that ``term`` defines: slopes are stated in it (``a (1 - a)``)."""
        if wrt.name not in names(term):
            return ZERO
        match term:
            case Entry(name, indices):
                if name != wrt.name:
                    return ZERO
                return _product([Delta(i, p) for i, p in zip(indices, wrt.indices, strict=True)])
            case Add(terms):
                return _sum([self.partial(part, wrt) for part in terms])
            case Neg(body):
                return _negative(self.partial(body, wrt))
            case Mul(factors):
                return _sum(
                    [
                        _product([*factors[:place], self.partial(factor, wrt), *factors[place + 1 :]])
                        for place, factor in enumerate(factors)
                    ]
                )
            case Div(upper, lower):
                first = _product([self.partial(upper, wrt), Div(ONE, lower)])
                second = _product([self.partial(lower, wrt), upper, Power(lower, number(-2))])
                return _sum([first, _negative(second)])
            case Power(base, exponent):
                return self._power(term, base, exponent, wrt)
            case Apply(function, arguments) if function.endswith("'") and not unknown_named(function, self.context):
                return self.partial(self.primed(function, arguments), wrt)
            case Apply(function, arguments):
                return _sum(
                    [
                        _product([self._slope(term, function, arguments, place, own), self.partial(argument, wrt)])
                        for place, argument in enumerate(arguments)
                        if wrt.name in names(argument)
                    ]
                )
            case Component():
                return self._component(term, wrt, own)
            case Sum(bound, body):
                bound, body = _kept_apart(bound, body, wrt)
                inside = self.partial(body, wrt)
                return ZERO if inside is ZERO else Sum(bound, inside)
            case Select(condition, then, otherwise):
                return Select(condition, self.partial(then, wrt), self.partial(otherwise, wrt))
            case Compare():
                return ZERO  # constant on either side of its boundary
            case Derivative():
                return self.partial(self.written(term), wrt)
            case Max():
                raise Stuck("the derivative of a largest value over an axis")
            case Number() | Size() | Delta():
                return ZERO

    def _power(self, term: Power, base: Term, exponent: Term, wrt: Entry) -> Term:
        by_base = _product([exponent, Power(base, Add((exponent, number(-1)))), self.partial(base, wrt)])
        by_exponent = _product([term, Apply("log", (base,)), self.partial(exponent, wrt)])
        return _sum([by_base, by_exponent])

    def _slope(self, term: Apply, function: str, arguments: tuple[Term, ...], place: int, own: Entry | None) -> Term:
        """The derivative of a scalar function by its argument number ``place``."""
        u = arguments[0]
        match function:
            case "exp":
                return own or term
            case "log":
                return Div(ONE, u)
            case "sqrt":
                return Div(ONE, Mul((number(2), own or term)))
            case "log1p":
                return Div(ONE, Add((ONE, u)))
            case "expm1":
                return Apply("exp", (u,))
            case "sin":
                return Apply("cos", (u,))
            case "cos":
                return Neg(Apply("sin", (u,)))
            case "abs":
                return Select(Compare(">", u, ZERO), ONE, Neg(ONE))
            case "max":
                first = Select(Compare(">", u, arguments[1]), ONE, ZERO)
                return first if place == 0 else Add((ONE, Neg(first)))
            case "min":
                first = Select(Compare("<", u, arguments[1]), ONE, ZERO)
                return first if place == 0 else Add((ONE, Neg(first)))
        unknown = unknown_named(function, self.context)
        if unknown is not None:
            return Apply(differentiated(function, unknown, place), arguments)
        record = function_named(function, self.context)
        if place == 0:
            return self.first_slope(record, arguments, own or term)
        return self._by_argument(record, arguments, place)

    def first_slope(self, function: Function, arguments: tuple[Term, ...], own: Term) -> Term:
        """``function'(arguments)``: the proved slope, or the derivative of the formula."""
        if function.slope is not None and self.trusted(function):
            slope = replaced_names(function.slope, {function.own: {(): _OWN}})
            return replaced_names(apply_function(function, slope, arguments), {_OWN.name: {(): own}})
        return self._by_argument(function, arguments, 0)

    def primed(self, function: str, arguments: tuple[Term, ...]) -> Term:
        """``sigmoid'(z)`` as a formula."""
        inner = function[:-1]
        if inner.endswith("'"):
            raise Stuck("a second derivative of a named function")
        return self.first_slope(function_named(inner, self.context), arguments, Apply(inner, arguments))

    def _by_argument(self, function: Function, arguments: tuple[Term, ...], place: int) -> Term:
        variable = Entry(function.arguments[place], ())
        return apply_function(function, self.partial(function.value, variable), arguments)

    def _component(self, term: Component, wrt: Entry, own: Entry | None) -> Term:
        """``∂f(z)[i]/∂x = Σ_j ∂f[i]/∂z[j] · ∂z[j]/∂x``."""
        function = function_named(term.function, self.context)
        if function.axis_index is None:
            raise Stuck(f"{term.function} is not a function of a vector")
        taken = set(all_indices(term)) | set(wrt.indices)
        j = fresh_index(Index(term.bound.name, term.bound.axis), taken)
        inside = self.partial(rename_indices(term.body, {term.bound: j}), wrt)
        first, second = function.axis_index
        if function.slope is not None and self.trusted(function):
            here: Term = term
            there: Term = Component(term.function, j, term.bound, term.body)
            if own is not None and own.indices.count(term.at) == 1 and term.at not in free_indices(term.body):
                here, there = own, rename_indices(own, {term.at: j})
            values: dict[str, AtIndices] = {_AT.name: {(): here}, _OTHER.name: {(): there}}
            marked = replaced_names(function.slope, {function.own: {(first,): _AT, (second,): _OTHER}})
            slope = component_function(function, marked, (term.at, j), term.bound, term.body)
            return Sum(j, _product([replaced_names(slope, values), inside]))
        variable = Entry(function.arguments[0], (second,))
        formula = self.partial(function.value, variable)
        return Sum(j, _product([component_function(function, formula, (term.at, j), term.bound, term.body), inside]))


#: Stand-ins for a function's own value while its arguments are put in; no user's name contains a dot.
_OWN = Entry("own.value", ())
_AT = Entry("own.at", ())
_OTHER = Entry("own.other", ())


def _kept_apart(bound: Index, body: Term, wrt: Entry) -> tuple[Index, Term]:
    """The bound letter changed when it is one of the variable's indices."""
    if all(bound.name != index.name for index in wrt.indices):
        return bound, body
    other = fresh_index(bound, all_indices(body) | set(wrt.indices))
    return other, rename_indices(body, {bound: other})


def _sum(terms: list[Term]) -> Term:
    kept = [term for term in terms if term is not ZERO]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Add(tuple(kept))


def _product(factors: list[Term]) -> Term:
    if any(factor is ZERO for factor in factors):
        return ZERO
    kept = [factor for factor in factors if factor is not ONE]
    if not kept:
        return ONE
    return kept[0] if len(kept) == 1 else Mul(tuple(kept))


def _negative(term: Term) -> Term:
    return ZERO if term is ZERO else Neg(term)
