"""From index form back to matrices: where a sum over an index becomes a product, a transpose, a row sum.

``Σ_e dZ2[i,e] A1[j,e]`` at row i, column j is ``dZ2 A1^T``, because the summed index e stands second in both: the right
factor must be turned so that it stands first there. What has no matrix form raises ``NoMatrixForm``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import ChalkError
from ..notation.spell import spell
from ..notation.surface import (
    Call,
    Comparison,
    Conditional,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
    walk_surface,
)
from ..terms import (
    LAYERS,
    Add,
    Apply,
    Compare,
    Component,
    Div,
    Entry,
    Function,
    Index,
    Layout,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
    free_indices,
    in_layer,
)
from .factors import factored, product, summands


class NoMatrixForm(ChalkError):
    """The term is shown in index form instead."""


Place = Index | None


def recovered(
    term: Term, row: Place, column: Place, layouts: Mapping[str, Layout], functions: Mapping[str, Function]
) -> Surface:
    """The matrix expression whose entry at (row, column) is ``term``. Raises NoMatrixForm."""
    return _Recovery(layouts, functions).matrix(term, row, column)


class _Recovery:
    def __init__(self, layouts: Mapping[str, Layout], functions: Mapping[str, Function]) -> None:
        self.layouts = layouts
        self.functions = functions

    def matrix(self, term: Term, row: Place, column: Place) -> Surface:
        match term:
            case Number(value):
                return Literal(value) if value >= 0 else Minus(Literal(-value))
            case Size(axis):
                return Name(axis.name)
            case Entry():
                return self.entry(term, row, column)
            case Neg(body):
                return Minus(self.matrix(body, row, column))
            case Add(terms):
                self.one_is_full(terms, row, column)
                return Plus(tuple(self.matrix(t, row, column) for t in terms))
            case Mul(factors):
                return self.product(factors, row, column)
            case Div(left, right):
                self.one_is_full((left, right), row, column)
                return Quotient(self.matrix(left, row, column), self.matrix(right, row, column))
            case Power(base, exponent):
                if free_indices(exponent):
                    raise NoMatrixForm("an exponent with an index")
                return Raised(self.matrix(base, row, column), spell(exponent))
            case Apply():
                return self.apply(term, row, column)
            case Component():
                return self.component(term, row, column)
            case Sum(bound, body):
                return self.sum(bound, body, row, column)
            case Select(condition, then, otherwise):
                self.one_is_full((condition, then, otherwise), row, column)
                test = self.compare(condition, row, column)
                return Conditional(self.matrix(then, row, column), test, self.matrix(otherwise, row, column))
            case Compare():
                return self.compare(term, row, column)
            case _:
                raise NoMatrixForm(f"{type(term).__name__} has no matrix form")

    def compare(self, term: Compare, row: Place, column: Place) -> Comparison:
        return Comparison(term.relation, self.matrix(term.left, row, column), self.matrix(term.right, row, column))

    def entry(self, term: Entry, row: Place, column: Place) -> Surface:
        """A name, turned if its indices stand the other way round."""
        rows, columns = self.layouts[term.name]
        indices = in_layer(term.indices)
        places = iter(indices)
        at_row = next(places) if rows else None
        at_column = next(places) if columns else None
        used = {index for index in (row, column) if index in indices}
        if len(set(indices)) != len(indices) or used != set(indices):
            raise NoMatrixForm("an entry of a diagonal, or of something summed elsewhere")
        wanted = (row if row in used else None, column if column in used else None)
        if wanted == (at_row, at_column):
            return Name(term.name)
        if wanted == (at_column, at_row):
            return Transposed(Name(term.name))
        raise NoMatrixForm("indices in an order no transpose gives")

    def one_is_full(self, terms: tuple[Term, ...], row: Place, column: Place) -> None:
        """Entry by entry, one part must have the whole shape: no outer sums."""
        shapes = [self.used(term, row, column) for term in terms]
        whole = frozenset().union(*shapes)
        if whole and whole not in shapes:
            raise NoMatrixForm("a row and a column taken entry by entry")

    def used(self, term: Term, row: Place, column: Place) -> frozenset[Index]:
        free = free_indices(term)
        return frozenset(index for index in (row, column) if index is not None and index in free)

    def apply(self, term: Apply, row: Place, column: Place) -> Surface:
        bare = term.function.rstrip("'")
        kept = list(term.arguments)
        known = self.functions.get(bare)
        while known and len(kept) > 1 and known.defaults.get(known.arguments[len(kept) - 1]) is kept[-1]:
            kept.pop()
        self.one_is_full(tuple(kept), row, column)
        primes = len(term.function) - len(bare)
        return Call(bare, tuple(self.matrix(a, row, column) for a in kept), primes)

    def component(self, term: Component, row: Place, column: Place) -> Surface:
        bare = term.function.rstrip("'")
        primes = len(term.function) - len(bare)
        if term.at == row:
            return Call(bare, (self.matrix(term.body, term.bound, column),), primes)
        if term.at == column:
            return Call(bare, (self.matrix(term.body, row, term.bound),), primes)
        raise NoMatrixForm("a component at an index that is summed elsewhere")

    def product(self, factors: tuple[Term, ...], row: Place, column: Place) -> Surface:
        """Scalars in front; the rest entry by entry, or a column times a row."""
        scalars = [f for f in factors if not self.used(f, row, column)]
        arrays = [f for f in factors if self.used(f, row, column)]
        front = [self.matrix(f, None, None) for f in scalars]
        if not arrays:
            return _joined(front, [])
        shapes = [self.used(f, row, column) for f in arrays]
        whole = frozenset().union(*shapes)
        if whole in shapes:
            arrays = _foldable(arrays, shapes)
            parts = [self.matrix(f, row, column) for f in arrays]
            body = parts[0] if len(parts) == 1 else Product(Kind.ELEMENTWISE, _flat(Kind.ELEMENTWISE, parts))
            return _joined(front, [body])
        assert row is not None and column is not None
        standing = [f for f, shape in zip(arrays, shapes, strict=True) if shape == {row}]
        lying = [f for f, shape in zip(arrays, shapes, strict=True) if shape == {column}]
        left = self.matrix(product(standing), row, None)
        right = self.matrix(product(lying), None, column)
        return _joined(front, [left, right])

    def sum(self, bound: Index, body: Term, row: Place, column: Place) -> Surface:
        """A summed index: contracted between two factors, or a row sum, a column sum, a sum of everything."""
        if bound not in free_indices(body):
            return self.matrix(product([Size(bound.axis), body]), row, column)
        if isinstance(body, (Add, Neg)):
            return self.matrix(_through(bound, body), row, column)
        parts = factored(body)
        factors = [f for f in parts.over if bound in free_indices(f)]
        if any(bound in free_indices(f) for f in parts.under) or not factors:
            factors = [body]
        outside = [f for f in parts.over if bound not in free_indices(f)] if factors != [body] else []
        if factors != [body] and (outside or parts.under or parts.coefficient != 1):
            moved = product([Number(parts.coefficient), *outside, Sum(bound, product(factors))])
            whole = Div(moved, product(parts.under)) if parts.under else moved
            if parts.coefficient == 1 and isinstance(moved, Mul):
                whole = product([f for f in moved.factors if f != Number(parts.coefficient)])
                whole = Div(whole, product(parts.under)) if parts.under else whole
            return self.matrix(whole, row, column)
        return self.contracted(bound, factors, row, column)

    def contracted(self, bound: Index, factors: list[Term], row: Place, column: Place) -> Surface:
        if bound.axis is LAYERS:
            return Over("sum", bound.name, self.matrix(product(factors), row, column))
        left = [f for f in factors if self.used(f, row, None) and not self.used(f, column, None)]
        right = [f for f in factors if self.used(f, column, None) and not self.used(f, row, None)]
        both = [f for f in factors if self.used(f, row, column) and f not in left and f not in right]
        alone = [f for f in factors if not self.used(f, row, column)]
        if both:
            raise NoMatrixForm("a factor with both free indices inside the sum")
        if left and right:
            (left if len(left) <= len(right) else right).extend(alone)
            return self.matmul(product(left), product(right), bound, row, column)
        if left and alone:
            return self.matmul(product(left), product(alone), bound, row, None)
        if right and alone:
            return self.matmul(product(alone), product(right), bound, None, column)
        if left:
            return Call("rowsum", (self.matrix(product(left), row, bound),))
        if right:
            return Call("colsum", (self.matrix(product(right), bound, column),))
        return self.total(bound, product(alone))

    def total(self, bound: Index, body: Term) -> Surface:
        """A scalar: the sum of all entries of a vector or, with one sum inside another, of a matrix."""
        if isinstance(body, Sum):
            inner, inside = body.bound, body.body
            if not isinstance(inside, Sum):
                found = []
                for rows, columns in ((inner, bound), (bound, inner)):
                    try:
                        found.append(self.matrix(inside, rows, columns))
                    except NoMatrixForm:
                        continue
                if found:  # the orientation with fewer transposes
                    return Call("sum", (min(found, key=_transposes),))
        contracted = self.row_by_column(bound, body)
        if contracted is not None:
            return contracted
        if isinstance(body, Entry) and self.layouts[body.name] == (None, bound.axis):
            return Call("rowsum", (Name(body.name),))  # a single row: db2 = 1/m rowsum(dZ2) for any number of units
        forms = []
        for row, column in ((bound, None), (None, bound)):
            try:
                forms.append(self.matrix(body, row, column))
            except NoMatrixForm:
                continue
        if not forms:
            raise NoMatrixForm("a sum of what is no vector")
        return Call("sum", (min(forms, key=_transposes),))

    def row_by_column(self, bound: Index, body: Term) -> Surface | None:
        """A row times a column, where the factors lie and stand like that: ``W2 b1`` with a single row W2."""
        lying: list[Term] = []
        standing: list[Term] = []
        for factor in body.factors if isinstance(body, Mul) else ():
            for side, (row, column) in ((lying, (None, bound)), (standing, (bound, None))):
                try:
                    upright = not _transposes(self.matrix(factor, row, column))
                except NoMatrixForm:
                    continue
                if upright:
                    side.append(factor)
        both = isinstance(body, Mul) and len(lying) + len(standing) == len(body.factors)
        if not (both and lying and standing):
            return None
        return self.matmul(product(lying), product(standing), bound, None, None)

    def matmul(self, left: Term, right: Term, bound: Index, row: Place, column: Place) -> Surface:
        first = self.matrix(left, row, bound)
        second = self.matrix(right, bound, column)
        square = row is not None and column is not None and row.axis == bound.axis == column.axis
        kind = Kind.MATRIX if square else Kind.JUXTAPOSED
        return Product(kind, (*_flat(kind, [first]), second))


def _transposes(surface: Surface) -> int:
    return sum(1 for node in walk_surface(surface) if isinstance(node, Transposed))


def _foldable(arrays: list[Term], shapes: list[frozenset[Index]]) -> list[Term]:
    """The factors in an order in which no row meets a column first: those with all the indices in front, if needed."""
    seen: set[frozenset[Index]] = set()
    for shape in shapes:
        seen.add(shape)
        if frozenset().union(*seen) not in seen:
            order = sorted(range(len(arrays)), key=lambda place: -len(shapes[place]))
            return [arrays[place] for place in order]
    return arrays


def _through(bound: Index, body: Term) -> Term:
    """Σ of a sum or of a negative, summand by summand."""
    if isinstance(body, Neg):
        return Neg(Sum(bound, body.body))
    return Add(tuple(Neg(Sum(bound, t.body)) if isinstance(t, Neg) else Sum(bound, t) for t in summands(body)))


def _flat(kind: Kind, parts: list[Surface]) -> tuple[Surface, ...]:
    flat: list[Surface] = []
    for position, part in enumerate(parts):
        if position == 0 and isinstance(part, Product) and part.kind is kind:
            flat.extend(part.factors)
        else:
            flat.append(part)
    return tuple(flat)


def _joined(front: list[Surface], body: list[Surface]) -> Surface:
    """Scalars and what they scale, as one juxtaposition: 1/m dZ2 A1^T."""
    parts = [*front, *body]
    if len(parts) == 1:
        return parts[0]
    last = parts[-1]
    if len(body) == 1 and isinstance(last, Product) and last.kind is Kind.JUXTAPOSED:
        parts = [*parts[:-1], *last.factors]
    return Product(Kind.JUXTAPOSED, tuple(parts))
