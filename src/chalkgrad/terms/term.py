"""The closed set of formula nodes. Every tensor is a scalar formula with named axes.

``Z1[i,e] = Σ_k W1[i,k] X[k,e] + b1[i]`` is

    Add((Sum(k, Mul((Entry("W1", (i, k)), Entry("X", (k, e))))), Entry("b1", (i,))))

Nodes are immutable and hash-consed: equal structure is the same object, so ``is`` and ``==`` agree
and tables keyed by nodes cost one pointer comparison. Nothing here rewrites: ``a + a`` stays ``a + a``,
because a derivation must be able to show a line before it is tidied.

Construct with positional arguments only (the table of live nodes is keyed by them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from .axis import Axis, Index
from .hash_consing import HashConsed


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Node(metaclass=HashConsed):
    """What all nodes share: identity is equality."""


@dataclass(frozen=True, eq=False, slots=True)
class Number(Node):
    """An exact rational constant."""

    value: Fraction


@dataclass(frozen=True, eq=False, slots=True)
class Size(Node):
    """The number of entries along an axis, as a scalar: the ``m`` of ``1/m``."""

    axis: Axis


@dataclass(frozen=True, eq=False, slots=True)
class Entry(Node):
    """One entry of a named quantity: ``W1[i,k]``. A scalar has no indices.

    Indices come in the order of the quantity's layout (row, column), single rows or columns left out.
    """

    name: str
    indices: tuple[Index, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Add(Node):
    """A sum of two or more terms, in the order written. Subtraction is ``Add((a, Neg(b)))``."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Neg(Node):
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Mul(Node):
    """A product of two or more factors, in the order written."""

    factors: tuple[Term, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Div(Node):
    numerator: Term
    denominator: Term


@dataclass(frozen=True, eq=False, slots=True)
class Power(Node):
    base: Term
    exponent: Term


@dataclass(frozen=True, eq=False, slots=True)
class Apply(Node):
    """A scalar function of scalars: ``log(u)``, ``sigmoid(z)``, ``leaky_relu(z, slope)``.

    ``sigmoid'`` (the name followed by a prime) is the derivative by the first argument. The primitives
    that need no definition are in ``terms.function.PRIMITIVES``; all others have a ``Function``.
    """

    function: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Component(Node):
    """Component ``at`` of a vector function of the vector ``bound -> body``: ``softmax(z)[i]``.

    ``at`` and ``bound`` run along the same axis; ``bound`` is bound in ``body``.
    """

    function: str
    at: Index
    bound: Index
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Sum(Node):
    """``Σ_bound body``."""

    bound: Index
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Max(Node):
    """The largest ``body`` over ``bound``."""

    bound: Index
    body: Term


@dataclass(frozen=True, eq=False, slots=True)
class Delta(Node):
    """Kronecker's delta: 1 where the two indices (of the same axis) agree, else 0."""

    left: Index
    right: Index


@dataclass(frozen=True, eq=False, slots=True)
class Compare(Node):
    """A condition; ``relation`` is one of ``< <= > >= = !=``. It is 1 where true, 0 where false."""

    relation: str
    left: Term
    right: Term


@dataclass(frozen=True, eq=False, slots=True)
class Select(Node):
    """``then if condition else otherwise``."""

    condition: Compare
    then: Term
    otherwise: Term


@dataclass(frozen=True, eq=False, slots=True)
class Derivative(Node):
    """A derivative that is written but not carried out yet: ``∂of/∂wrt``.

    It is the *direct* partial derivative: every other name is held constant. If ``of`` is the Entry of a
    defined name, it stands for that name's definition: ``∂Z2[i,e]/∂A1[j,e]`` differentiates the right-hand
    side of the equation of Z2, one level deep.
    """

    of: Term
    wrt: Entry


Term: TypeAlias = (
    Number
    | Size
    | Entry
    | Add
    | Neg
    | Mul
    | Div
    | Power
    | Apply
    | Component
    | Sum
    | Max
    | Delta
    | Compare
    | Select
    | Derivative
)

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


def number(value: int | Fraction | str) -> Number:
    """The constant; a decimal text such as ``"0.01"`` is read exactly."""
    return Number(Fraction(value))


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly inside ``term``, in printing order."""
    match term:
        case Number() | Size() | Entry() | Delta():
            return ()
        case Add(terms):
            return terms
        case Mul(factors):
            return factors
        case Neg(body) | Sum(_, body) | Max(_, body) | Component(_, _, _, body):
            return (body,)
        case Div(left, right) | Power(left, right) | Compare(_, left, right):
            return (left, right)
        case Apply(_, arguments):
            return arguments
        case Select(condition, then, otherwise):
            return (condition, then, otherwise)
        case Derivative(of, wrt):
            return (of, wrt)


def walk(term: Term) -> Iterator[Term]:
    """The term and everything inside it, outermost first."""
    waiting = [term]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))
