"""The numbers an index formula stands for, given numbers for the names in it.

This is what lets a review ask "what would dW1 be if dZ1 had lost a factor?" without a rewritten program. It
follows the written formula to the letter: nothing is stabilised, and an overflow shows as inf or NaN. Arrays may be
complex, with an infinitely small imaginary part that carries a derivative; comparisons look at real parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import count

import numpy as np

from ..errors import NotSupported
from ..terms import (
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
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    free_indices,
)
from .labelled import Array, Labelled, contract, union
from .rounding import Rounding


def _real_parts(relation: Callable[..., Array]) -> Callable[[Array, Array], Array]:
    return lambda left, right: relation(left.real, right.real)


ELEMENTARY: Mapping[str, Callable[..., Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": lambda u: np.where(u.real < 0, -u, u),  # of a complex number np.abs is the modulus
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sin": np.sin,
    "cos": np.cos,
    "max": np.maximum,
    "min": np.minimum,
}

RELATIONS: Mapping[str, Callable[[Array, Array], Array]] = {
    "<": _real_parts(np.less),
    "<=": _real_parts(np.less_equal),
    ">": _real_parts(np.greater),
    ">=": _real_parts(np.greater_equal),
    "=": _real_parts(np.equal),
    "!=": _real_parts(np.not_equal),
}

_serial = count()


@dataclass(frozen=True)
class Evaluator:
    """``read(name)`` gives a quantity counted by its own indices, ``sizes`` the lengths of the axes.

    ``rounding`` is done to the result of every operation; without it they are those of the arrays' type.
    """

    read: Callable[[str], Labelled]
    sizes: Mapping[Axis, int]
    functions: Mapping[str, Function]
    arguments: Mapping[str, Labelled] = field(default_factory=dict)
    rounding: Rounding | None = None

    def value(self, term: Term) -> Labelled:
        """The numbers of ``term``, counted by (some of) its free indices.

        Raises NotSupported for a derivative that is not carried out and for a function nobody defined.
        """
        with np.errstate(all="ignore"):
            return self._value(term)

    def _value(self, term: Term) -> Labelled:
        match term:
            case Number(value):
                return Labelled((), np.array(value.numerator / value.denominator))
            case Size(axis):
                return Labelled((), np.array(float(self.sizes[axis])))
            case Entry(name, indices):
                return self._entry(name, indices)
            case Delta(left, right):
                return Labelled((left, right), np.eye(self.sizes[left.axis]))
            case Neg(body):
                inside = self._value(body)
                return Labelled(inside.indices, -inside.data)
            case Add(terms):
                return reduce(lambda a, b: self._map(np.add, a, b), map(self._value, terms))
            case Mul(factors):
                return reduce(lambda a, b: self._map(np.multiply, a, b), map(self._value, factors))
            case Div(left, right):
                return self._map(np.divide, self._value(left), self._value(right))
            case Power(base, exponent):
                return self._map(np.power, self._value(base), self._value(exponent))
            case Compare(relation, left, right):
                return self._map(RELATIONS[relation], self._value(left), self._value(right))
            case Select(condition, then, otherwise):
                return self._map(np.where, self._value(condition), self._value(then), self._value(otherwise))
            case Sum():
                return self._sum(term)
            case Max(bound, body):
                inside = self._value(body)
                if bound not in inside.indices:
                    return inside
                place = inside.indices.index(bound)
                return Labelled(inside.indices[:place] + inside.indices[place + 1 :], inside.data.max(axis=place))
            case Apply(function, arguments):
                return self._apply(function, tuple(map(self._value, arguments)))
            case Component(function, at, bound, body):
                return self._component(function, at, self._value(body).rename({bound: at}))
            case Derivative():
                raise NotSupported("a derivative that is not carried out has no numbers")

    def _entry(self, name: str, indices: tuple[Index, ...]) -> Labelled:
        if name in self.arguments:
            argument = self.arguments[name]
            own = argument.indices[: len(indices)]
            return argument.rename(dict(zip(own, indices, strict=True)))
        quantity = self.read(name)
        if len(set(indices)) < len(indices):  # a diagonal: W[i,i]
            letters = [indices.index(index) for index in indices]
            kept = tuple(dict.fromkeys(indices))
            return Labelled(kept, np.einsum(quantity.data, letters, [indices.index(index) for index in kept]))
        return quantity.rename(dict(zip(quantity.indices, indices, strict=True)))

    def _map(self, operation: Callable[..., Array], *items: Labelled) -> Labelled:
        order = union(items)
        result = operation(*(item.arrange(order) for item in items))
        return Labelled(order, result if self.rounding is None else self.rounding.after(result))

    def _sum(self, term: Sum) -> Labelled:
        """Products are contracted directly, so that ``Σ_e dZ[i,e] X[k,e]`` never exists as one array of i, k, e."""
        bound: list[Index] = []
        body: Term = term
        while isinstance(body, Sum) and body.bound not in bound:
            bound.append(body.bound)
            body = body.body
        idle = [index for index in bound if index not in free_indices(body)]
        factors = [self._value(factor) for factor in (body.factors if isinstance(body, Mul) else (body,))]
        factors += [Labelled((), np.array(float(self.sizes[index.axis]))) for index in idle]
        missing = [index for index in bound if index not in idle and index not in union(factors)]
        factors += [Labelled((index,), np.ones(self.sizes[index.axis])) for index in missing]
        if self.rounding is None:
            return contract(factors, bound)
        total = contract([Labelled(f.indices, self.rounding.linear(f.data)) for f in factors], bound)
        return Labelled(total.indices, self.rounding.linear(total.data))

    def _apply(self, name: str, arguments: tuple[Labelled, ...]) -> Labelled:
        if name in ELEMENTARY:
            return self._map(ELEMENTARY[name], *arguments)
        function = self._function(name.rstrip("'"))
        value = self.elementwise(function, function.value, arguments)
        if not name.endswith("'"):
            return value
        return self.slope(function, arguments, value)

    def slope(self, function: Function, arguments: tuple[Labelled, ...], own: Labelled) -> Labelled:
        """The taught form of the derivative, with ``own`` in the place of the function's own value."""
        if function.slope is None or function.axis_index is not None:
            raise NotSupported(f"{function.name} has no derivative written down")
        return self.elementwise(function, function.slope, arguments, {function.own: own})

    def elementwise(
        self,
        function: Function,
        formula: Term,
        arguments: tuple[Labelled, ...],
        more: Mapping[str, Labelled] | None = None,
    ) -> Labelled:
        """``formula`` of an elementwise function; the indices of the arguments pass through untouched."""
        given = dict(zip(function.arguments, arguments, strict=False))
        for name, default in function.defaults.items():
            given.setdefault(name, self._value(default))
        given.update(more or {})
        return Evaluator(self.read, self.sizes, self.functions, given, self.rounding)._value(formula)

    def _component(self, name: str, at: Index, body: Labelled) -> Labelled:
        """A vector function along ``at``; the other indices are set aside under letters of their own."""
        function = self._function(name)
        if function.axis_index is None:
            raise NotSupported(f"{name} is not a function of a vector")
        first, second = function.axis_index
        aside = {index: Index(f"#{next(_serial)}", index.axis) for index in body.indices if index != at}
        order = (at, *(index for index in body.indices if index != at))
        vector = Labelled(order, body.arrange(order)).rename({**aside, at: first})
        sizes = {**self.sizes, first.axis: vector.data.shape[0], second.axis: vector.data.shape[0]}
        inside = Evaluator(self.read, sizes, self.functions, {function.arguments[0]: vector}, self.rounding)
        value = inside._value(function.value)
        return value.rename({first: at, **{new: old for old, new in aside.items()}})

    def _function(self, name: str) -> Function:
        if name not in self.functions:
            raise NotSupported(f"{name} is not defined by a formula")
        return self.functions[name]
