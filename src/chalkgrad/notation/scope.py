"""What the names in a formula stand for, and how axes are matched. The same rules serve reading and re-reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import ShapeError, Span
from ..terms import PRIMITIVES, Axis, Function, Index, Layout
from .nearest import nearest
from .surface import Indexed, Name, Surface
from .tokens import REDUCTIONS

#: What an axis of unknown length is found to be when it is a single row or column.
UNIT = Axis("1", 1)


@dataclass
class Scope:
    """Layouts of the quantities, the axes whose size can be written as a scalar, and the known functions.

    ``example_axis`` is the axis of examples, along which vector functions such as softmax never run. With ``numbered``
    an index may be a number, counted from 1: ``W1[2,3]``, ``b1[2]``. ``layered`` are the names that every layer has;
    ``layer`` is the letter that counts the layers there, so that a sum over it may stand among matrices.
    """

    layouts: Mapping[str, Layout]
    axes: Mapping[str, Axis] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    example_axis: Axis | None = None
    numbered: bool = False
    layer: Index | None = None
    layered: frozenset[str] = frozenset()
    #: The layouts of parts, by the part's address, while ``remembering``; the part is kept, so no address is reused.
    remembered: dict[int, tuple[Surface, Layout]] | None = field(default=None, init=False, repr=False, compare=False)

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Looks at every part once. Only where no axis is still to be found: what is remembered must stay true."""
        self.remembered = {}
        try:
            yield
        finally:
            self.remembered = None

    def in_its_layer(self, name: str, indices: tuple[Index, ...]) -> tuple[Index, ...]:
        """The indices of an entry, with that of the layer in front if every layer has a quantity of this name."""
        return (self.layer, *indices) if self.layer is not None and name in self.layered else indices

    def layout(self, name: str) -> Layout | None:
        """The layout of a quantity; None if there is no such quantity."""
        return self.layouts.get(name)

    def axis(self, name: str) -> Axis | None:
        return self.axes.get(name)

    def resolve(self, axis: Axis) -> Axis:
        """The axis itself; a scope that infers shapes answers with what the axis is known to be by now."""
        return axis

    def same(self, left: Axis, right: Axis) -> bool:
        """Whether two axes are known to be one."""
        return self.resolve(left) == self.resolve(right)

    def agree(self, left: Axis, right: Axis, span: Span | None, words: str) -> Axis:
        """The common axis of two places that must have the same one; raises ShapeError if they have not."""
        if not self.same(left, right):
            raise ShapeError(f"{words}: {self.resolve(left)} and {self.resolve(right)} differ", span=span)
        return self.resolve(left)

    def may_be(self, left: Axis, right: Axis) -> bool:
        """Whether two axes could turn out to be one."""
        return self.same(left, right)

    def unknown(self, axis: Axis) -> bool:
        """Whether nothing at all is known about an axis yet."""
        return False

    def indexed_axes(self, layout: Layout, count: int) -> list[Axis]:
        """The axes that the indices of an entry run along. With one index an axis of unknown length is a single one."""
        axes = [axis for axis in layout if axis is not None and self.resolve(axis) != UNIT]
        unknown = [axis for axis in axes if self.unknown(axis)]
        if len(axes) == 2 and count == len(unknown) == 1:
            self.make_single(unknown[0])
            axes.remove(unknown[0])
        return axes

    def make_single(self, axis: Axis) -> None:
        """Record that an axis of unknown length has length 1."""

    def is_from_sum(self, name: str) -> bool:
        """Whether a quantity is a row or column that a sum leaves, such as a mean over the units, and may repeat."""
        return False

    def is_loose_bias(self, name: str) -> bool:
        """Whether it is a bias that nobody declared, of which it is not known yet whether it is a column or a row."""
        return False

    def place_bias(self, name: str, beside: Layout, span: Span | None) -> None:
        """Settle what a loose bias is by the layout of what it is added to."""

    def origin(self, name: str) -> str:
        """Where a name got its layout, in words, for messages."""
        return ""

    def quantities(self) -> list[str]:
        """The names of quantities, those that are still to be computed included."""
        return list(self.layouts)

    def known(self) -> list[str]:
        """Everything that has a name here."""
        return [*self.quantities(), *self.axes, *self.functions, *PRIMITIVES, *REDUCTIONS]

    def nearest(self, name: str) -> str:
        """``Did you mean A2?`` or the empty string. The letter in upper or lower case comes first: A1 or A2 for a."""
        same = [known for known in self.quantities() if len(name) == 1 and _letter(known) == name.lower() != known]
        if same and name not in self.layouts:
            return f"Did you mean {' or '.join(same)}?"
        return nearest(name, self.known())


def _letter(name: str) -> str:
    """The letter of A1, A[l] and a."""
    return re.sub(r"\d+$|\[[^\]]*\]$", "", name).lower()


def numbered_entry(name: Name, scope: Scope) -> Indexed | None:
    """``b1[2]`` as the second entry of b1, where it is not the name of something in layer 2."""
    base, bracket, number = name.text.removesuffix("]").rpartition("[")
    if not scope.numbered or not bracket or not number.isdecimal() or scope.layout(name.text) is not None:
        return None
    layout = scope.layout(base)
    if layout is None or sum(axis is not None for axis in layout) != 1:
        return None
    return Indexed(base, (number,), span=name.span)


def show_layout(layout: Layout) -> str:
    """``n2 x m``; ``scalar`` for a single number."""
    rows, columns = layout
    if rows is None and columns is None:
        return "scalar"
    return f"{rows or 1} x {columns or 1}"
