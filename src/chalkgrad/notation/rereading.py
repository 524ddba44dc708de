"""What a printed line says in index form. Lines that differ only in what things are called are understood once.

Alpha-equivalence is what makes this sound. Let two texts have the same tokens but for the names of quantities, with
one name for each name, and let the quantities so called run along axes that correspond one to one. The grammar looks at
kinds of tokens. The product rules look up layouts and ask whether two axes are the same one, whether an axis is a
single row or column, and whether it counts the examples. Nowhere does a rule look at how a name or an axis is spelled,
so what holds of one text holds of the other with the names exchanged. The key of a pattern holds all of it: every token
that is no name as it stands (indices too, so nothing can be captured), the names by their order of appearance (so two
names never merge), each one's layout, and every function with its record. Words that the grammar knows by their
spelling stay as they are.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from ..errors import NotationError, Span
from ..terms import Axis, Function, Index, Term, names, renamed
from .elaborate import elaborate
from .read import BUILT_IN, read_expression
from .scope import UNIT, Scope
from .shapes import SCALAR, layout_of
from .tokens import tokenize

#: Names that are more than names: e^x is exp(x), δ[i,j] is Kronecker's delta.
_SPELLED_OUT = frozenset(("e", "delta", "δ"))
_MOST_PATTERNS = 10_000


@dataclass
class _Pattern:
    """The key of a line, what its numbers stand for there, and the functions whose addresses are part of the key."""

    pieces: list[Hashable] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    axes: dict[Axis, int] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)

    def axis(self, axis: Axis | None) -> int | None:
        return None if axis is None else self.axes.setdefault(axis, len(self.axes))

    def index(self, index: Index | None) -> tuple[str, int | None] | None:
        return None if index is None else (index.name, self.axis(index.axis))


@dataclass(frozen=True)
class _Understood:
    """A term in the names and axes of the line it was read from. ``functions`` keeps the records alive."""

    term: Term
    names: tuple[str, ...]
    axes: tuple[Axis, ...]
    functions: tuple[Function, ...]


_understood: dict[Hashable, _Understood] = {}


class Rereader:
    """Reads lines whose names are all known: ``scope`` no longer changes."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.functions = frozenset(scope.functions) | BUILT_IN

    def meaning(self, shown: str, row: Index | None, column: Index | None) -> Term:
        """The entry at ``row`` and ``column`` of what the text says. Raises NotationError and ShapeError."""
        pattern = self._pattern(shown, row, column)
        if pattern is None:
            return self._read(shown, row, column)
        key = tuple(pattern.pieces)
        known = _understood.get(key)
        if known is not None:
            return renamed(
                known.term,
                dict(zip(known.names, pattern.names, strict=True)),
                dict(zip(known.axes, pattern.axes, strict=True)),
            )
        term = self._read(shown, row, column)
        if names(term) <= pattern.names.keys():
            if len(_understood) >= _MOST_PATTERNS:
                _understood.clear()
            _understood[key] = _Understood(term, tuple(pattern.names), tuple(pattern.axes), tuple(pattern.functions))
        return term

    def _read(self, shown: str, row: Index | None, column: Index | None) -> Term:
        surface = read_expression(shown, functions=self.functions)
        with self.scope.remembering():
            layout = layout_of(surface, self.scope)
            at = (row, column) if layout == SCALAR else (row if layout[0] else None, column if layout[1] else None)
            return elaborate(surface, self.scope, at, tuple(index for index in (row, column) if index is not None))

    def _pattern(self, shown: str, row: Index | None, column: Index | None) -> _Pattern | None:
        """The line up to renaming; None if it has words that are not known here, or sums over the layers."""
        if self.scope.layer is not None:
            return None
        pattern = _Pattern()
        pieces = pattern.pieces
        try:
            words = tuple(tokenize(shown, self.functions, Span(shown, 0, len(shown))))
        except NotationError:
            return None
        for kind, text, _, _ in words:
            if kind == "FUNCTION":
                pieces.append((kind, text, self._record(text, pattern)))
                continue
            if kind != "NAME":
                pieces.append((kind, text))
                continue
            number = pattern.names.get(text)
            if number is None:
                number = pattern.names[text] = len(pattern.names)
                description = self._described(text, pattern)
                if description is None:
                    return None
                pieces.append(description)
            pieces.append(number)
        pieces.append((pattern.index(row), pattern.index(column)))
        example = self.scope.example_axis
        pieces.append(tuple((axis is example, axis is UNIT) for axis in pattern.axes))
        return pattern

    def _record(self, name: str, pattern: _Pattern) -> int:
        """Which function of that name is meant: the address of its record, which the pattern keeps alive."""
        function = self.scope.functions.get(name)
        if function is not None:
            pattern.functions.append(function)
        return id(function)

    def _described(self, name: str, pattern: _Pattern) -> Hashable | None:
        """What the rules may ask about a name: its layout, or that it is a size."""
        layout = self.scope.layout(name)
        axis = self.scope.axis(name)
        if layout is not None:
            known: tuple[Hashable, ...] = ("quantity", pattern.axis(layout[0]), pattern.axis(layout[1]))
        elif axis is not None:
            known = ("size", pattern.axis(axis))
        elif name in _SPELLED_OUT:
            known = ()
        else:
            return None
        return (*known, name) if name in _SPELLED_OUT else known
