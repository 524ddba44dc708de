"""What ``tested`` is worth: statements that hold at most points, or nearly, are refuted all the same."""

from __future__ import annotations

import pytest

from chalkgrad.proof import Refuted, Undecidable

from .board import Board

FREE = "J = sum(x) + sum(y) + sum(z) + sum(w)"


@pytest.fixture(scope="module")
def free() -> Board:
    return Board(FREE)


HALF_THE_TIME = [
    ("sqrt(x^2)", "x"),
    ("(x^2)^(3/2)", "x^3"),
    ("sqrt((x - y)^2)", "x - y"),
    ("exp(log(x^2)/2)", "x"),
    ("sin(abs(x))", "sin(x)"),
]
FAR_AWAY = [
    ("max(x, -1000000)", "x"),
    ("min(x, 10000000)", "x"),
    ("sin(max(x, 500))", "sin(500)"),
    ("sin(min(x, -500))", "sin(-500)"),
    ("1 if x > 100000 else 0", "0"),
    ("softplus(x)", "x if x > 30 else softplus(x)"),
    ("relu(x - 5000)", "0"),
]
AT_ONE_POINT = [
    ("1 if x = y else 0", "0"),
    ("1 if x = 2 y + 3 else 0", "0"),
    ("1 if x > 5 z else 0", "1 if x >= 5 z else 0"),
    ("max(x, 3 y^2)", "max(x, 3 y^2) + (1 if x + y = 7 else 0)"),
    ("relu(x)", "relu(x) + (1 if relu(x) = 2 else 0)"),
]
BELOW_ROUNDING = [
    ("1e-300 x", "0"),
    ("2.3e-308 x", "0"),
    ("x^16 - 1e-60", "x^16"),
    ("sin(x) + 1e-20", "sin(x)"),
    ("sin(x)^2 + cos(x)^2", "1 + 1e-70"),
    ("sin(x) + 1e-200*1e-200", "sin(x)"),
    ("(1 + sin(1e-100 x))^10", "1 + 10 sin(1e-100 x)"),
]


@pytest.mark.parametrize(("before", "after"), [*HALF_THE_TIME, *FAR_AWAY, *AT_ONE_POINT, *BELOW_ROUNDING])
def test_a_statement_that_nearly_holds_is_refuted(free: Board, before: str, after: str) -> None:
    with pytest.raises(Refuted) as caught:
        free.equal(before, after)
    assert caught.value.witness is not None


TRUE = [
    ("sin(x)^2 + cos(x)^2", "1"),
    ("1 - cos(x)", "2 sin(x/2)^2"),
    ("1 - cos(1e-300 x)", "2 sin(1e-300 x/2)^2"),
    ("1 - cos(1000 x)^2", "sin(1000 x)^2"),
    ("sin(max(x, y))", "max(sin(x), sin(y)) if x = y else sin(max(x, y))"),
    ("∂(sin(abs(x))^2)/∂x", "sin(2 x)"),
]


@pytest.mark.parametrize(("before", "after"), TRUE)
def test_cancellation_and_kinks_do_not_refute_what_is_true(free: Board, before: str, after: str) -> None:
    assert free.equal(before, after).kind in ("proved", "tested")


def test_a_derivative_at_a_kink_is_no_counterexample(free: Board) -> None:
    """``relu`` has no derivative at 0, so both customs are right about it everywhere else."""
    for custom in (">", ">="):
        assert free.equal("∂(sin(relu(x)))/∂x", f"cos(x) if x {custom} 0 else 0").kind in ("proved", "tested")
    with pytest.raises(Refuted):
        free.equal("∂(sin(relu(x)))/∂x", "cos(x) if x > 1 else 0")


def test_what_lies_beyond_float64_is_decided_with_more_digits(free: Board) -> None:
    assert free.equal("sin(x)^2*1e308*1e308", "(1 - cos(x)^2)*1e308*1e308").kind in ("proved", "tested")
    with pytest.raises(Refuted):
        free.equal("sin(x)*1e308*1e308", "cos(x)*1e308*1e308")
    with pytest.raises(Undecidable):
        free.equal("log(-1 - sin(x)^2)", "log(-1 - sin(x)^2)")


def test_entries_of_matrices_are_drawn_at_their_boundaries() -> None:
    board = Board("X: n x m\nB: n x m\nJ = sum(X) + sum(B)")
    for before, after in [("max(X, -1000000)", "X"), ("max(X, B + 5000)", "B + 5000")]:
        with pytest.raises(Refuted):
            board.equal(before, after)
