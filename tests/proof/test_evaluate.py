"""Numbers for index-form terms."""

from __future__ import annotations

import numpy as np
import pytest

from chalkgrad.errors import DataError
from chalkgrad.notation.elaborate import standard_indices
from chalkgrad.proof import evaluate, evaluation
from chalkgrad.terms import Add, Derivative, Entry, Index, Sum

from .board import SHALLOW, Board

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(4, 6))
W1, b1 = RANDOM.normal(size=(3, 4)), RANDOM.normal(size=3)
W2, b2 = RANDOM.normal(size=(2, 3)), RANDOM.normal(size=2)
Y = np.eye(2)[:, [0, 1, 1, 0, 1, 0]]
VALUES = {"X": X, "Y": Y, "W1": W1, "b1": b1, "W2": W2, "b2": b2}


@pytest.fixture(scope="module")
def shallow() -> Board:
    return Board(SHALLOW)


def value(board: Board, formula: str, values: dict[str, np.ndarray]) -> np.ndarray:
    indices = standard_indices(board.layout(formula), board.model.example_axis)
    return evaluate(board.term(formula), values, board.context, indices=indices)


def test_definitions_are_computed_from_what_is_given(shallow: Board) -> None:
    z1 = W1 @ X + b1[:, None]
    z2 = W2 @ np.tanh(z1) + b2[:, None]
    a2 = np.exp(z2) / np.exp(z2).sum(axis=0)
    np.testing.assert_allclose(value(shallow, "A2", VALUES), a2, rtol=1e-14)
    np.testing.assert_allclose(value(shallow, "J", VALUES), -(Y * np.log(a2)).sum() / 6, rtol=1e-14)
    np.testing.assert_allclose(value(shallow, "W2^T (A2 - Y)", VALUES), W2.T @ (a2 - Y), rtol=1e-13)
    np.testing.assert_allclose(value(shallow, "1/m rowsum(A2 - Y)", VALUES), (a2 - Y).mean(axis=1), rtol=1e-13)


def test_a_given_value_is_used_instead_of_the_definition(shallow: Board) -> None:
    given = {"A2": np.full((2, 6), 0.5), "Y": Y}
    np.testing.assert_allclose(value(shallow, "J", given), np.log(2))


def test_an_axis_that_the_formula_ignores_is_repeated(shallow: Board) -> None:
    zeros = value(shallow, "0 Z1", {"Z1": np.ones((3, 6))})
    assert zeros.shape == (3, 6)
    assert not zeros.any()


def test_columns_may_keep_their_single_axis(shallow: Board) -> None:
    column = value(shallow, "b1 + b1", {"b1": b1[:, None]})
    np.testing.assert_allclose(column, 2 * b1)


def test_one_example_is_not_taken_for_a_missing_axis(shallow: Board) -> None:
    one = value(shallow, "1/m dZ2 A1^T", {"dZ2": np.array([[1.0], [2.0]]), "A1": np.array([[3.0], [4.0], [5.0]])})
    np.testing.assert_allclose(one, np.outer([1, 2], [3, 4, 5]))


def test_at_a_kink_the_stated_slope_is_used(shallow: Board) -> None:
    board = Board("Z: n x m\nJ = sum(relu(Z))")
    found = value(board, "relu'(Z)", {"Z": np.array([[-1.0, 0.0, 2.0]])})
    np.testing.assert_array_equal(found, [[0.0, board_slope(board), 1.0]])


def board_slope(board: Board) -> float:
    slope = board.model.functions["relu"].slope
    assert slope is not None
    return float(evaluate(slope, {"z": 0.0, "own": 0.0}, _scalars(board), indices=()))


def _scalars(board: Board):  # type: ignore[no-untyped-def]
    from chalkgrad.terms import Context

    return Context({"z": (None, None), "own": (None, None)}, {}, board.model.functions)


def test_written_derivatives_are_computed(shallow: Board) -> None:
    from chalkgrad.terms import free_indices

    term = shallow.term("∂A2[i,e]/∂Z2[k,e]")
    i, k, e = sorted(free_indices(term), key=lambda index: "ike".index(index.name))
    z2 = RANDOM.normal(size=(2, 6))
    jacobian = evaluate(term, {"Z2": z2, "A2": z2}, shallow.context, indices=(i, k, e))
    a2 = np.exp(z2) / np.exp(z2).sum(axis=0)
    expected = np.einsum("ie,ik->ike", a2, np.eye(2)) - np.einsum("ie,ke->ike", a2, a2)
    np.testing.assert_allclose(jacobian, expected, atol=1e-14)


def test_a_missing_value_is_named(shallow: Board) -> None:
    with pytest.raises(DataError, match="a value for W1 is missing"):
        value(shallow, "W1 X", {"X": X})


def test_a_wrong_shape_is_named(shallow: Board) -> None:
    with pytest.raises(DataError, match=r"W1 is an array of shape \(3,\), and the model has n1 x n0"):
        value(shallow, "W1 X", {"X": X, "W1": b1})


def test_sizes_that_disagree_are_named(shallow: Board) -> None:
    with pytest.raises(DataError, match="W1 has 5 entries along n0, another array has 4"):
        value(shallow, "W1 X", {"X": X, "W1": np.ones((3, 5))})


def test_an_index_that_is_not_asked_for_is_named(shallow: Board) -> None:
    with pytest.raises(DataError, match="depends on e"):
        evaluate(shallow.term("X"), {"X": X}, shallow.context, indices=())


LETTERS = [
    "J",
    "W2^T (A2 - Y)",
    "rowsum(X^2) + sum(W1^2) + sum(W2^2) rowsum(X)",
    "sum(b1^2) W2^T softmax(W2 W1 X) colsum(X)^T + sum(W1)",
]


@pytest.mark.parametrize("formula", LETTERS)
def test_sums_in_places_of_their_own_have_the_same_values(
    shallow: Board, formula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = value(shallow, formula, VALUES)
    monkeypatch.setattr(evaluation, "MOST_PLACES", 5)
    np.testing.assert_allclose(value(shallow, formula, VALUES), expected, rtol=1e-14)


def test_so_are_written_derivatives(shallow: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    i, j = (Index(letter, axis) for letter, axis in zip("ij", shallow.model.quantities["W1"].layout, strict=True))
    for of in ("sum(W1^2) + 1/m sum(tanh(W1 X) ^ 2)", "sum(W1^2) sum(softmax(W1 X) ^ 2)"):
        slope = Derivative(shallow.term(of), Entry("W1", (i, j)))
        expected = evaluate(slope, VALUES, shallow.context, indices=(i, j))
        assert np.ptp(expected) > 0
        with monkeypatch.context() as patch:
            patch.setattr(evaluation, "MOST_PLACES", 6)
            found = evaluate(slope, VALUES, shallow.context, indices=(i, j))
        np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_a_formula_may_have_any_number_of_sums(shallow: Board) -> None:
    """More letters than an array has dimensions."""
    (axis, _) = shallow.model.quantities["b1"].layout
    assert axis is not None
    letters = [Index(f"e{n}", axis) for n in range(100)]
    sums = tuple(Sum(letter, Entry("b1", (letter,))) for letter in letters)
    np.testing.assert_allclose(evaluate(Add(sums), VALUES, shallow.context), 100 * b1.sum(), rtol=1e-13)
