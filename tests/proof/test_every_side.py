"""Every side of every kink is seen, also where a logarithm or a root leaves no room for negative numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalkgrad.proof import Refuted, reads_as
from chalkgrad.proof.arithmetic import FLOAT
from chalkgrad.proof.drawing import Point, Sizes
from chalkgrad.proof.manners import EachItsOwn, Row
from chalkgrad.proof.precision import high_precision
from chalkgrad.terms import Axis, Entry, Index

from .board import Board

FALSE = [
    ("log(Y) ⊙ relu(Z)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ leaky_relu(Z)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ abs(Z)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ max(Z, 0)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ min(Z, 0)", "0 log(Y) ⊙ Z"),
    ("log(Y) ⊙ (Z if Z > 0 else 0)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ relu'(Z)", "log(Y)"),
    ("log(Y) ⊙ sqrt(Z^2)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ max(Z, T)", "log(Y) ⊙ Z"),
    ("log(Y) ⊙ log(T - 1) ⊙ relu(Z)", "log(Y) ⊙ log(T - 1) ⊙ Z"),
    ("log(Y) ⊙ log(1 - Y) ⊙ log(T - 1) ⊙ relu(Z)", "log(Y) ⊙ log(1 - Y) ⊙ log(T - 1) ⊙ Z"),
    ("sum(log(Y) ⊙ relu(W X))", "sum(log(Y) ⊙ (W X))"),
    ("sum(log(Y) ⊙ log(1 - Y) ⊙ abs(W X))", "sum(log(Y) ⊙ log(1 - Y) ⊙ (W X))"),
    ("sum(log(Y) ⊙ max(W X, -1000000))", "sum(log(Y) ⊙ (W X))"),
    ("sum(log(Y) ⊙ min(W X, 2000000))", "sum(log(Y) ⊙ (W X))"),
    ("sum(log(Y) ⊙ max(Z, 20))", "sum(20 log(Y))"),
    ("max(Z, -1000000)", "Z"),
    ("1 if Z > 0 else 0", "1 if Z >= 0 else 0"),
    ("log(Y) ⊙ (1 if Z > T else 0)", "log(Y) ⊙ (1 if Z >= T else 0)"),
    ("relu(Z) if T > 50 else 0", "Z if T > 50 else 0"),
    ("relu(x y)", "x y"),
    ("log(u) log(1 - u) log(v - 1) relu(x y)", "log(u) log(1 - u) log(v - 1) x y"),
    ("sqrt(log(x)) sin(abs(y))", "sqrt(log(x)) sin(y)"),
    ("log(x - y) relu(y - 50)", "0 log(x - y)"),
    ("log(x - 100) relu(y)", "log(x - 100) y"),
    ("log(x y) relu(x)", "log(x y) x"),
    ("sqrt(1 - Z^2) ⊙ relu(Z)", "sqrt(1 - Z^2) ⊙ Z"),
    ("log(Y) ⊙ relu(Z) ⊙ relu(T)", "log(Y) ⊙ relu(Z ⊙ T)"),
    ("log(Y) ⊙ relu(Z - relu(T))", "log(Y) ⊙ relu(Z - T)"),
    ("log(u - 1) sqrt(v) (1 if x + y > 0 else x + y)", "log(u - 1) sqrt(v) (1 if x + y >= 0 else x + y)"),
    ("1 if x = 5 else 0", "0"),
    ("1 if x = y else 0", "0"),
]
TRUE = [
    ("log(Y) ⊙ relu(Z)", "log(Y) ⊙ max(Z, 0)"),
    ("log(Y) ⊙ abs(Z)", "log(Y) ⊙ max(Z, -Z)"),
    ("relu(exp(Z))", "exp(Z)"),
    ("log(relu(Z))", "log(Z)"),
    ("sqrt(Z)^2", "Z"),
    ("log(Y) ⊙ relu(log(T))", "log(Y) ⊙ max(log(T), 0)"),
    ("log(sqrt(Z^2))", "log(abs(Z))"),
    ("sum(log(Y) ⊙ max(W X, -1000000))", "sum(log(Y) ⊙ max(-1000000, W X))"),
    ("log(x - 100) relu(y)", "log(x - 100) max(y, 0)"),
    ("log(-1 - Y) ⊙ relu(Z)", "log(-1 - Y) ⊙ max(Z, 0)"),
]


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(
        "Y: n x m\nZ: n x m\nT: n x m\nX: k x m\nW: n x k\nx: 1 x 1\ny: 1 x 1\nu: 1 x 1\nv: 1 x 1\n"
        "J = sum(Y) + sum(Z) + sum(T) + sum(W X) + x + y + u + v"
    )


@pytest.mark.parametrize(("written", "meant"), FALSE)
def test_a_reading_that_holds_on_one_side_only_is_refuted(board: Board, written: str, meant: str) -> None:
    for one, other in ((written, meant), (meant, written)):
        with pytest.raises(Refuted) as caught:
            board.read_back(one, other)
        witness = caught.value.witness
        assert witness is not None
        assert abs(witness.left - witness.right) > 1e-12


@pytest.mark.parametrize(("before", "after"), FALSE)
def test_an_equality_that_holds_on_one_side_only_is_refuted(board: Board, before: str, after: str) -> None:
    for one, other in ((before, after), (after, before)):
        with pytest.raises(Refuted):
            board.equal(one, other)


@pytest.mark.parametrize(("written", "meant"), TRUE)
def test_what_is_true_wherever_both_have_values_is_certified(board: Board, written: str, meant: str) -> None:
    for one, other in ((written, meant), (meant, written)):
        assert board.read_back(one, other).kind == "tested"
        assert board.equal(one, other).kind in ("proved", "tested")


def test_the_witness_is_the_point_that_shows_it(board: Board) -> None:
    with pytest.raises(Refuted) as caught:
        board.read_back("log(u) relu(x)", "log(u) x")
    witness = caught.value.witness
    assert witness is not None
    u, x = (float(witness.values[name]) for name in ("u", "x"))
    assert x < 0 < u
    assert witness.left == 0
    assert witness.right == pytest.approx(np.log(u) * x)


#: Factors that have values only where T and Y are in some range, and kinks with what they are on one side.
GUARDS = ["log(Y)", "sqrt(Y)", "log(1 - Y)", "log(Y) ⊙ log(1 - Y)", "log(T - 1) ⊙ sqrt(Y)", "log(-Y) ⊙ log(-T - 1)"]
INNER = ["Z", "W X", "Z - 3", "2 Z + 40", "W X - 1000", "Z ⊙ Q", "Z + Q", "tanh(Z)", "Z^3"]
KINKS = [
    ("relu({})", "({})"),
    ("relu({})", "0 ({})"),
    ("abs({})", "({})"),
    ("abs({})", "-({})"),
    ("max({}, 0)", "({})"),
    ("min({}, 0)", "0 ({})"),
    ("leaky_relu({})", "({})"),
    ("(1 if {} > 0 else 0)", "(1 + 0 ({}))"),
    ("(1 if {0} > 0 else {0})", "(1 if {0} >= 0 else {0})"),
    ("sqrt(({})^2)", "({})"),
]


@pytest.fixture(scope="module")
def wide() -> Board:
    return Board("Y: n x m\nZ: n x m\nT: n x m\nQ: n x m\nX: k x m\nW: n x k\nJ = sum(Y + Z + T + Q) + sum(W X)")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(GUARDS), st.sampled_from(INNER), st.sampled_from(KINKS), st.booleans(), st.booleans())
def test_no_guard_hides_a_side(
    wide: Board, guard: str, inner: str, kink: tuple[str, str], summed: bool, swapped: bool
) -> None:
    ties_only = "else {0}" in kink[0]
    assume(not ties_only or inner in ("Z", "Z - 3", "Z + Q", "Z ⊙ Q", "Z^3"))
    frame = f"sum({guard} ⊙ {{}})" if summed else f"{guard} ⊙ {{}}"
    first, second = (frame.format(side.format(inner)) for side in kink)
    if swapped:
        first, second = second, first
    with pytest.raises(Refuted):
        wide.read_back(first, second)
    with pytest.raises(Refuted):
        wide.equal(first, second)
    assert wide.read_back(first, first).kind == "tested"


def test_a_row_has_the_same_numbers_wherever_it_stands(board: Board) -> None:
    """What is moved is moved alone; and many digits see the point that float64 saw."""
    axis = Axis("n")
    entries = [Entry("Z", (Index("i", axis),)), Entry("Y", (Index("i", axis),))]
    near, far = Row(1, (("Z", (0.0, 1.0)),)), Row(1, (("Z", (5.0, 6.0)),))

    def drawn(rows: tuple[Row, ...], picks: list[int] | None = None, exact: bool = False) -> Point:
        arithmetic = high_precision() if exact else FLOAT
        point = Point(board.context, arithmetic, Sizes(), EachItsOwn(rows), count=99, seed=5, picks=picks)
        point.need(entries)
        return point

    first, second = drawn((Row(0, ()), near)), drawn((far, near, near))
    assert (first.count, second.count) == (2, 3)
    assert np.array_equal(first.values["Y"].value[1], second.values["Y"].value[0])
    assert np.array_equal(first.values["Z"].value[1], second.values["Z"].value[2])
    assert np.allclose(first.values["Z"].value[1] + 5, second.values["Z"].value[0])
    exact = drawn((far, near, near), [2], exact=True).values["Z"].value
    assert np.array_equal(exact.astype(float)[0], second.values["Z"].value[2])


def test_points_that_only_rounding_tells_apart_do_not_refute() -> None:
    """Far off, sums of a million cancel to 1 in different orders; that is no difference."""
    board = Board("A: n x k\nB: k x m\nC: k x m\nJ = sum(A B) + sum(A C)")
    formula = "relu(A B - A C + A B - A B - 1000000)"
    surface, layout = board.surface(formula), board.layout(formula)
    assert reads_as(surface, board.term("relu(A B - A C - 1000000)"), layout, board.context).kind == "tested"
