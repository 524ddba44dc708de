"""The surface tree: a formula as written on the board, in matrices or in indices.

Text and LaTeX are read into it, every printer starts from it. Equality ignores spans, so "printed text reads
back to the identical tree" can be tested with ``==``.

A ``Product`` knows how it was written. Read from text, juxtaposition is ``Kind.JUXTAPOSED`` and elaboration decides
by shapes; trees made by the calculus print a matrix product by juxtaposition and an elementwise one with ``⊙``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from ..errors import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(_Written):
    """A number, exact: ``0.01`` is 1/100 and prints as 0.01 again; 1/3 is a Quotient."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name(_Written):
    """A quantity, a size or a scalar: ``W1``, ``m``, ``dZ2``."""

    text: str


@dataclass(frozen=True, slots=True)
class Indexed(_Written):
    """One entry: ``W1[i,k]``."""

    name: str
    indices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeltaOf(_Written):
    """Kronecker's delta ``δ[i,k]`` (``delta[i,k]``)."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Minus(_Written):
    """A sign: ``-body``. A difference is ``Plus((a, Minus(b)))``."""

    body: Surface


@dataclass(frozen=True, slots=True)
class Plus(_Written):
    """Two or more summands."""

    terms: tuple[Surface, ...]


class Kind(Enum):
    """How two factors are joined. The value is the ASCII spelling."""

    JUXTAPOSED = " "  # decided by shapes; also number · anything
    ELEMENTWISE = "*"  # also written ⊙
    MATRIX = "@"


@dataclass(frozen=True, slots=True)
class Product(_Written):
    """Two or more factors joined the same way, left to right."""

    kind: Kind
    factors: tuple[Surface, ...]


@dataclass(frozen=True, slots=True)
class Quotient(_Written):
    """``numerator / denominator``, element-wise; binds like juxtaposition, left to right."""

    numerator: Surface
    denominator: Surface


@dataclass(frozen=True, slots=True)
class Raised(_Written):
    """``base^exponent``, element-wise."""

    base: Surface
    exponent: Surface


@dataclass(frozen=True, slots=True)
class Transposed(_Written):
    """``body^T``."""

    body: Surface


@dataclass(frozen=True, slots=True)
class Call(_Written):
    """A function of arguments: ``sigmoid(Z1)``, ``sum(M)``, ``rowsum(M)``, ``colsum(M)``.

    ``primes`` counts the marks of ``sigmoid'(Z1)``.
    """

    function: str
    arguments: tuple[Surface, ...]
    primes: int = 0


@dataclass(frozen=True, slots=True)
class At(_Written):
    """A component of an expression: ``softmax(z)[i]``."""

    body: Surface
    indices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Over(_Written):
    """``sum_k body`` (Σ) or ``max_k body``; ``operator`` is ``sum`` or ``max``. The body is one product."""

    operator: str
    index: str
    body: Surface


@dataclass(frozen=True, slots=True)
class Comparison(_Written):
    """``left relation right`` with relation one of < <= > >= = !=."""

    relation: str
    left: Surface
    right: Surface


@dataclass(frozen=True, slots=True)
class Conditional(_Written):
    """``then if condition else otherwise``."""

    then: Surface
    condition: Comparison
    otherwise: Surface


@dataclass(frozen=True, slots=True)
class Partial(_Written):
    """``∂(of)/∂(wrt)``: a derivative not carried out yet."""

    of: Surface
    wrt: Surface


@dataclass(frozen=True, slots=True)
class Block(_Written):
    """A matrix put together from others: ``[b1, W1]`` side by side, ``[1; X]`` one above the other.

    Every row has as many cells as the others. A number fills a single row or column.
    """

    rows: tuple[tuple[Surface, ...], ...]


Surface: TypeAlias = (
    Literal
    | Name
    | Indexed
    | DeltaOf
    | Minus
    | Plus
    | Product
    | Quotient
    | Raised
    | Transposed
    | Call
    | At
    | Over
    | Comparison
    | Conditional
    | Partial
    | Block
)


def parts(surface: Surface) -> tuple[Surface, ...]:
    """The trees directly inside, in reading order."""
    match surface:
        case Literal() | Name() | Indexed() | DeltaOf():
            return ()
        case Minus(body) | Transposed(body) | At(body, _) | Over(_, _, body):
            return (body,)
        case Plus(terms):
            return terms
        case Product(_, factors):
            return factors
        case Quotient(left, right) | Raised(left, right) | Comparison(_, left, right) | Partial(left, right):
            return (left, right)
        case Call(_, arguments, _):
            return arguments
        case Conditional(then, condition, otherwise):
            return (then, condition, otherwise)
        case Block(rows):
            return tuple(cell for row in rows for cell in row)


def with_parts(surface: Surface, change: Callable[[Surface], Surface]) -> Surface:
    """The same node with ``change`` applied to each tree directly inside."""
    match surface:
        case Literal() | Name() | Indexed() | DeltaOf():
            return surface
        case Minus(body) | Transposed(body) | At(body, _) | Over(_, _, body):
            return replace(surface, body=change(body))
        case Plus(terms):
            return replace(surface, terms=tuple(change(term) for term in terms))
        case Product(_, factors):
            return replace(surface, factors=tuple(change(factor) for factor in factors))
        case Quotient(left, right):
            return replace(surface, numerator=change(left), denominator=change(right))
        case Raised(left, right):
            return replace(surface, base=change(left), exponent=change(right))
        case Comparison(_, left, right):
            return replace(surface, left=change(left), right=change(right))
        case Partial(left, right):
            return replace(surface, of=change(left), wrt=change(right))
        case Call(_, arguments, _):
            return replace(surface, arguments=tuple(change(argument) for argument in arguments))
        case Conditional(then, condition, otherwise):
            changed = change(condition)
            assert isinstance(changed, Comparison)
            return replace(surface, then=change(then), condition=changed, otherwise=change(otherwise))
        case Block(rows):
            return replace(surface, rows=tuple(tuple(change(cell) for cell in row) for row in rows))


def walk_surface(surface: Surface) -> Iterator[Surface]:
    """The tree and everything inside it, outermost first."""
    waiting = [surface]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts(node)))


def has_letters(surface: Surface) -> bool:
    """Whether a formula speaks of single entries."""
    return any(isinstance(node, (Indexed, At, Over, DeltaOf)) for node in walk_surface(surface))
