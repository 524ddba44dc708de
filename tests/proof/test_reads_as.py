"""Written formulas are evaluated as matrices: a wrong axis in elaboration cannot pass."""

from __future__ import annotations

import pytest

from chalkgrad.notation.elaborate import standard_indices
from chalkgrad.proof import Refuted, Undecidable, reads_as, surface_mutants
from chalkgrad.terms import Axis, Index

from .board import SHALLOW, Board


@pytest.fixture(scope="module")
def shallow() -> Board:
    return Board(SHALLOW)


FORMULAS = [
    "W1 X + b1",
    "tanh(Z1)",
    "softmax(Z2)",
    "-1/m sum(Y log(A2))",
    "A2 - Y",
    "1/m dZ2 A1^T",
    "1/m rowsum(dZ2)",
    "W2^T dZ2",
    "W2^T dZ2 ⊙ (1 - A1^2)",
    "dA1 ⊙ tanh'(Z1)",
    "A2 ⊙ colsum(Y) - Y",
    "A2 ⊙ (dA2 - colsum(dA2 ⊙ A2))",
    "b1 b1^T",
    "b2^T b2",
    "colsum(A2)/n2",
    "1/(n2 m) sum(A2)",
    "exp(Z1)/(1 + exp(Z1))",
    "sum_k W1[i,k] X[k,e] + b1[i]",
    "sum_k δ[k,i] Y[k,e]",
    "max_k Z2[k,e]",
    "∂Z2[i,e]/∂A1[j,e]",
    "∂(-Y[i,e] log(A2[i,e]))/∂A2[i,e]",
    "∂J/∂A2[i,e]",
    "softmax(Z2)[i,e]",
    "Z1 if Z1 > 0 else 0",
    "max(Z1, 0)",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_elaboration_makes_of_a_formula_is_what_it_says(shallow: Board, formula: str) -> None:
    certificate = shallow.read_back(formula, formula)
    assert certificate.kind == "tested"
    assert certificate.points >= 6


WRONG = [
    ("W1 X + b1", "W1 X - b1"),
    ("W2^T dZ2", "dA1"),
    ("rowsum(dZ2)", "b2"),
    ("1/m dZ2 A1^T", "1/n2 dZ2 A1^T"),
    ("1/m rowsum(dZ2)", "rowsum(dZ2)"),
    ("A2 ⊙ colsum(Y) - Y", "A2 ⊙ (colsum(Y) - Y)"),
    ("softmax(Z2)", "exp(Z2)"),
    ("dA1 ⊙ tanh'(Z1)", "dA1 ⊙ tanh(Z1)"),
    ("sum_k W1[i,k] X[k,e]", "W1[i,k] X[k,e]"),
]


@pytest.mark.parametrize(("written", "meant"), WRONG)
def test_a_wrong_reading_is_refuted(shallow: Board, written: str, meant: str) -> None:
    with pytest.raises(Refuted):
        shallow.read_back(written, meant)


def test_shapes_that_do_not_fit_are_refuted(shallow: Board) -> None:
    meant = shallow.term("W1 X")
    for written in ("X W1", "W1 + X", "W1 ⊙ X", "W1^T X", "b1 + b2^T + W1"):
        with pytest.raises(Refuted, match="no reading as matrices"):
            reads_as(shallow.surface(written), meant, shallow.layout("W1 X"), shallow.context)


def test_rows_and_columns_exchanged_are_refuted(shallow: Board) -> None:
    """The index form of dW2 with its layout turned: shapes alone give it away."""
    rows, columns = shallow.layout("dZ2 A1^T")
    with pytest.raises(Refuted):
        reads_as(shallow.surface("dZ2 A1^T"), shallow.term("dZ2 A1^T"), (columns, rows), shallow.context)


def test_a_square_matrix_needs_to_be_told_its_rows() -> None:
    board = Board("S: n x n\nx: n x 1\nJ = sum(S x)")
    term, layout = board.term("S^T"), board.layout("S^T")
    indices = standard_indices(layout, None)
    assert reads_as(board.surface("S^T"), term, layout, board.context, indices=indices).kind == "tested"
    with pytest.raises(Refuted):
        reads_as(board.surface("S"), term, layout, board.context, indices=indices)
    with pytest.raises(Undecidable, match="say which index is the row"):
        reads_as(board.surface("S^T"), term, layout, board.context)


def test_a_product_of_square_matrices_can_be_read_two_ways() -> None:
    board = Board("S: n x n\nx: n x 1\nJ = sum(S x)")
    layout = board.layout("S @ S")
    indices = standard_indices(layout, None)
    with pytest.raises(Refuted, match="two ways"):
        reads_as(board.surface("S S"), board.term("S @ S"), layout, board.context, indices=indices)
    assert reads_as(board.surface("S @ S"), board.term("S @ S"), layout, board.context, indices=indices)


def test_softmax_runs_along_rows_where_rows_count_examples(shallow: Board) -> None:
    board = Board("X: m x n0\nY: m x n1\nZ = X W\nA = softmax(Z)\nJ = -1/m sum(Y ⊙ log(A))")
    term, layout = board.term("softmax(Z)"), board.layout("softmax(Z)")
    m = Axis("m")
    assert reads_as(board.surface("softmax(Z)"), term, layout, board.context, example_axis=m).kind == "tested"
    with pytest.raises(Refuted):
        reads_as(board.surface("softmax(Z)"), term, layout, board.context)


def test_the_store_does_not_confuse_letters(shallow: Board) -> None:
    written = shallow.surface("X[i,e]")
    i, j, e = (Index(w, a) for w, a in (("i", Axis("n0")), ("j", Axis("n0")), ("e", Axis("m"))))
    from chalkgrad.terms import Entry

    assert reads_as(written, Entry("X", (i, e)), (None, None), shallow.context)
    with pytest.raises(Refuted):
        reads_as(written, Entry("X", (j, e)), (None, None), shallow.context)


@pytest.mark.parametrize("formula", FORMULAS[:17])
def test_single_edits_of_a_formula_do_not_pass(shallow: Board, formula: str) -> None:
    """Whatever passes must be equal by the other engine."""
    original = shallow.surface(formula)
    meant, layout = shallow.term(formula), shallow.layout(formula)
    passed = 0
    for _, mutant in surface_mutants(original):
        try:
            reads_as(mutant, meant, layout, shallow.context)
        except (Refuted, Undecidable):
            continue
        passed += 1
        assert _is_equal(shallow, mutant, meant), f"{mutant} passed for {formula}"
    assert passed <= 12


def _is_equal(board: Board, mutant: object, meant: object) -> bool:
    from chalkgrad.notation.text import text
    from chalkgrad.proof import equal

    return equal(board.term(text(mutant)), meant, board.context).kind in ("proved", "tested")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("relu(Z1)", "Z1"),
        ("leaky_relu(Z1)", "Z1"),
        ("abs(Z1)", "Z1"),
        ("max(Z1, 0)", "Z1"),
        ("dA1 ⊙ relu'(Z1)", "dA1"),
        ("dA1 ⊙ relu'(Z1)", "dA1 ⊙ relu'(Z1^2)"),
    ],
)
def test_a_kink_is_looked_at_from_both_sides(shallow: Board, written: str, meant: str) -> None:
    """For positive numbers these are the same; a reading is not tested before it was seen at negative ones too."""
    with pytest.raises(Refuted):
        shallow.read_back(written, meant)
