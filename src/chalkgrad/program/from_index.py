"""From an index form to operations: the general way, for lines that have no form in matrices.

A term is computed as an array whose directions are the wanted indices, in order; a direction whose index does not occur
has extent 1. An index is told by its letter alone, so every bound one gets a letter of its own first. Sums of products
of two matrices become matrix products, other sums of products Einstein sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..errors import NotSupported
from ..terms import (
    Add,
    Apply,
    Compare,
    Component,
    Definition,
    Delta,
    Derivative,
    Div,
    Entry,
    Function,
    Index,
    Layout,
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
    rename_indices,
    walk,
    with_letters_apart,
)
from . import operations as op
from .from_surface import choose, library_call, scaled
from .operations import Operation

Order = tuple[Index | None, ...]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def from_index(definition: Definition, layouts: Mapping[str, Layout], functions: Mapping[str, Function]) -> Operation:
    """The operations that compute a definition, with the full extent of its layout."""
    indices = iter(definition.indices)
    order: Order = tuple(next(indices) if axis is not None else None for axis in definition.layout)
    # A bound letter that is also free outside, or bound twice, would name two directions of one array.
    apart = with_letters_apart(definition.value, set(definition.indices))
    value = Lowering(layouts, functions).term(apart, order)
    if any(index is not None and index not in free_indices(definition.value) for index in order):
        return spread(value, order)
    return value


def spread(value: Operation, order: Order) -> Operation:
    """The value repeated along every index of the order that it does not have."""
    return op.Spread(value, tuple(index.axis.name if index is not None else None for index in order))


class Lowering:
    def __init__(self, layouts: Mapping[str, Layout], functions: Mapping[str, Function]) -> None:
        self.layouts = layouts
        self.functions = functions

    def term(self, term: Term, order: Order) -> Operation:
        match term:
            case Number(value):
                return op.Constant(value)
            case Size(axis):
                return op.Extent(axis.name)
            case Entry():
                return self.entry(term, order)
            case Delta(left, right):
                if left == right:
                    return op.Constant(Fraction(1))
                return _arranged(op.Identity(left.axis.name), (left, right), (0, 1), order)
            case Neg(body):
                return op.Negate(self.term(body, order))
            case Add(terms):
                return self.sum_of(terms, order)
            case Mul(factors):
                return self.product(factors, order)
            case Div(left, right):
                return op.Binary("/", self.term(left, order), self.term(right, order))
            case Power(base, exponent):
                return op.Binary("**", self.term(base, order), self.term(exponent, order))
            case Compare(relation, left, right):
                return op.Comparison(relation, self.term(left, order), self.term(right, order))
            case Select(condition, then, otherwise):
                test = op.Comparison(
                    condition.relation, self.term(condition.left, order), self.term(condition.right, order)
                )
                return choose(test, self.term(then, order), self.term(otherwise, order))
            case Apply(name, arguments):
                return self.apply(name, tuple(self.term(a, order) for a in arguments))
            case Component():
                return self.component(term, order)
            case Sum(bound, body):
                return self.sum_over(bound, body, order)
            case Max(bound, body):
                return self.reduce("max", bound, body, order)
            case Derivative():
                raise NotSupported("a derivative that is not carried out cannot be computed")

    def sum_of(self, terms: tuple[Term, ...], order: Order) -> Operation:
        total = self.term(terms[0], order)
        for term in terms[1:]:
            if isinstance(term, Neg):
                total = op.Binary("-", total, self.term(term.body, order))
            else:
                total = op.Binary("+", total, self.term(term, order))
        return total

    def product(self, factors: tuple[Term, ...], order: Order) -> Operation:
        scalars = [self.term(factor, order) for factor in factors if not free_indices(factor)]
        body: Operation | None = None
        for factor in factors:
            if free_indices(factor):
                value = self.term(factor, order)
                body = value if body is None else op.Binary("*", body, value)
        return scaled(scalars, body)

    def apply(self, name: str, arguments: tuple[Operation, ...]) -> Operation:
        bare = name.rstrip("'")
        if bare in self.functions:
            return library_call(self.functions[bare], len(name) - len(bare), arguments, None)
        return op.Primitive(name, arguments)

    def component(self, term: Component, order: Order) -> Operation:
        """softmax(z)[i]: the whole vector along i, computed in the place of i."""
        if term.at in free_indices(term.body):
            raise NotSupported(
                f"the argument of {term.function} depends on its own component index",
                hint="Give the argument a name of its own.",
            )
        body = rename_indices(term.body, {term.bound: term.at})
        value = self.term(body, order)
        if term.at not in free_indices(body):  # a vector of equal entries
            has = free_indices(body) | {term.at}
            value = spread(value, tuple(index if index in has else None for index in order))
        bare = term.function.rstrip("'")
        return op.LibraryCall(bare + term.function[len(bare) :], (value,), order.index(term.at))

    def entry(self, entry: Entry, order: Order) -> Operation:
        if not entry.indices:
            return op.Ref(entry.name)
        stored = [direction for direction, axis in enumerate(self.layouts[entry.name]) if axis is not None]
        if len(set(entry.indices)) < len(entry.indices):  # a diagonal
            (index,) = set(entry.indices)
            return _arranged(op.Contract("aa->a", (op.Ref(entry.name),)), (index,), (0,), order, stored_directions=1)
        return _arranged(op.Ref(entry.name), entry.indices, tuple(stored), order)

    def sum_over(self, bound: Index, body: Term, order: Order) -> Operation:
        order = _used(order, body)
        if bound not in free_indices(body):
            return op.Binary("*", op.Extent(bound.axis.name), self.term(body, order))
        if isinstance(body, Neg):
            return op.Negate(self.sum_over(bound, body.body, order))
        if isinstance(body, Div) and bound not in free_indices(body.denominator):
            return op.Binary("/", self.sum_over(bound, body.numerator, order), self.term(body.denominator, order))
        factors = body.factors if isinstance(body, Mul) else (body,)
        outside = tuple(factor for factor in factors if bound not in free_indices(factor))
        within = tuple(factor for factor in factors if bound in free_indices(factor))
        if outside:
            inner = Sum(bound, within[0] if len(within) == 1 else Mul(within))
            return self.product((*outside, inner), order)
        contracted = self.contracted(bound, within, order)
        return contracted or self.reduce("sum", bound, body, order)

    def contracted(self, bound: Index, factors: tuple[Term, ...], order: Order) -> Operation | None:
        """A product summed over one index: a matrix product, or an Einstein sum of entries; None if it is neither."""
        product = self.matrix_product(bound, factors, order) if len(order) == 2 else None
        entries = [factor for factor in factors if isinstance(factor, Entry)]
        if product is not None or len(entries) != len(factors) or len(entries) < 2:
            return product
        used = [index for index in order if index is not None and any(index in e.indices for e in entries)]
        letters = {index: _LETTERS[place] for place, index in enumerate([*used, bound])}
        if any(index not in letters for entry in entries for index in entry.indices):
            return None
        patterns = ["".join(letters[i] for i in entry.indices) for entry in entries]
        flat = tuple(self.entry(entry, entry.indices) for entry in entries)
        result = op.Contract(f"{','.join(patterns)}->{''.join(letters[i] for i in used)}", flat)
        if not used:
            return result
        return _arranged(result, tuple(used), tuple(range(len(used))), order, stored_directions=len(used))

    def matrix_product(self, bound: Index, factors: tuple[Term, ...], order: Order) -> Operation | None:
        """Left what runs along row and bound index, right what runs along bound index and column, if that is all."""
        row, column = order
        if row is None and column is None:
            return None
        if column is not None:
            right = tuple(factor for factor in factors if column in free_indices(factor))
            left = tuple(factor for factor in factors if column not in free_indices(factor))
        else:
            left = tuple(factor for factor in factors if row in free_indices(factor))
            right = tuple(factor for factor in factors if row not in free_indices(factor))
        if not left or not right:
            return None
        for side, allowed in ((left, {row, bound}), (right, {bound, column})):
            free = frozenset().union(*(free_indices(factor) for factor in side))
            if not free <= allowed or len(free) != len(allowed - {None}):
                return None
        return op.MatrixProduct(self.multiplied(left, (row, bound)), self.multiplied(right, (bound, column)))

    def multiplied(self, factors: tuple[Term, ...], order: Order) -> Operation:
        return self.product(factors, order) if len(factors) > 1 else self.term(factors[0], order)

    def reduce(self, operator: str, bound: Index, body: Term, order: Order) -> Operation:
        if bound not in free_indices(body):
            return self.term(body, order)
        order = _used(order, body)
        if all(index is None for index in order):
            return self.reduce_all(operator, bound, body)
        slot = self.slot(bound, body, order)
        if slot is None:
            return op.Reduce(operator, self.term(body, (*order, bound)), len(order), keep=False)
        inner = self.term(body, (*order[:slot], bound, *order[slot + 1 :]))
        return op.Reduce(operator, inner, slot)

    def reduce_all(self, operator: str, bound: Index, body: Term) -> Operation:
        """A scalar: sums over several indices at once are one sum."""
        bounds, node = [bound], body
        same = Sum if operator == "sum" else Max
        while isinstance(node, same) and len(bounds) < 2 and node.bound in free_indices(node.body):
            bounds.append(node.bound)
            node = node.body
        order: Order = (None, None)
        for index in bounds:
            slot = self.slot(index, node, order)
            assert slot is not None
            order = (*order[:slot], index, *order[slot + 1 :])
        if any(index not in free_indices(node) for index in bounds):
            return op.Reduce(operator, self.term(body, (bound, None)), None, keep=False)
        return op.Reduce(operator, self.term(node, order), None, keep=False)

    def slot(self, bound: Index, body: Term, order: Order) -> int | None:
        """The unused direction in which the summed entries already have this index, else any unused one."""
        free = [place for place, index in enumerate(order) if index is None]
        wanted: list[int] = []
        for node in walk(body):
            if isinstance(node, Entry) and bound in node.indices:
                stored = [place for place, axis in enumerate(self.layouts[node.name]) if axis is not None]
                wanted.append(stored[node.indices.index(bound)])
        return max(free, key=wanted.count) if free else None


def _used(order: Order, body: Term) -> Order:
    """The order with only those indices that occur: the others' directions are free for what is summed."""
    free = free_indices(body)
    return tuple(index if index in free else None for index in order)


def _arranged(
    body: Operation, indices: tuple[Index, ...], stored: tuple[int, ...], order: Order, stored_directions: int = 2
) -> Operation:
    """The body, whose direction ``stored[p]`` runs along ``indices[p]``, with its directions in the wanted order."""
    spare = [direction for direction in range(stored_directions) if direction not in stored]
    directions: list[int | None] = []
    for index in order:
        if index is not None and index in indices:
            directions.append(stored[indices.index(index)])
        else:
            directions.append(spare.pop(0) if spare else None)
    if directions == list(range(stored_directions)):
        return body
    if directions == [1, 0] and stored_directions == 2:
        return op.Transpose(body)
    return op.Arrange(body, tuple(directions), tuple(spare))
