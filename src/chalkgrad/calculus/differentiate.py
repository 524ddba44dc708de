"""Carrying out ``∂of/∂wrt`` on index form: one rule per kind of term.

``carry_out`` replaces each derivative by its value with the factors in the order the chain rule produces them,
untidied. What is linear about a derivative is in ``linear.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import NotSupported
from ..terms import (
    ONE,
    ZERO,
    Add,
    Apply,
    Compare,
    Component,
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
    free_indices,
    fresh_index,
    map_children,
    names,
    number,
    rename_indices,
    replace_entries,
)
from .factors import added, product
from .meeting import has_kinks
from .pieces import Pieces, times
from .sums import counted, delta_product
from .ties import pulled_apart

#: Derivatives of the primitive functions of one argument, in terms of the argument.
PRIMITIVE_SLOPES: Mapping[str, Callable[[Term], Term]] = {
    "exp": lambda u: Apply("exp", (u,)),
    "log": lambda u: Div(ONE, u),
    "sqrt": lambda u: Div(ONE, Mul((number(2), Apply("sqrt", (u,))))),
    "log1p": lambda u: Div(ONE, Add((ONE, u))),
    "expm1": lambda u: Apply("exp", (u,)),
    "sin": lambda u: Apply("cos", (u,)),
    "cos": lambda u: Neg(Apply("sin", (u,))),
}


class Differentiator(Pieces):
    """Derivatives of terms by one entry, with the library's functions at hand.

    ``kink`` is the slope that is taken where pieces meet; ``met`` collects where it was taken.
    """

    def carry_out(self, term: Term) -> Term:
        """``term`` with every Derivative replaced by its value."""
        if isinstance(term, Derivative):
            return self.of(term.of, term.wrt)
        return map_children(term, self.carry_out)

    def of(self, term: Term, wrt: Entry) -> Term:
        """∂term/∂wrt. Raises NotSupported for a function whose derivative is not known."""
        if wrt.name not in names(term):
            return ZERO
        match term:
            case Entry(name, indices):
                return delta_product(indices, wrt.indices) if name == wrt.name else ZERO
            case Neg(body):
                return Neg(self.of(body, wrt))
            case Add(terms):
                return added([self.of(t, wrt) for t in terms if wrt.name in names(t)])
            case Mul(factors):
                return self._product(factors, wrt)
            case Div(left, right):
                return self._quotient(left, right, wrt)
            case Power(base, exponent):
                return self._power(base, exponent, wrt)
            case Apply(function, arguments):
                return self._apply(function, arguments, wrt)
            case Component():
                return self._component(term, wrt)
            case Sum(bound, body):
                if bound in wrt.indices:
                    other = fresh_index(bound, free_indices(body) | set(wrt.indices) | {bound})
                    bound, body = other, rename_indices(body, {bound: other})
                return counted(Sum(bound, self.of(body, wrt)))
            case Select(condition, then, otherwise):
                meeting = self.where_kinks_meet(term, wrt)
                return self.conditional(condition, then, otherwise, wrt) if meeting is None else meeting
            case Max():
                raise NotSupported("the derivative of a maximum over an index is not supported")
            case Number() | Size() | Delta() | Compare() | Derivative():
                raise NotSupported(f"the derivative of {type(term).__name__.lower()} is not supported")

    def _product(self, factors: tuple[Term, ...], wrt: Entry) -> Term:
        apart = pulled_apart(Mul(factors), wrt.name)
        if apart is not None:
            return self.of(apart, wrt)
        terms = []
        for position, factor in enumerate(factors):
            if wrt.name not in names(factor):
                continue
            slope = self.of(factor, wrt)
            others = (*factors[:position], slope, *factors[position + 1 :])
            terms.append(product([f for f in others if f is not ONE]))
        return added(terms)

    def _quotient(self, left: Term, right: Term, wrt: Entry) -> Term:
        if wrt.name not in names(right):
            return Div(self.of(left, wrt), right)
        inner = self.of(right, wrt)
        if wrt.name not in names(left):
            return Neg(product([Div(left, Power(right, number(2))), *([inner] if inner is not ONE else [])]))
        return Div(Add((product([self.of(left, wrt), right]), Neg(product([left, inner])))), Power(right, number(2)))

    def _power(self, base: Term, exponent: Term, wrt: Entry) -> Term:
        if wrt.name in names(exponent):
            if wrt.name in names(base):
                raise NotSupported("a power whose base and exponent both depend on the variable is not supported")
            return product([Power(base, exponent), Apply("log", (base,)), self.of(exponent, wrt)])
        lower: Term = Number(exponent.value - 1) if isinstance(exponent, Number) else Add((exponent, Neg(ONE)))
        inner = self.of(base, wrt)
        reduced = base if lower is ONE else Power(base, lower)
        return product([exponent, reduced, *([inner] if inner is not ONE else [])])

    def _apply(self, function: str, arguments: tuple[Term, ...], wrt: Entry) -> Term:
        meeting = self.where_kinks_meet(Apply(function, arguments), wrt)
        if meeting is not None:
            return meeting
        if function in ("abs", "max", "min"):
            return self.larger(function, arguments, wrt)
        known = self.functions.get(function)
        if self.exact and known is not None and has_kinks(known, self.functions):
            return self._from_side(known, arguments, wrt)
        if known is not None and self.falls_into_kink(known, arguments, wrt):
            return self._from_side(known, arguments, wrt)
        terms: list[Term] = []
        for position, argument in enumerate(arguments):
            if wrt.name not in names(argument):
                continue
            inner = self.of(argument, wrt)
            slope = self.slope(function, arguments, position)
            terms.append(product([slope, *([inner] if inner is not ONE else [])]))
        return added(terms)

    def _from_side(self, known: Function, arguments: tuple[Term, ...], wrt: Entry) -> Term:
        """A function with kinks, from one side: by the chain rule of one-sided slopes, or with its formula put in."""
        if [wrt.name in names(argument) for argument in arguments] == [True] + [False] * (len(arguments) - 1):
            inner = self.of(arguments[0], wrt)
            return times(self.slope_from_side(known, arguments, inner, wrt), inner)
        return self.of(self.put_in(known.value, known, arguments), wrt)

    def slope(self, function: str, arguments: tuple[Term, ...], position: int = 0) -> Term:
        """∂f/∂argument at the arguments: a formula for primitives, ``f'(z)`` for functions of the library."""
        if function in PRIMITIVE_SLOPES:
            return PRIMITIVE_SLOPES[function](arguments[0])
        if function in self.functions and position == 0:
            return Apply(f"{function}'", arguments)
        known = self.functions.get(function)
        if known is None:
            raise NotSupported(f"the derivative of {function} is not known")
        return self._slope_from_value(known, arguments, position)

    def _slope_from_value(self, function: Function, arguments: tuple[Term, ...], position: int) -> Term:
        variable = Entry(function.arguments[position], ())
        return self.put_in(self.of(function.value, variable), function, arguments)

    def put_in(self, term: Term, function: Function, arguments: tuple[Term, ...], own: Term | None = None) -> Term:
        """A formula about a function's formal arguments, at the actual ones."""
        table: dict[str, Term] = dict(zip(function.arguments, arguments, strict=True))
        if own is not None:
            table[function.own] = own
        return replace_entries(term, lambda entry: table.get(entry.name, entry) if not entry.indices else entry)

    def written_out(self, term: Term) -> tuple[Term, list[str]]:
        """``term`` with functions of several variables replaced by their formulas, and the names of those functions."""
        used: dict[str, None] = {}

        def opened(node: Term) -> Term:
            node = map_children(node, opened)
            known = self.functions.get(node.function) if isinstance(node, Apply) else None
            if known is None or not isinstance(node, Apply) or known.stands_for_any:
                return node
            if len(known.arguments) - len(known.defaults) < 2:
                return node
            used.setdefault(node.function)
            return self.put_in(known.value, known, node.arguments)

        return opened(term), list(used)

    def slope_formula(self, function: Function) -> Term:
        """The derivative of an elementwise function by its first argument: the taught form, else from its value."""
        if function.slope is not None:
            return function.slope
        return self.of(function.value, Entry(function.arguments[0], ()))

    def _component(self, term: Component, wrt: Entry) -> Term:
        """∂f(z)[i]/∂x = Σ_k (∂f[i]/∂z[k]) ∂z[k]/∂x, with the taught slope of the vector function."""
        function = self.functions.get(term.function)
        if function is None or function.slope is None or function.axis_index is None:
            raise NotSupported(f"the derivative of {term.function} is not known")
        bound, body = term.bound, term.body
        if bound in wrt.indices or bound == term.at:
            other = fresh_index(bound, free_indices(body) | set(wrt.indices) | {bound, term.at})
            bound, body = other, rename_indices(body, {bound: other})
        formal_i, formal_j = function.axis_index

        def actual(entry: Entry) -> Term:
            if entry.name != function.own:
                raise NotSupported(f"the slope of {function.name} must be written in its own values")
            at = term.at if entry.indices == (formal_i,) else bound
            inner, inside = term.bound, term.body
            if inner == at:
                inner, inside = bound, body
                if inner == at:
                    other = fresh_index(at, free_indices(body) | {at, term.at, *wrt.indices})
                    inner, inside = other, rename_indices(body, {bound: other})
            return Component(term.function, at, inner, inside)

        jacobian = _with_deltas(replace_entries(function.slope, actual), {formal_i: term.at, formal_j: bound})
        if isinstance(body, Entry) and body.name == wrt.name and body.indices.count(bound) == 1:
            place = body.indices.index(bound)  # of the sum over k only ∂z[k]/∂z[j] with k = j stays
            rest = delta_product(*(each[:place] + each[place + 1 :] for each in (body.indices, wrt.indices)))
            at_once = rename_indices(jacobian, {bound: wrt.indices[place]})
            return at_once if rest is ONE else product([at_once, rest])
        return Sum(bound, product([jacobian, self.of(body, wrt)]))


def _with_deltas(term: Term, table: Mapping[Index, Index]) -> Term:
    if isinstance(term, Delta):
        return Delta(table.get(term.left, term.left), table.get(term.right, term.right))
    if isinstance(term, Component):
        return term
    return map_children(term, lambda child: _with_deltas(child, table))
