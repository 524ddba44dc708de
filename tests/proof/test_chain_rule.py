"""Adjoint equations: the taught ones are proved, anything else is refuted."""

from __future__ import annotations

import pytest

from chalkgrad.errors import ProofError
from chalkgrad.proof import Certificate, Refuted, adjoint_matches, chain_rule
from chalkgrad.terms import ONE, Context

from .board import SHALLOW, Board

TAUGHT = {
    "A2": "-Y/A2",
    "Z2": "A2 - Y",
    "W2": "1/m dZ2 A1^T",
    "b2": "1/m rowsum(dZ2)",
    "A1": "W2^T dZ2",
    "Z1": "dA1 ⊙ (1 - A1^2)",
    "W1": "1/m dZ1 X^T",
    "b1": "1/m rowsum(dZ1)",
}

LOGISTIC_REGRESSION = """
X: n x m
Y: 1 x m
Z = W X + b
A = sigmoid(Z)
J = -1/m sum(Y ⊙ log(A) + (1 - Y) ⊙ log(1 - A))
"""

SKIP = """
X: n x m
Y: n x m
H = tanh(W X)
A = tanh(W H + X)
J = 1/(2 m) sum((A - Y)^2)
"""


def derived(board: Board, taught: dict[str, str]) -> dict[str, Certificate]:
    return {name: board.derive(name, value) for name, value in taught.items()}


@pytest.fixture(scope="module")
def shallow() -> Board:
    board = Board(SHALLOW)
    derived(board, TAUGHT)
    return board


def test_all_equations_of_a_shallow_network_are_proved() -> None:
    certificates = derived(Board(SHALLOW), TAUGHT)
    assert {name: c.kind for name, c in certificates.items()} == dict.fromkeys(TAUGHT, "proved")
    assert certificates["Z2"].facts == ("colsum(Y) = 1",)
    assert certificates["A2"].conditions == ()  # an entry of softmax is never 0
    assert "through Z2" in certificates["W2"].method


def test_logistic_regression_is_proved() -> None:
    board = Board(LOGISTIC_REGRESSION)
    taught = {
        "A": "(A - Y)/(A ⊙ (1 - A))",
        "Z": "A - Y",
        "W": "1/m dZ X^T",
        "b": "1/m sum(dZ)",
    }
    assert {c.kind for c in derived(board, taught).values()} == {"proved"}


@pytest.mark.parametrize(
    ("activation", "slope"),
    [
        ("sigmoid", "A1 ⊙ (1 - A1)"),
        ("tanh", "1 - A1^2"),
        ("relu", "relu'(Z1)"),
        ("leaky_relu", "leaky_relu'(Z1)"),
        ("softplus", "sigmoid(Z1)"),
        ("linear", "linear'(Z1)"),
    ],
)
def test_every_activation_is_proved(activation: str, slope: str) -> None:
    board = Board(SHALLOW.replace("tanh", activation))
    for name in ("A2", "Z2", "A1"):
        board.derive(name, TAUGHT[name])
    assert board.derive("Z1", f"dA1 ⊙ ({slope})").kind == "proved"


def test_a_weight_that_is_used_twice_collects_both_paths() -> None:
    board = Board(SKIP)
    board.derive("A", "A - Y")
    assert board.derive("H", "W^T (dA ⊙ (1 - A^2))").kind == "proved"
    claim = "1/m (dA ⊙ (1 - A^2)) H^T + 1/m (dH ⊙ (1 - H^2)) X^T"
    assert board.derive("W", claim).kind == "proved"
    with pytest.raises(Refuted):
        board.derive("W", "1/m (dA ⊙ (1 - A^2)) H^T", keep=False)


def test_without_the_fact_only_the_general_form_holds() -> None:
    board = Board(SHALLOW.replace(", colsum(Y) = 1", ""))
    board.derive("A2", "-Y/A2")
    with pytest.raises(Refuted):
        board.derive("Z2", "A2 - Y", keep=False)
    assert board.derive("Z2", "A2 ⊙ colsum(Y) - Y").kind == "proved"


WRONG = [
    ("A2", "Y/A2"),
    ("A2", "-1/m Y/A2"),
    ("A2", "-Y/(1 - A2)"),
    ("Z2", "Y - A2"),
    ("Z2", "1/m (A2 - Y)"),
    ("Z2", "A2"),
    ("Z2", "dA2 ⊙ A2 ⊙ (1 - A2)"),
    ("Z2", "Z2 - Y"),
    ("W2", "dZ2 A1^T"),
    ("W2", "-1/m dZ2 A1^T"),
    ("W2", "1/m dA2 A1^T"),
    ("W2", "1/m dZ2 Z1^T"),
    ("W2", "1/n2 dZ2 A1^T"),
    ("b2", "rowsum(dZ2)"),
    ("b2", "1/m rowsum(A2)"),
    ("b2", "1/m rowsum(dA2)"),
    ("A1", "W2^T dA2"),
    ("A1", "-W2^T dZ2"),
    ("A1", "W2^T Z2"),
    ("Z1", "dA1 ⊙ (1 - Z1^2)"),
    ("Z1", "dA1 ⊙ (1 + A1^2)"),
    ("Z1", "dA1 ⊙ (1 - A1)"),
    ("Z1", "dA1"),
    ("Z1", "1 - A1^2"),
    ("W1", "1/m dA1 X^T"),
    ("b1", "1/m rowsum(dA1)"),
    ("b1", "1/m^2 rowsum(dZ1)"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong_equations_are_refuted(shallow: Board, name: str, value: str) -> None:
    with pytest.raises(Refuted) as caught:
        shallow.derive(name, value, keep=False)
    assert caught.value.witness is not None


def test_a_forgotten_consumer_is_found(shallow: Board) -> None:
    """A second use of A1 that the caller's table of adjoints does not know."""
    board = Board(SKIP)
    indices = board.definitions["H"].indices
    adjoints = {name: derived_name for name, derived_name in board.adjoints.items() if name != "A"}
    with pytest.raises(Refuted, match="through A, for which there is no derivative"):
        chain_rule("H", indices, board.term("0 H"), board.context, cost="J", adjoints=adjoints, scales=board.scales)


def test_a_value_with_a_foreign_index_is_refuted(shallow: Board) -> None:
    with pytest.raises(Refuted, match="depends on the index e"):
        chain_rule(
            "b2",
            shallow.definitions["db2"].indices,
            shallow.term("dZ2"),
            shallow.context,
            cost="J",
            adjoints=shallow.adjoints,
            scales=shallow.scales,
        )


def test_the_cost_by_itself_is_one(shallow: Board) -> None:
    certificate = chain_rule("J", (), ONE, shallow.context, cost="J", adjoints=shallow.adjoints, scales=shallow.scales)
    assert certificate.kind == "proved"


def test_an_unknown_cost_is_an_error(shallow: Board) -> None:
    with pytest.raises(ProofError, match="no equation for the cost K"):
        chain_rule("J", (), ONE, shallow.context, cost="K", adjoints=shallow.adjoints, scales={})


@pytest.mark.parametrize("name", TAUGHT)
def test_forward_mode_agrees_with_every_equation(shallow: Board, name: str) -> None:
    certificate = adjoint_matches(
        name,
        shallow.definitions[f"d{name}"].value,
        shallow.context,
        cost="J",
        adjoints=shallow.adjoints,
        scales=shallow.scales,
    )
    assert certificate.kind == "tested"
    assert certificate.points >= 3
    assert certificate.largest_error < 1e-9


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_forward_mode_refutes_wrong_equations(shallow: Board, name: str, value: str) -> None:
    with pytest.raises(Refuted):
        adjoint_matches(
            name, shallow.term(value), shallow.context, cost="J", adjoints=shallow.adjoints, scales=shallow.scales
        )


def test_forward_mode_never_uses_derived_formulas(shallow: Board) -> None:
    """A wrong equation for dZ2 in the context does not make the right dW2 wrong, nor a wrong one right."""
    poisoned = dict(shallow.definitions)
    poisoned["dZ2"] = poisoned["dA2"]
    context = Context(shallow.layouts, poisoned, shallow.model.functions, shallow.model.facts)
    right = shallow.definitions["dW2"].value
    found = adjoint_matches("W2", right, context, cost="J", adjoints=shallow.adjoints, scales=shallow.scales)
    assert found.kind == "tested"


def test_the_same_layer_in_a_deep_network_is_proved_once() -> None:
    """Verdicts are stored up to renaming: a second hidden layer asks nothing new."""
    board = Board(
        "X: n0 x m\nY: n4 x m\nZ1 = W1 X\nA1 = tanh(Z1)\nZ2 = W2 A1\nA2 = tanh(Z2)\nZ3 = W3 A2\nA3 = tanh(Z3)\n"
        "Z4 = W4 A3\nJ = 1/(2 m) sum((Z4 - Y)^2)"
    )
    assert board.derive("Z4", "Z4 - Y").kind == "proved"
    for layer in (3, 2, 1):
        assert board.derive(f"A{layer}", f"W{layer + 1}^T dZ{layer + 1}").kind == "proved"
        assert board.derive(f"Z{layer}", f"dA{layer} ⊙ (1 - A{layer}^2)").kind == "proved"
        before = "X" if layer == 1 else f"A{layer - 1}"
        assert board.derive(f"W{layer}", f"1/m dZ{layer} {before}^T").kind == "proved"


@pytest.mark.parametrize(
    ("loss", "wrong"),
    [
        ("max(x, -1000000)", "1"),
        ("sin(max(x, 500)) + x", "1"),
        ("sqrt(sin(x)^2)", "cos(x)"),
        ("sin(x + 0 y)", "1e-30 + cos(x)"),
    ],
)
def test_a_derivative_that_is_right_at_most_points_is_refuted(loss: str, wrong: str) -> None:
    with pytest.raises(Refuted):
        Board(f"L = {loss}").derive("x", wrong)
