"""Surface trees evaluated directly as matrices: the guard against a wrong axis in elaboration.

Every value is an array (points, letters ..., rows, columns). A formula in matrices uses the last two dimensions, a
formula in indices (``W1[i,k]``, Σ_k, δ) the letters in between; both may be mixed. Nothing is shared with
elaboration.

The rules: juxtaposition is multiplication by a number if one side is 1 x 1, the matrix product if the inner sizes
agree, the element-wise one if the shapes are equal. Sums, ``⊙`` and ``/`` repeat a single row or column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..notation.surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
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
from ..terms import Axis, Component, Derivative, Entry, Index, Layout
from .arithmetic import Array
from .dual import Dual
from .evaluation import Evaluation, World, function_record
from .matrix_numbers import MatrixNumbers, Unreadable, made_equal

_REDUCTIONS = {"sum": (-2, -1), "rowsum": (-1,), "colsum": (-2,), "mean": (-2, -1)}


class Matrices:
    """Evaluates one surface tree. ``letters`` are letters whose axes are known from outside."""

    def __init__(
        self,
        world: World,
        layouts: Mapping[str, Layout],
        surface: Surface,
        letters: Mapping[str, Axis],
        example_axis: Axis | None = None,
    ) -> None:
        self.examples = world.sizes[example_axis.name] if example_axis is not None else 0
        self.world = world
        self.layouts = layouts
        self.numbers = MatrixNumbers(world.arithmetic)
        self.duals = self.numbers.duals
        self.axes = {**letters}
        found = _letters(surface)
        self.places = {letter: 1 + number for number, letter in enumerate(found)}
        self.partials = 1 + len(found)  # two more places, for the variable of a derivative
        self.dimensions = self.partials + 2 + 2
        self.varied: tuple[str, tuple[int, ...]] | None = None
        self._find_axes(surface)

    def _find_axes(self, surface: Surface) -> None:
        """Which axis each letter runs along: that of the quantity it indexes."""
        nodes = list(walk_surface(surface))
        for node in nodes:
            if isinstance(node, Indexed):
                for letter, axis in zip(node.indices, self._axes_of(node), strict=True):
                    if self.axes.setdefault(letter, axis).name != axis.name:
                        raise Unreadable(f"the letter {letter} runs along {axis.name} and {self.axes[letter].name}")
        for node in nodes:
            if isinstance(node, DeltaOf):
                known = self.axes.get(node.left) or self.axes.get(node.right)
                if known is not None:
                    self.axes.setdefault(node.left, known)
                    self.axes.setdefault(node.right, known)

    def _axes_of(self, node: Indexed) -> list[Axis]:
        axes = [axis for axis in self._layout(node.name) if axis is not None]
        if len(axes) != len(node.indices):
            raise Unreadable(f"{node.name} has {len(axes)} axes and {len(node.indices)} indices are written")
        return axes

    def _layout(self, name: str) -> Layout:
        found = self.layouts.get(name)
        if found is None:
            raise Unreadable(f"{name} is not the name of a quantity")
        return found

    def _size(self, letter: str) -> int:
        axis = self.axes.get(letter)
        if axis is None:
            raise Unreadable(f"nothing is indexed by the letter {letter}")
        return self.world.sizes[axis.name]

    # -- the tree -----------------------------------------------------------------------------------------------

    def value(self, surface: Surface) -> Dual:
        numbers, duals = self.numbers, self.duals
        match surface:
            case Literal(value):
                return Dual(self.world.arithmetic.constant(value).reshape((1,) * self.dimensions))
            case Name(text):
                return self._name(text)
            case Indexed(name, indices):
                axes = zip(self._layout(name), (-2, -1), strict=True)
                where = [dimension for axis, dimension in axes if axis is not None]
                places = [(self.places[w], dimension) for w, dimension in zip(indices, where, strict=True)]
                return numbers.to_letters(self._name(name), places)
            case DeltaOf(left, right):
                return self._delta(left, right)
            case Minus(body):
                return duals.negative(self.value(body))
            case Plus(terms):
                total = self.value(terms[0])
                for term in terms[1:]:
                    other = self.value(term)
                    numbers.fit_entrywise(total, other)
                    total = duals.add(total, other)
                return total
            case Product(kind, factors):
                product = self.value(factors[0])
                for factor in factors[1:]:
                    product = numbers.product(kind, product, self.value(factor))
                return product
            case Quotient(left, right):
                upper, lower = self.value(left), self.value(right)
                numbers.fit_entrywise(upper, lower)
                return duals.divide(upper, lower)
            case Raised(base, exponent):
                power = self.value(exponent)
                if power.value.shape[-2:] != (1, 1):
                    raise Unreadable("an exponent that is a matrix")
                return duals.power(self.value(base), power)
            case Transposed(body):
                return numbers.transposed(self.value(body))
            case Call():
                return self._call(surface)
            case At(body, indices):
                return self._at(body, indices)
            case Over(operator, letter, body):
                return self._over(operator, letter, body)
            case Comparison(relation, _, _):
                return duals.compare(relation, *self._sides(surface))
            case Conditional(then, condition, otherwise):
                first, second, sides = self.value(then), self.value(otherwise), self._sides(condition)
                numbers.fit_entrywise(first, second, duals.compare(condition.relation, *sides))
                return duals.choose(condition.relation, *sides, first, second)
            case Partial(of, wrt):
                return self._partial(of, wrt)
            case Block():
                raise Unreadable("a matrix in parts, whose parts are read one by one")

    def _sides(self, comparison: Comparison) -> tuple[Dual, Dual]:
        left, right = self.value(comparison.left), self.value(comparison.right)
        self.numbers.fit_entrywise(left, right)
        return left, right

    def _name(self, name: str) -> Dual:
        arithmetic = self.world.arithmetic
        layout = self.layouts.get(name)
        if layout is None:
            if name not in self.world.sizes:
                raise Unreadable(f"{name} is neither a quantity nor a size")
            return Dual(arithmetic.numbers(np.full((1,) * self.dimensions, float(self.world.sizes[name]))))
        values = self.world.values[name].value
        rows, columns = (1 if axis is None else self.world.sizes[axis.name] for axis in layout)
        value = values.reshape(len(values), *(1,) * (self.dimensions - 3), rows, columns)
        if self.varied is None or self.varied[0] != name:
            return Dual(value)
        change = arithmetic.numbers(np.ones((1,) * self.dimensions))
        for place, dimension, size in zip(self.varied[1], (-2, -1), (rows, columns), strict=True):
            if size > 1:
                shape = [1] * self.dimensions
                shape[place] = shape[dimension] = size
                change = change * arithmetic.numbers(np.eye(size)).reshape(shape)
        return Dual(value, change)

    def _delta(self, left: str, right: str) -> Dual:
        if left == right:
            return Dual(self.world.arithmetic.numbers(np.ones((1,) * self.dimensions)))
        if self._size(left) != self._size(right):
            raise Unreadable(f"δ[{left},{right}] compares indices of two axes")
        shape = [1] * self.dimensions
        shape[self.places[left]] = shape[self.places[right]] = self._size(left)
        return Dual(self.world.arithmetic.numbers(np.eye(self._size(left))).reshape(shape))

    def _at(self, body: Surface, indices: tuple[str, ...]) -> Dual:
        value = self.value(body)
        where = [dimension for dimension in (-2, -1) if value.value.shape[dimension] != 1]
        if len(where) != len(indices):
            raise Unreadable("the number of indices is not that of the axes")
        places = [(self.places[letter], dimension) for letter, dimension in zip(indices, where, strict=True)]
        return self.numbers.to_letters(value, places)

    def _over(self, operator: str, letter: str, body: Surface) -> Dual:
        value = self.value(body)
        place = self.places[letter]
        if operator == "max":
            return self.duals.largest(value, place)
        size = value.value.shape[place]
        return self.duals.total(value, place, size if size > 1 else self._size(letter))

    # -- functions ----------------------------------------------------------------------------------------------

    def _call(self, call: Call) -> Dual:
        arguments = [self.value(argument) for argument in call.arguments]
        known = self.world.context.functions
        if call.function in _REDUCTIONS and call.function not in known:
            if len(arguments) != 1 or call.primes:
                raise Unreadable(f"{call.function} of {len(arguments)} arguments")
            total = self.numbers.total(arguments[0], _REDUCTIONS[call.function])
            if call.function != "mean":
                return total
            rows, columns = arguments[0].value.shape[-2:]
            count = self.world.arithmetic.numbers(np.full((1,) * self.dimensions, float(rows * columns)))
            return self.duals.divide(total, Dual(count))
        record = known.get(call.function)
        if record is not None and record.axis_index is not None:
            if len(arguments) != 1 or call.primes:
                raise Unreadable(f"{call.function} is a function of one vector")
            return self._of_vector(call.function, arguments[0])
        self.numbers.fit_entrywise(*arguments)
        return Evaluation(self.world, (), lead=self.dimensions).apply(call.function + "'" * call.primes, arguments)

    def _of_vector(self, function: str, argument: Dual) -> Dual:
        """A function of a vector, down each column; along each row where the rows count examples or there is one."""
        rows, columns = argument.value.shape[-2:]
        dimension = -1 if rows == 1 or (rows == self.examples and columns != 1) else -2
        if argument.value.shape[dimension] == self.examples:
            raise Unreadable(f"{function} would run along the examples")
        record = function_record(function, self.world.context)
        assert record.axis_index is not None
        axis = record.axis_index[0].axis
        size = argument.value.shape[dimension]
        at, bound = Index("at", axis), Index("bound", axis)

        def last(array: Array) -> Array:
            moved = np.moveaxis(array, dimension, -1)
            return moved if moved.shape[-1] == size else np.broadcast_to(moved, (*moved.shape[:-1], size))

        vector = self.numbers.moved(argument, last)
        world = replace(self.world, sizes={axis.name: size}, values={})
        inner = Evaluation(world, (at, bound), lead=self.dimensions - 1, arguments={"vector": (vector, True)})
        result = inner.value(Component(function, at, bound, Entry("vector", (bound,))))
        return self.numbers.moved(
            result, lambda array: np.moveaxis(array.reshape(array.shape[: self.dimensions]), -1, dimension)
        )

    # -- derivatives that are written ---------------------------------------------------------------------------

    def _partial(self, of: Surface, wrt: Surface) -> Dual:
        """``∂of/∂X[i,e]``: for the name of an equation its definition is varied, for a formula the formula."""
        variable = self._entry(wrt)
        if variable is None:
            raise Unreadable("a derivative by something that is not an entry")
        numerator = self._entry(of)
        if (
            numerator is not None
            and numerator.name != variable.name
            and numerator.name in self.world.context.definitions
        ):
            order = tuple(dict.fromkeys((*numerator.indices, *variable.indices)))
            values = Evaluation(self.world, order).value(Derivative(numerator, variable)).value[:, 0]
            return Dual(self._at_letters(values, [index.name for index in order]))
        if self.varied is not None:
            raise Unreadable("a derivative inside a derivative")
        places = (self.partials, self.partials + 1)
        self.varied = (variable.name, places)
        tangent = self.value(of).tangent
        self.varied = None
        if tangent is None:
            return Dual(self.world.arithmetic.numbers(np.zeros((1,) * self.dimensions)))
        used = [place for place, axis in zip(places, self._layout(variable.name), strict=True) if axis is not None]
        for place, index in zip(used, variable.indices, strict=True):
            tangent = made_equal(tangent, place, self.places[index.name])
        return Dual(tangent)

    def _entry(self, surface: Surface) -> Entry | None:
        match surface:
            case Indexed(name, letters):
                return Entry(name, tuple(Index(w, a) for w, a in zip(letters, self._axes_of(surface), strict=True)))
            case Name(name) if self.layouts.get(name) == (None, None):
                return Entry(name, ())
            case _:
                return None

    def _at_letters(self, values: Array, letters: list[str]) -> Array:
        """An array (points, letters ...) with its dimensions at the places of the letters."""
        order = sorted(range(len(letters)), key=lambda number: self.places[letters[number]])
        shape = [len(values)] + [1] * (self.dimensions - 1)
        for number, letter in enumerate(letters):
            shape[self.places[letter]] = values.shape[1 + number]
        return values.transpose([0, *(1 + number for number in order)]).reshape(shape)


def _letters(surface: Surface) -> list[str]:
    """Every index letter in the tree, in order."""
    found: dict[str, None] = {}
    for node in walk_surface(surface):
        match node:
            case Indexed(_, indices) | At(_, indices):
                found.update(dict.fromkeys(indices))
            case DeltaOf(left, right):
                found.update({left: None, right: None})
            case Over(_, letter, _):
                found[letter] = None
            case _:
                pass
    return list(found)
