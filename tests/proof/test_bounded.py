"""Every question is answered in bounded time and memory, if need be by saying that it cannot be decided."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Callable

import pytest

from chalkgrad.errors import NotationError
from chalkgrad.proof import Undecidable
from chalkgrad.proof.numeric import Agreement, Untestable, compare
from chalkgrad.terms import (
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Context,
    Entry,
    Index,
    Mul,
    Neg,
    Power,
    Select,
    Size,
    Sum,
    Term,
    number,
)

from .board import Board
from .terms import CONTEXT, E, I, K, N

SECONDS = 3.0  # far below what an unbounded computation takes, far above what a busy machine needs
MEGABYTES = 100


@pytest.fixture(scope="module")
def free() -> Board:
    return Board("J = sum(x) + sum(y) + sum(z) + sum(w)")


def bounded(question: Callable[[], object]) -> None:
    """Asks, and measures the processor time."""
    before = time.process_time()
    answered(question)
    assert time.process_time() - before < SECONDS


def answered(question: Callable[[], object]) -> None:
    with contextlib.suppress(Undecidable):  # giving up is an answer
        question()


def nested(function: str, depth: int) -> str:
    text = "x"
    for _ in range(depth):
        text = f"{function}({text})"
    return text


@pytest.mark.parametrize(
    ("function", "depth"), [("tanh", 6), ("tanh", 30), ("sigmoid", 30), ("softplus", 30), ("log", 90), ("sqrt", 60)]
)
def test_nested_functions(free: Board, function: str, depth: int) -> None:
    whole = nested(function, depth)
    bounded(lambda: free.equal(f"{whole} + 0", whole))
    slope = f"∂({whole})/∂x"
    bounded(lambda: free.equal(f"{slope} + 0", slope))
    bounded(lambda: Board(f"L = {whole}").derive("x", slope))


@pytest.mark.parametrize(
    "huge",
    [
        "x^(10^(10^9))",
        "log(10^1000000000) x",
        "((((2^64)^64)^64)^64)^64 x",
        "sin(10^(10^9) x)",
        "exp(10^(10^9)) x",
        "(x + y)^1000000",
        "(x + y + z + w)^16",
        "3^(1/1000003) 3^(10^9) x",
    ],
)
def test_huge_powers(free: Board, huge: str) -> None:
    bounded(lambda: free.equal(f"{huge} + 0", huge))
    with contextlib.suppress(NotationError):  # numbers beyond floating point are refused when a model is read
        bounded(lambda: Board(f"L = {huge}").derive("x", f"∂({huge})/∂x"))


def test_long_sums_and_products() -> None:
    names = [f"x{number}" for number in range(1000)]
    bounded(lambda: Board(f"L = {' + '.join(names)}").derive("x1", "1"))
    factors = [f"({name} + 1)" for name in names[:200]]
    bounded(lambda: Board(f"L = {' '.join(names[:200])}").derive("x0", " ".join(names[1:200])))
    bounded(lambda: Board(f"L = {' '.join(factors)}").derive("x0", " ".join(factors[1:])))


def test_a_boundary_without_a_solution() -> None:
    """The vector of this softmax does not depend on its index, so that no W solves anything: Newton's steps are made
    of rounding errors. In numbers of ever more digits they took 95 seconds."""

    total = Sum(E, Sum(I, Add((Entry("W", (K, E)), Entry("v", (I,))))))

    def side(body: Term) -> Term:
        condition = Compare(">=", Component("softmax", I, K, body), Neg(Entry("u", (I,))))
        return Mul((Select(condition, number(27), Size(N)), total))

    entry = Entry("W", (I, E))
    outcomes = []
    bounded(lambda: outcomes.append(compare(side(entry), side(Power(entry, number(2))), CONTEXT, ())))
    assert isinstance(outcomes[0], Agreement)


def test_a_sum_over_many_axes() -> None:
    """Its summand has 2 · 3 · 5 · ... entries at every point: nine axes would not fit into memory."""
    indices = [Index(f"i{number}", Axis(f"n{number}")) for number in range(9)]
    layouts = {f"x{number}": (index.axis, None) for number, index in enumerate(indices)}
    context = Context(layouts, {}, CONTEXT.functions)
    body: Term = Add(tuple(Entry(f"x{number}", (index,)) for number, index in enumerate(indices)))

    def summed(inner: Term) -> Term:
        for index in indices:
            inner = Sum(index, inner)
        return inner

    outcomes = []
    sides = summed(Apply("tanh", (body,))), summed(Apply("tanh", (Neg(Neg(body)),)))
    bounded(lambda: outcomes.append(compare(*sides, context, ())))
    assert isinstance(outcomes[0], Untestable) and "too many entries" in outcomes[0].reason


@pytest.mark.parametrize(("function", "depth"), [("tanh", 30), ("log", 90)])
def test_memory(free: Board, function: str, depth: int) -> None:
    slope = f"∂({nested(function, depth)})/∂x"
    tracemalloc.start()
    answered(lambda: free.equal(f"0 + {slope}", slope))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEGABYTES * 2**20
