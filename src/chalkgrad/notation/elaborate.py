"""From a formula in matrices to its index form: ``(W1 X + b1)[i,e] = Σ_k W1[i,k] X[k,e] + b1[i]``."""

from __future__ import annotations

from ..errors import NotationError, ShapeError, Span
from ..terms import (
    PRIMITIVES,
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
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
)
from .scope import Scope, numbered_entry, show_layout
from .shapes import SCALAR, layout_of, product_kinds
from .surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
    walk_surface,
)

#: Letters for indices, in order of preference: along examples, and along anything else.
EXAMPLE_LETTERS = ("e", "f", "h")
LETTERS = ("i", "j", "k", "p", "q", "r", "s", "t", "u", "v", "w")
BOUND_LETTERS = ("k", "p", "q", "r", "s", "t", "u", "v", "w", "i", "j")


_HOW_MANY_INDICES = (
    "A single row or column has no index of its own; a matrix has two: sum_i sum_k Y[k,i] log(A[k,i]), or without "
    "indices sum(Y log(A))."
)


def standard_indices(layout: Layout, example_axis: Axis | None) -> tuple[Index, ...]:
    """The letters an entry of a quantity is written with: i and j along its axes, e along the examples."""
    indices: list[Index] = []
    for axis in layout:
        if axis is not None:
            indices.append(Index(letter(axis, {i.name for i in indices}, example_axis, LETTERS), axis))
    return tuple(indices)


def letter(axis: Axis, taken: set[str], example_axis: Axis | None, order: tuple[str, ...] = BOUND_LETTERS) -> str:
    """The first free letter for an index along ``axis``."""
    preferred = EXAMPLE_LETTERS if axis == example_axis else order
    for candidate in preferred:
        if candidate not in taken:
            return candidate
    number = 2
    while f"{preferred[0]}{number}" in taken:
        number += 1
    return f"{preferred[0]}{number}"


def elaborate(
    surface: Surface,
    scope: Scope,
    indices: tuple[Index | None, Index | None] = (None, None),
    letters: tuple[Index, ...] = (),
) -> Term:
    """The entry of ``surface`` at row ``indices[0]`` and column ``indices[1]`` (None along a single row or column).

    Index-form formulas keep the letters they were written with; ``letters`` are further indices known from outside.
    Raises ShapeError and NotationError with the place.
    """
    known = {index.name: index for index in (*indices, *letters) if index is not None}
    return _Elaboration(scope, known).entry(surface, *indices)


class _Elaboration:
    def __init__(self, scope: Scope, letters: dict[str, Index]) -> None:
        self.scope = scope
        self.letters = letters  # letters in use: free ones, and the bound ones around the place we are at

    def entry(self, surface: Surface, row: Index | None, column: Index | None) -> Term:
        match surface:
            case Literal(value):
                return Number(value)
            case Name():
                return self.name(surface, row, column)
            case Indexed():
                return self.indexed(surface)
            case DeltaOf():
                return self.delta(surface)
            case Minus(body):
                return Neg(self.entry(body, row, column))
            case Plus(terms):
                return Add(tuple(self.part(term, row, column) for term in terms))
            case Product():
                return self.product(surface, row, column)
            case Quotient(left, right):
                return Div(self.part(left, row, column), self.part(right, row, column))
            case Raised(base, exponent):
                return Power(self.entry(base, row, column), self.entry(exponent, None, None))
            case Transposed(body):
                return self.entry(body, column, row)
            case Call():
                return self.call(surface, row, column)
            case At(body, _):
                return self.at(surface, body)
            case Over():
                return self.over(surface, row, column)
            case Comparison():
                return self.compare(surface, row, column)
            case Conditional(then, condition, otherwise):
                return Select(
                    self.compare(condition, row, column),
                    self.part(then, row, column),
                    self.part(otherwise, row, column),
                )
            case Partial(of, wrt):
                variable = self.entry(wrt, row, column)
                if not isinstance(variable, Entry):
                    raise NotationError("a derivative is taken by a name or one of its entries", span=wrt.span)
                return Derivative(self.entry(of, row, column), variable)
            case Block():
                raise NotationError("a matrix in parts has no single index form", span=surface.span)

    def part(self, surface: Surface, row: Index | None, column: Index | None) -> Term:
        """One side of an entrywise operation: where it has a single row or column, that index is not used."""
        rows, columns = layout_of(surface, self.scope)
        return self.entry(surface, row if rows else None, column if columns else None)

    def name(self, name: Name, row: Index | None, column: Index | None) -> Term:
        entry = numbered_entry(name, self.scope)
        if entry is not None:
            return self.indexed(entry)
        layout = layout_of(name, self.scope)
        axis = self.scope.axis(name.text)
        if self.scope.layout(name.text) is None and axis is not None:
            return Size(self.scope.resolve(axis))
        indices = []
        for axis, index in zip(layout, (row, column), strict=True):
            if axis is None:
                continue
            if index is None:
                raise ShapeError(
                    f"{name.text} is {show_layout(layout)}, and a single entry is needed here",
                    span=name.span,
                    hint=f"Give its indices, {name.text}[{'i,e' if all(layout) else 'i'}], or write the whole "
                    "equation in matrices.",
                )
            indices.append(index)
        return Entry(name.text, self.scope.in_its_layer(name.text, tuple(indices)))

    def indexed(self, surface: Indexed) -> Term:
        layout = self.scope.layout(surface.name)
        if layout is None:
            raise NotationError(
                f"unknown name {surface.name!r}", span=surface.span, hint=self.scope.nearest(surface.name)
            )
        axes = self.scope.indexed_axes(layout, len(surface.indices))
        if len(axes) != len(surface.indices):
            count = f"{len(axes)} {'index' if len(axes) == 1 else 'indices'}"
            raise ShapeError(
                f"{surface.name} is {show_layout(layout)} and takes {count}, found {len(surface.indices)}",
                span=surface.span,
                hint=_HOW_MANY_INDICES,
            )
        indices = tuple(self.index(w, a, surface.span) for w, a in zip(surface.indices, axes, strict=True))
        return Entry(surface.name, self.scope.in_its_layer(surface.name, indices))

    def index(self, word: str, axis: Axis, span: Span | None) -> Index:
        """The index a letter stands for; its axis must be the one it already runs along."""
        if word.isdecimal():
            return self.number(word, axis, span)
        known = self.letters.get(word)
        if known is None:
            known = Index(word, self.scope.resolve(axis))
            self.letters[word] = known
            return known
        self.scope.agree(known.axis, axis, span, f"the index {word} runs along two axes")
        return Index(word, self.scope.resolve(axis))

    def number(self, word: str, axis: Axis, span: Span | None) -> Index:
        """A number as index stands for one entry; the same number may stand along several axes."""
        axis = self.scope.resolve(axis)
        if not self.scope.numbered:
            raise NotationError(
                f"{word} is no index here",
                span=span,
                hint="An equation holds for every entry, so an index is a letter: W1[i,k].",
            )
        return Index(word, axis)

    def _error_axes(self) -> tuple[Axis, Axis] | None:
        """The axes of the quantity δ, the gradient by Z in some conventions; δ[i,e] is an entry of it, unless both
        letters run along one axis."""
        rows, columns = self.scope.layout("δ") or (None, None)
        return (rows, columns) if rows and columns and not self.scope.same(rows, columns) else None

    def delta(self, surface: DeltaOf) -> Term:
        left, right = self.letters.get(surface.left), self.letters.get(surface.right)
        axes = self._error_axes()
        if axes is not None and not (left and right and self.scope.same(left.axis, right.axis)):
            row, column = (
                self.index(surface.left, axes[0], surface.span),
                self.index(surface.right, axes[1], surface.span),
            )
            return Entry("δ", (row, column))
        known = left or right
        if known is None:
            raise NotationError(
                f"δ[{surface.left},{surface.right}]: it is not known which axis these letters run along",
                span=surface.span,
                hint="Use at least one of them as the index of a quantity before.",
            )
        return Delta(
            self.index(surface.left, known.axis, surface.span), self.index(surface.right, known.axis, surface.span)
        )

    def product(self, surface: Product, row: Index | None, column: Index | None) -> Term:
        kinds, _ = product_kinds(surface, self.scope)
        return self._fold(surface.factors, kinds, row, column)

    def _fold(
        self, factors: tuple[Surface, ...], kinds: tuple[Kind, ...], row: Index | None, column: Index | None
    ) -> Term:
        """Left to right; the last matrix joint opens a sum, everything before it is its left factor."""
        for joint in range(len(kinds) - 1, -1, -1):
            if kinds[joint] is not Kind.MATRIX:
                continue
            left, right = factors[: joint + 1], factors[joint + 1 :]
            inner = layout_of(right[0], self.scope)[0]
            bound = self.bound(inner) if inner is not None else None
            first = self._fold(left, kinds[:joint], row, bound)
            second = [self.part(right[0], bound, column)]
            second += [self.part(factor, row, column) for factor in right[1:]]
            product = _multiply([first, *second[:1]])
            if bound is not None:
                product = Sum(bound, product)
                del self.letters[bound.name]
            return _multiply([product, *second[1:]])
        return _multiply([self.part(factor, row, column) for factor in factors])

    def bound(self, axis: Axis) -> Index:
        """A new bound index; the caller takes it out of ``letters`` when its sum is closed."""
        axis = self.scope.resolve(axis)
        example = self.scope.example_axis
        word = letter(axis, set(self.letters), self.scope.resolve(example) if example else None)
        index = Index(word, axis)
        self.letters[word] = index
        return index

    def call(self, call: Call, row: Index | None, column: Index | None) -> Term:
        layout = layout_of(call, self.scope)  # checks the number of arguments as well
        name = call.function + "'" * call.primes
        if call.primes > 1 or (call.primes and call.function in PRIMITIVES):
            raise NotationError(
                f"{name} is not supported",
                span=call.span,
                hint="Only first derivatives of the library's functions and of your own can be written with a prime.",
            )
        if call.function in ("sum", "rowsum", "colsum"):
            return self.reduce(call, row, column)
        function = self.scope.functions.get(call.function)
        if function is not None and function.axis_index is not None:
            return self.vector_call(call, layout, row, column)
        arguments = [self.part(argument, row, column) for argument in call.arguments]
        if function is not None:
            arguments += [function.defaults[a] for a in function.arguments[len(arguments) :]]
        return Apply(name, tuple(arguments))

    def reduce(self, call: Call, row: Index | None, column: Index | None) -> Term:
        rows, columns = layout_of(call.arguments[0], self.scope)
        if call.function in ("sum", "colsum"):
            row = self.bound(rows) if rows else None
        if call.function in ("sum", "rowsum"):
            column = self.bound(columns) if columns else None
        term = self.entry(call.arguments[0], row if rows else None, column if columns else None)
        for index, wanted in ((row, ("sum", "colsum")), (column, ("sum", "rowsum"))):
            if call.function in wanted and index is not None:
                term = Sum(index, term)
                self.letters.pop(index.name, None)
        return term

    def vector_call(self, call: Call, layout: Layout, row: Index | None, column: Index | None) -> Term:
        """softmax(Z): along the axis that does not count examples."""
        rows, columns = layout
        along_rows = rows is not None and (columns is None or self._is_example(columns) or not self._is_example(rows))
        at = row if along_rows else column
        if at is not None and self._is_example(at.axis) and rows is not None and columns is not None:
            raise ShapeError(
                f"{call.function} runs along one axis, and {show_layout(layout)} has examples along both",
                span=call.span,
                hint="Say in index form which one it is: P[i,j] = exp(S[i,j]) / sum_k exp(S[i,k]) runs along each row.",
            )
        if at is None or self._is_example(at.axis):
            raise ShapeError(
                f"{call.function} needs a vector to run along, and here each example has a single number",
                span=call.span,
                hint=f"{call.function} of one number is always the same; for one output unit use sigmoid.",
            )
        bound = self.bound(at.axis)
        body = self.entry(call.arguments[0], bound if along_rows else row, column if along_rows else bound)
        del self.letters[bound.name]
        return Component(call.function + "'" * call.primes, at, bound, body)

    def _is_example(self, axis: Axis) -> bool:
        example = self.scope.example_axis
        return example is not None and self.scope.same(axis, example)

    def at(self, surface: At, body: Surface) -> Term:
        rows, columns = layout_of(body, self.scope)
        axes = [axis for axis in (rows, columns) if axis is not None]
        if len(axes) != len(surface.indices):
            raise ShapeError(
                f"{show_layout((rows, columns))} takes {len(axes)} indices, found {len(surface.indices)}",
                span=surface.span,
            )
        indices = iter([self.index(w, a, surface.span) for w, a in zip(surface.indices, axes, strict=True)])
        return self.entry(body, next(indices) if rows else None, next(indices) if columns else None)

    def over(self, surface: Over, row: Index | None, column: Index | None) -> Term:
        layer = self.scope.layer
        if layer is not None and surface.index == layer.name and surface.operator == "sum":
            return Sum(layer, self.entry(surface.body, row, column))
        axis = self._axis_of(surface.index, surface.body)
        if axis is None:
            for node in walk_surface(surface.body):
                if isinstance(node, Indexed) and surface.index in node.indices:
                    self.indexed(node)  # says what is wrong with it
            raise NotationError(
                f"{surface.operator}_{surface.index}: nothing in the sum is indexed by {surface.index}",
                span=surface.span,
                hint=f"Use {surface.index} as an index of a quantity in the sum: X[{surface.index},e].",
            )
        shadowed = self.letters.pop(surface.index, None)
        bound = Index(surface.index, self.scope.resolve(axis))
        self.letters[surface.index] = bound
        body = self.entry(surface.body, row, column)
        del self.letters[surface.index]
        if shadowed is not None:
            self.letters[surface.index] = shadowed
        return Sum(bound, body) if surface.operator == "sum" else Max(bound, body)

    def _axis_of(self, word: str, body: Surface) -> Axis | None:
        """The axis a letter runs along, read off the quantities it indexes."""
        for node in walk_surface(body):
            if isinstance(node, Indexed) and word in node.indices:
                layout = self.scope.layout(node.name)
                axes = self.scope.indexed_axes(layout, len(node.indices)) if layout else []
                if len(axes) == len(node.indices):
                    return axes[node.indices.index(word)]
            if isinstance(node, At) and word in node.indices:
                axes = [axis for axis in layout_of(node.body, self.scope) if axis is not None]
                if len(axes) == len(node.indices):
                    return axes[node.indices.index(word)]
        for node in walk_surface(body):
            if isinstance(node, DeltaOf) and word in (node.left, node.right):
                error = self._error_axes()
                if error is not None:
                    return error[0] if word == node.left else error[1]
                other = self.letters.get(node.right if word == node.left else node.left)
                if other is not None:
                    return other.axis
        return None

    def compare(self, surface: Comparison, row: Index | None, column: Index | None) -> Compare:
        return Compare(surface.relation, self.part(surface.left, row, column), self.part(surface.right, row, column))


def _multiply(factors: list[Term]) -> Term:
    flat: list[Term] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, Mul) and factor is factors[0] else (factor,))
    return flat[0] if len(flat) == 1 else Mul(tuple(flat))


def scalar(surface: Surface, scope: Scope) -> Term:
    """A formula that must be a scalar. Raises ShapeError if it has axes."""
    layout = layout_of(surface, scope)
    if layout != SCALAR:
        raise ShapeError(f"a scalar is needed here, this is {show_layout(layout)}", span=surface.span)
    return elaborate(surface, scope)
