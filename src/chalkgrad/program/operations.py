"""The operations a program is made of: a closed set of array expressions, independent of any target.

Arrays are two-dimensional as on the board, (rows, columns), with extent 1 along a single row or column; scalars have
no extents. The index form may pass through arrays of more dimensions; ``Arrange`` takes them there and back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """An exact number. It never changes the precision of what it meets."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Ref:
    """An array or scalar that has a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Extent:
    """The number of entries along the axis of this name."""

    axis: str


@dataclass(frozen=True, slots=True)
class Negate:
    body: Operation


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right`` entry by entry, with operator one of ``+ - * / **``."""

    operator: str
    left: Operation
    right: Operation


@dataclass(frozen=True, slots=True)
class ExactQuotient:
    """``numerator / denominator`` that is 0 where the numerator is 0.

    For denominators that are never 0 as real numbers but may round to 0, such as a probability.
    """

    numerator: Operation
    denominator: Operation


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    left: Operation
    right: Operation


@dataclass(frozen=True, slots=True)
class Transpose:
    body: Operation


@dataclass(frozen=True, slots=True)
class Reduce:
    """``sum`` or ``max`` over ``axis`` (None: over all), which keeps extent 1 if ``keep``.

    ``axis`` may be the word ``axis``: the parameter of a function of vectors.
    """

    operator: str
    body: Operation
    axis: int | str | None
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left relation right``, entry by entry: true or false."""

    relation: str
    left: Operation
    right: Operation


@dataclass(frozen=True, slots=True)
class Choose:
    """``then`` where the condition holds, else ``otherwise``. Both are computed everywhere.

    ``like`` is an array whose precision the result has when both branches are constants.
    """

    condition: Comparison
    then: Operation
    otherwise: Operation
    like: Operation | None = None


@dataclass(frozen=True, slots=True)
class Primitive:
    """One of ``terms.PRIMITIVES``, entry by entry."""

    name: str
    arguments: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class LibraryCall:
    """A function of the library; ``name`` may end in primes. ``axis``: where a function of vectors runs along.

    Inside such a function, ``axis`` is the word ``axis``: its own parameter.
    """

    name: str
    arguments: tuple[Operation, ...]
    axis: int | str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """Einstein's sum: ``pattern`` such as ``ik,ke->ie``."""

    pattern: str
    arguments: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Arrange:
    """The same entries with directions moved: position p of the result is direction ``directions[p]`` of the body.

    None makes a new direction of extent 1; a direction that is left out has extent 1 and is dropped.
    """

    body: Operation
    directions: tuple[int | None, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Matrices with the same rows, put side by side."""

    parts: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Kronecker's delta along an axis: the unit matrix of that many rows."""

    axis: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The body repeated along axes it does not have: ``extents`` names the axis of each direction, None leaves it."""

    body: Operation
    extents: tuple[str | None, ...]


Operation: TypeAlias = (
    Constant
    | Ref
    | Extent
    | Negate
    | Binary
    | ExactQuotient
    | MatrixProduct
    | Transpose
    | Reduce
    | Comparison
    | Choose
    | Primitive
    | LibraryCall
    | Contract
    | Arrange
    | Beside
    | Identity
    | Spread
)


@dataclass(frozen=True, slots=True)
class Line:
    """``name = value``, with the equation it computes as a remark."""

    name: str
    value: Operation
    remark: str = ""


def inside(operation: Operation) -> tuple[Operation, ...]:
    """The operations directly inside."""
    match operation:
        case Constant() | Ref() | Extent() | Identity():
            return ()
        case Negate(body) | Transpose(body) | Reduce(_, body) | Arrange(body) | Spread(body):
            return (body,)
        case Binary(_, left, right) | MatrixProduct(left, right) | Comparison(_, left, right):
            return (left, right)
        case ExactQuotient(numerator, denominator):
            return (numerator, denominator)
        case Choose(condition, then, otherwise, like):
            return (condition, then, otherwise) if like is None else (condition, then, otherwise, like)
        case Primitive(_, arguments) | LibraryCall(_, arguments) | Contract(_, arguments) | Beside(arguments):
            return arguments


def with_inside(operation: Operation, change: Callable[[Operation], Operation]) -> Operation:
    """The same operation with ``change`` applied to each one directly inside."""
    match operation:
        case Constant() | Ref() | Extent() | Identity():
            return operation
        case Negate(body) | Transpose(body) | Reduce(_, body) | Arrange(body) | Spread(body):
            return replace(operation, body=change(body))
        case Binary(_, left, right) | MatrixProduct(left, right) | Comparison(_, left, right):
            return replace(operation, left=change(left), right=change(right))
        case ExactQuotient(numerator, denominator):
            return ExactQuotient(change(numerator), change(denominator))
        case Choose(condition, then, otherwise, like):
            changed = change(condition)
            assert isinstance(changed, Comparison)
            return Choose(changed, change(then), change(otherwise), None if like is None else change(like))
        case Primitive(_, arguments) | LibraryCall(_, arguments) | Contract(_, arguments):
            return replace(operation, arguments=tuple(change(argument) for argument in arguments))
        case Beside(parts):
            return Beside(tuple(change(part) for part in parts))


def everything(operation: Operation, visit: Callable[[Operation], None]) -> None:
    """Calls ``visit`` on the operation and all inside it."""
    visit(operation)
    for part in inside(operation):
        everything(part, visit)


def references(operation: Operation) -> frozenset[str]:
    """The names an operation reads."""
    found: set[str] = set()
    everything(operation, lambda node: found.add(node.name) if isinstance(node, Ref) else None)
    return frozenset(found)


def extents(operation: Operation) -> frozenset[str]:
    """The axes whose number of entries an operation needs."""
    found: set[str] = set()

    def visit(node: Operation) -> None:
        match node:
            case Extent(axis) | Identity(axis):
                found.add(axis)
            case Spread(_, axes):
                found.update(axis for axis in axes if axis is not None)
            case _:
                pass

    everything(operation, visit)
    return frozenset(found)


def library_calls(operation: Operation) -> frozenset[str]:
    """The names of the library functions an operation calls."""
    found: set[str] = set()
    everything(operation, lambda node: found.add(node.name) if isinstance(node, LibraryCall) else None)
    return frozenset(found)
