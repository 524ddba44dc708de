"""Axes inferred like types: unknown axes are variables that formulas tie together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import ShapeError, Span
from ..notation.scope import UNIT, Scope, show_layout
from ..terms import Axis, Function, Layout

#: Names that are parameters when nothing else says what they are.
PARAMETER = re.compile(r"(W|w|b|Theta|Θ)(\d+|_\w+|\[[^\]]*\])?$")

#: Of these the biases.
BIAS = re.compile(r"b(\d+|_\w+|\[[^\]]*\])?$")

#: Parameters in one matrix, with a bias column, where a row of ones stands beside them.
THETA = re.compile(r"(Theta|Θ)(\d+|_\w+|\[[^\]]*\])?")


class InferringScope(Scope):
    """A scope whose undeclared parameters have unknown axes until the equations settle them."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        super().__init__({}, {}, functions)
        self.layouts: dict[str, Layout] = {}
        self.axes: dict[str, Axis] = {}
        self.origins: dict[str, str] = {}
        self.inferred: set[str] = set()
        self._bound: dict[Axis, Axis] = {}  # an unknown axis -> what it was found to be
        self._unknown: set[Axis] = set()
        self.shapeless = False
        self.fixed: set[str] = set()  # sizes given by a line such as n1 = 16
        self.words: set[str] = set()  # every name the equations use
        self.defined: tuple[str, ...] = ()  # every name that has an equation
        self.examples: frozenset[Axis] = frozenset()  # the axes that count examples, as far as declarations tell
        self.weights: frozenset[str] = frozenset()  # the declared parameters
        self.from_sums: set[str] = set()  # the rows and columns that sums leave

    def new_axis(self, label: str) -> Axis:
        axis = Axis(f"?{label}")
        self._unknown.add(axis)
        return axis

    def layout(self, name: str) -> Layout | None:
        known = self.layouts.get(name)
        if known is not None or name in self.axes or name in self.functions:
            return known
        if self.shapeless:
            self.layouts[name] = (None, None)
        elif name == "lambda":
            self.layouts[name] = (None, None)  # the weight of a penalty
        elif PARAMETER.match(name):
            self.layouts[name] = self._parameter_layout(name)
        else:
            return None
        self.inferred.add(name)
        return self.layouts[name]

    def _parameter_layout(self, name: str) -> Layout:
        """W: a matrix; b: a column; w: a column, and then the b of the same number is a single number."""
        rows = self.new_axis(f"rows of {name}")
        if name.startswith("w"):
            return rows, None
        if name.startswith("b"):
            return (None, None) if self._has_column(name) else (rows, None)
        return rows, self.new_axis(f"columns of {name}")

    def _has_column(self, bias: str) -> bool:
        """Whether there is a w of the bias's number, and not as a matrix: then w^T x + b is a single number."""
        weight = "w" + bias[1:]
        return weight in self.words and None in self.layouts.get(weight, (None, None))

    def is_loose_bias(self, name: str) -> bool:
        free = name not in self.layouts and name not in self.axes and name not in self.functions
        return free and not self.shapeless and BIAS.match(name) is not None and not self._has_column(name)

    def place_bias(self, name: str, beside: Layout, span: Span | None) -> None:
        """A bias is the same for all examples: it runs along the other axis, along that of the weights.

        Beside single numbers only, nothing is settled. Raises ShapeError where both axes may be meant.
        """
        if beside == (None, None):
            return
        own = [axis is not None and self.resolve(axis) not in self.examples for axis in beside]
        if all(own):
            own = [self._of_weights(axis) for axis in beside]
        elif None in beside and any(own):
            own = [axis is not None and (side == 0 or self._of_weights(axis)) for side, axis in enumerate(beside)]
        if all(own) or (None not in beside and not any(own)):
            rows, columns = self._final(beside[0]), self._final(beside[1])
            raise ShapeError(
                f"{name} is added to something {show_layout((rows, columns))}: it may be a column or a row",
                span=span,
                hint=f"Say which: parameter {name}: {rows} x 1, or parameter {name}: 1 x {columns}",
            )
        rows, columns = (axis if mine else None for axis, mine in zip(beside, own, strict=True))
        self.layouts[name] = rows, columns
        self.inferred.add(name)

    def _of_weights(self, axis: Axis | None) -> bool:
        """Whether an axis comes from a parameter, as the columns of X W do, and not from data alone."""
        if axis is None:
            return False
        found = self.resolve(axis)
        if self.unknown(found):
            return True
        weights = [layout for name, layout in self.layouts.items() if name in self.weights]
        return any(side is not None and self.resolve(side) == found for layout in weights for side in layout)

    def is_from_sum(self, name: str) -> bool:
        return name in self.from_sums

    def resolve(self, axis: Axis) -> Axis:
        while axis in self._bound:
            axis = self._bound[axis]
        return axis

    def unknown(self, axis: Axis) -> bool:
        return self.resolve(axis) in self._unknown

    def may_be(self, left: Axis, right: Axis) -> bool:
        left, right = self.resolve(left), self.resolve(right)
        if left == right or left in self._unknown or right in self._unknown:
            return True
        return left.size is not None and left.size == right.size

    def agree(self, left: Axis, right: Axis, span: Span | None, words: str) -> Axis:
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return left
        if not self.may_be(left, right):
            raise ShapeError(f"{words}: {left} and {right} differ", span=span)
        if right in self._unknown or left not in self._unknown:
            left, right = right, left
        self._bound[left] = right  # the unknown one becomes the known one
        return right

    def make_single(self, axis: Axis) -> None:
        self._bound[self.resolve(axis)] = UNIT

    def origin(self, name: str) -> str:
        return self.origins.get(name, "")

    def settle(self) -> None:
        """Name what is still free: the rows of Z1, or the columns of Z1 = X W1, are n1, unless that name is taken."""
        taken = {self.resolve(axis).name for layout in self.layouts.values() for axis in layout if axis is not None}
        used = set(taken)
        taken |= set(self.axes) | set(self.layouts)
        for name, layout in self.layouts.items():
            turned = layout[0] is not None and not self.unknown(layout[0])  # X W1, examples in rows: n0 x n1
            for axis, side in zip(layout, ("rows", "columns"), strict=True):
                if axis is None or not self.unknown(axis):
                    continue
                number = re.search(r"(\d+|\[[^\]]*\])$", name)
                wish = f"n{number.group(1)}" if number and (turned or side == "rows") else f"n_{name}"
                if wish in self.fixed and wish not in used:
                    self._bound[self.resolve(axis)] = self.axes[wish]  # n1 = 16 is meant for the rows of Z1
                    used.add(wish)
                    continue
                while wish in taken:
                    wish += "_"
                taken.add(wish)
                named = Axis(wish)
                self._bound[self.resolve(axis)] = named
                self.axes[wish] = named
        self.layouts = {
            name: (self._final(rows), self._final(columns)) for name, (rows, columns) in self.layouts.items()
        }

    def _final(self, axis: Axis | None) -> Axis | None:
        found = self.resolve(axis) if axis is not None else None
        return None if found == UNIT else found

    def quantities(self) -> list[str]:
        return list(dict.fromkeys((*self.layouts, *self.defined)))

    def describe(self, name: str) -> str:
        layout = self.layouts[name]
        return show_layout((self._final(layout[0]), self._final(layout[1])))
