"""What is known about named functions and names: data for every room to the right.

The library's ``.chalk`` texts are read into ``Function`` records; ``proof`` and ``calculus`` receive them
as values inside a ``Context`` and never read files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .axis import Index, Layout
from .term import Apply, Entry, Term

#: Scalar functions that are not defined by anything simpler, with their number of arguments.
#: ``log`` is the natural logarithm; ``log1p(u) = log(1 + u)``; ``expm1(u) = exp(u) - 1``.
PRIMITIVES: Mapping[str, int] = {
    "exp": 1,
    "log": 1,
    "sqrt": 1,
    "abs": 1,
    "log1p": 1,
    "expm1": 1,
    "sin": 1,
    "cos": 1,
    "max": 2,
    "min": 2,
}


@dataclass(frozen=True)
class Function:
    """A function defined by a formula.

    Elementwise (``axis_index`` None): ``value`` is a term in ``Entry(argument, ())`` for each of
    ``arguments``; the first is the variable, the others are parameters with ``defaults``.

    Vector function (softmax): ``value`` is its component i in terms of ``Entry(argument, (index,))``;
    ``axis_index`` is (component index i, a second index j along the same axis).

    ``slope`` is the taught form of the derivative by the first argument, in terms of the argument, of
    ``Entry(own, ())`` (the function's own value) and the parameters; for a vector function it is ∂f[i]/∂z[j] in
    ``Entry(own, (i,))``, ``Entry(own, (j,))`` and ``Delta(i, j)``. It is a claim: proof decides.
    ``kinks`` are the points (values of the first argument) where the derivative jumps; ``slope`` says what is
    used there.
    """

    name: str
    arguments: tuple[str, ...]
    value: Term
    defaults: Mapping[str, Term] = field(default_factory=dict)
    slope: Term | None = None
    own: str = "own"
    kinks: tuple[Term, ...] = ()
    axis_index: tuple[Index, Index] | None = None

    @property
    def stands_for_any(self) -> bool:
        """Whether nothing is known but that it can be differentiated: its value is the call of itself."""
        return isinstance(self.value, Apply) and self.value.function == self.name


@dataclass(frozen=True)
class Definition:
    """``name[indices] = value``: an equation of the model, or a derived one."""

    name: str
    indices: tuple[Index, ...]
    layout: Layout
    value: Term

    @property
    def entry(self) -> Entry:
        return Entry(self.name, self.indices)


@dataclass(frozen=True)
class Equality:
    """A declared fact ``left = right``, for every value of the free ``indices``: ``Σ_k Y[k,e] = 1``."""

    indices: tuple[Index, ...]
    left: Term
    right: Term
    text: str


@dataclass(frozen=True)
class Membership:
    """A declared fact ``name in {values}``: every entry is one of the values."""

    entry: Entry
    values: tuple[Term, ...]
    text: str


Fact = Equality | Membership


@dataclass(frozen=True)
class Context:
    """Everything a proof may use: layouts of names, their definitions, functions, declared facts.

    ``definitions`` holds the model's equations and the adjoint equations certified so far, in order.
    """

    layouts: Mapping[str, Layout]
    definitions: Mapping[str, Definition]
    functions: Mapping[str, Function]
    facts: tuple[Fact, ...] = ()
