"""Work that several lines have in common, done once.

The sigmoid and both softplus of a cross-entropy begin with ``exp(-|z|)``. Where functions of the library are called at
the same place, or at a place and its negative, they are written out, and what then occurs twice becomes a line of its
own. No result changes, not even in its last digit: nothing but ``|-z| = |z|`` is used, which is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import count

from . import operations as op
from .operations import Line, Operation, everything, inside, references, with_inside
from .procedure import FunctionCode

_SMALL = (op.Constant, op.Ref, op.Extent, op.Negate, op.Comparison)


def shared(lines: Sequence[Line], functions: Iterable[FunctionCode], arrays: frozenset[str]) -> tuple[Line, ...]:
    """The lines with common work done once. ``arrays`` are the names that stand for arrays of floating numbers.

    Lines of work that several share are called ``shared1``, ``shared2``, ...; each stands before the first that
    reads it.
    """
    codes = {code.name: code for code in functions if not code.vector and not code.defaults}
    written = [Line(line.name, _selecting(line.value, codes, arrays), line.remark) for line in lines]
    together = _called_together(written)
    written = [Line(line.name, _written_out(line.value, codes, together), line.remark) for line in written]
    changed = [new.value is not old.value for new, old in zip(written, lines, strict=True)]
    return _with_common_lines(written, changed)


def _selecting(operation: Operation, codes: Mapping[str, FunctionCode], arrays: frozenset[str]) -> Operation:
    """An array times a slope that is 1 or 0 everywhere is the array times a truth value: one pass less over it."""
    operation = with_inside(operation, lambda part: _selecting(part, codes, arrays))
    match operation:
        case op.Binary("*", op.Ref(name), op.LibraryCall(function, arguments, None)) if name in arrays:
            code = codes.get(function)
            if code is None or code.lines or not isinstance(code.result, op.Choose):
                return operation
            chosen = code.result
            if (chosen.then, chosen.otherwise) == (op.Constant(Fraction(1)), op.Constant(Fraction(0))):
                values = dict(zip(code.arguments, arguments, strict=True))
                return op.Binary("*", operation.left, _with_values(chosen.condition, values))
    return operation


def _called_together(lines: Iterable[Line]) -> frozenset[str]:
    """The names at which, or at whose negatives, functions are called more than once."""
    calls: Counter[str] = Counter()

    def visit(node: Operation) -> None:
        place = _place(node)
        if place is not None:
            calls[place] += 1

    for line in lines:
        everything(line.value, visit)
    return frozenset(place for place, times in calls.items() if times > 1)


def _place(node: Operation) -> str | None:
    """The x of ``f(x)`` and ``f(-x)``."""
    match node:
        case op.LibraryCall(_, (op.Ref(name) | op.Negate(op.Ref(name)),), None):
            return name
        case _:
            return None


def _written_out(operation: Operation, codes: Mapping[str, FunctionCode], together: frozenset[str]) -> Operation:
    operation = with_inside(operation, lambda part: _written_out(part, codes, together))
    if _place(operation) not in together or not isinstance(operation, op.LibraryCall):
        return operation
    code = codes.get(operation.name)
    if code is None or any(isinstance(node, op.LibraryCall) for node in _nodes(code)):
        return operation
    values = dict(zip(code.arguments, operation.arguments, strict=True))
    for line in code.lines:
        values[line.name] = _with_values(line.value, values)
    return _with_values(code.result, values)


def _nodes(code: FunctionCode) -> list[Operation]:
    found: list[Operation] = []
    for value in (*(line.value for line in code.lines), code.result):
        everything(value, found.append)
    return found


def _with_values(operation: Operation, values: Mapping[str, Operation]) -> Operation:
    if isinstance(operation, op.Ref):
        return values.get(operation.name, operation)
    found = with_inside(operation, lambda part: _with_values(part, values))
    match found:
        case op.Primitive("abs", (op.Negate(body),)):
            return op.Primitive("abs", (body,))
        case op.Negate(op.Negate(body)):
            return body
        case _:
            return found


def _with_common_lines(lines: Sequence[Line], changed: Sequence[bool]) -> tuple[Line, ...]:
    """The changed lines, with every part that occurs more than once in them in a line before."""
    times: Counter[Operation] = Counter()

    def tally(node: Operation) -> None:
        times[node] += 1
        if times[node] == 1 or isinstance(node, _SMALL):
            for part in inside(node):
                tally(part)

    for line, is_changed in zip(lines, changed, strict=True):
        if is_changed:
            tally(line.value)
    names: dict[Operation, str] = {}
    taken = {line.name for line in lines}.union(*(references(line.value) for line in lines))
    result: list[Line] = []

    def named(node: Operation) -> Operation:
        if times[node] < 2 or isinstance(node, _SMALL):
            return with_inside(node, named)
        if node not in names:
            value = with_inside(node, named)
            names[node] = next(name for name in map("shared{}".format, count(1)) if name not in taken)
            taken.add(names[node])
            result.append(Line(names[node], value))
        return op.Ref(names[node])

    for line, is_changed in zip(lines, changed, strict=True):
        result.append(Line(line.name, named(line.value), line.remark) if is_changed else line)
    return tuple(result)
