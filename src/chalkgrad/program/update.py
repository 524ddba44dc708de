"""An optimizer's text as operations on whole vectors, in place: a network's parameters are one stretch of memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..library import Optimizer
from ..notation.scope import Scope
from ..notation.shapes import SCALAR
from ..terms import Axis, Layout
from . import operations as op
from .from_surface import from_surface
from .hoisting import hoisted
from .operations import Line, Operation, references
from .procedure import Procedure

_ALL = Axis("parameters")


@dataclass(frozen=True)
class UpdateCode:
    """The procedure ``update(vectors, counters) -> counters``; ``scratch`` are vectors it needs for partial results."""

    procedure: Procedure
    vectors: tuple[str, ...]
    scratch: tuple[str, ...]
    counters: tuple[str, ...]


def update_code(optimizer: Optimizer, settings: Mapping[str, Fraction]) -> UpdateCode:
    """The update with all settings filled in."""
    arrays = [optimizer.parameter, optimizer.gradient, *(s for s in optimizer.state if s not in optimizer.counters)]
    layouts: dict[str, Layout] = dict.fromkeys(arrays, (_ALL, None))
    layouts.update(dict.fromkeys((*optimizer.counters, *settings), SCALAR))
    scope = Scope(layouts)
    lines = [Line(name, op.Constant(value)) for name, value in settings.items()]
    headings: dict[str, str] = {}
    scalars: list[str] = []
    space = _Space(frozenset(arrays))
    for update in optimizer.updates:
        found = hoisted(update.value, scope, arrays, scalars)
        made = [Line(name, from_surface(scalar, scope)) for name, scalar in found.scalars.items()]
        scalars += found.scalars
        value = from_surface(found.formula, Scope({**layouts, **dict.fromkeys(scalars, SCALAR)}))
        made += [Line(update.name, value)] if update.name in optimizer.counters else space.into(update.name, value)
        lines += [Line(made[0].name, made[0].value, update.text), *made[1:]]
    vectors = (*arrays, *space.names)
    procedure = Procedure(
        "update",
        f"{optimizer.name}: {optimizer.about} {optimizer.parameter} holds all parameters, "
        f"{optimizer.gradient} their gradients.",
        (*vectors, *optimizer.counters),
        (),
        tuple(lines),
        optimizer.counters,
        headings,
        frozenset(vectors),
    )
    return UpdateCode(procedure, tuple(arrays), tuple(space.names), optimizer.counters)


class _Space:
    """Cuts a formula into single operations on whole vectors, each written into memory that is there already."""

    def __init__(self, vectors: frozenset[str]) -> None:
        self.vectors = vectors
        self.names: list[str] = []
        self.free: list[str] = []

    def into(self, name: str, value: Operation) -> list[Line]:
        """The lines that leave the value in ``name``, with no other new memory than scratch."""
        lines: list[Line] = []
        result = self._cut(value, lines)
        if lines and isinstance(result, op.Ref) and result.name in self.names:
            lines[-1] = Line(name, lines[-1].value)
            self._release(result)
        else:
            lines.append(Line(name, result))
        return lines

    def _cut(self, value: Operation, lines: list[Line]) -> Operation:
        """The value, with everything but its scalars computed by ``lines`` before."""
        if not references(value) & (self.vectors | set(self.names)) or isinstance(value, op.Ref):
            return value
        match value:
            case op.Binary("**", base, op.Constant(exponent)) if exponent == 2:
                part = self._cut(base, lines)
                return self._made(op.Binary("*", part, part), (part,), lines)
            case op.Binary(operator, left, right):
                first, second = self._cut(left, lines), self._cut(right, lines)
                return self._made(op.Binary(operator, first, second), (first, second), lines)
            case op.Primitive(name, arguments):
                parts = tuple(self._cut(argument, lines) for argument in arguments)
                return self._made(op.Primitive(name, parts), parts, lines)
            case op.Negate(body):
                part = self._cut(body, lines)
                return self._made(op.Binary("*", op.Constant(Fraction(-1)), part), (part,), lines)
            case _:
                return value

    def _made(self, value: Operation, parts: tuple[Operation, ...], lines: list[Line]) -> Operation:
        for part in dict.fromkeys(parts):
            self._release(part)
        if not self.free:
            self.names.append(f"scratch{len(self.names) + 1}")
            self.free.append(self.names[-1])
        name = self.free.pop()
        lines.append(Line(name, value))
        return op.Ref(name)

    def _release(self, part: Operation) -> None:
        if isinstance(part, op.Ref) and part.name in self.names and part.name not in self.free:
            self.free.append(part.name)
