"""Figures drawn by hand, small enough to read: the network as columns, an equation between matrices, a chart."""

from __future__ import annotations

from chalkgrad.notation.read import read_expression
from chalkgrad.page import Series, line_chart
from chalkgrad.page.document import (
    Column,
    Columns,
    ColumnStep,
    Entry,
    Factor,
    Formula,
    Matrices,
    Picture,
)

_FUNCTIONS = frozenset(("relu", "sigmoid", "tanh"))


def entry(left: str, right: str | None, shape: str) -> Entry:
    read = (read_expression(side, functions=_FUNCTIONS) if side else None for side in (left, right))
    given, computed = read
    assert given is not None
    return Entry(given, computed, shape)


COLUMNS = Columns(
    (
        Column(
            ("Linear 1",),
            (entry("Z1", "W1 X + b1", "n1 x m"),),
            (
                ColumnStep("1a", entry("dZ1", "dA1 ⊙ tanh'(Z1)", "n1 x m"), "because A1 = tanh(Z1)", ("1b",)),
                ColumnStep("2a", entry("dW1", "1/m dZ1 X^T", "n1 x n0"), "because W1 enters every column", ("1a",)),
            ),
        ),
        Column(
            ("Activation 1",),
            (entry("A1", "tanh(Z1)", "n1 x m"),),
            (ColumnStep("1b", entry("dA1", "W2^T dZ2", "n1 x m"), "because A1 enters Z2"),),
        ),
        Column(("Loss",), (entry("J", "-1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2) + A2 ⊙ log(Y))", "scalar"),), ()),
        Column(("Inputs",), (entry("X", None, "n0 x m"),), ()),
    ),
    "A network of one layer as columns.",
    ("Read from right to left it is the backward pass.",),
)

MATRICES = Matrices(
    (
        Factor(read_expression("Z1"), "n1 x m", "columns", "", "example e"),
        Factor(read_expression("W1"), "n1 x n0", "rows", "unit i", "", before="="),
        Factor(read_expression("1/m"), ""),
        Factor(read_expression("X"), "n0 x m", "columns"),
        Factor(read_expression("b1"), "n1 x 1", before="+"),
    ),
    "Z1 is W1 times 1/m times X plus b1, drawn as rectangles.",
    ("A row of ", Formula(read_expression("W1")), " meets a column of ", Formula(read_expression("X")), "."),
)

PICTURE = Picture(
    line_chart([Series("training", [1.0, 0.5, 0.3, 0.2]), Series("validation", [1.1, 0.7, 0.5, 0.45])]),
    "Two curves fall from about 1; the validation ends higher.",
    ("Learning curves.",),
)
