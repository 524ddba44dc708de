"""Theorems for every differentiable g: a function that is its own value stands for an unknown one."""

from __future__ import annotations

import pytest

from chalkgrad.errors import ProofError
from chalkgrad.proof import Refuted, adjoint_matches, equal, evaluate
from chalkgrad.terms import Apply, Entry, Function, Term

from .board import Board


def unknown(name: str, *arguments: str) -> Function:
    return Function(name, arguments, Apply(name, tuple(Entry(argument, ()) for argument in arguments)))


G, H, C = unknown("g", "u"), unknown("h", "u"), unknown("C", "a", "y")

TWO_LAYERS = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = g(Z1)
Z2 = W2 A1 + b2
A2 = h(Z2)
J = 1/m sum(C(A2, Y))
"""
EQUATIONS = {
    "A2": "C'(A2, Y)",
    "Z2": "dA2 ⊙ h'(Z2)",
    "W2": "1/m dZ2 A1^T",
    "b2": "1/m rowsum(dZ2)",
    "A1": "W2^T dZ2",
    "Z1": "dA1 ⊙ g'(Z1)",
    "W1": "1/m dZ1 X^T",
    "b1": "1/m rowsum(dZ1)",
}


@pytest.fixture(scope="module")
def free() -> Board:
    return Board("J = sum(x) + sum(y) + sum(z)", unknown=(G, H, C))


@pytest.fixture
def layers() -> Board:
    return Board(TWO_LAYERS, unknown=(G, H, C))


def test_the_four_equations_hold_for_every_activation_and_cost(layers: Board) -> None:
    kinds = {name: layers.derive(name, value).kind for name, value in EQUATIONS.items()}
    assert kinds == dict.fromkeys(EQUATIONS, "proved")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("A2", "C(A2, Y)"),
        ("A2", "C'(Y, A2)"),
        ("Z2", "dA2 ⊙ g'(Z2)"),
        ("Z2", "dA2 ⊙ h(Z2)"),
        ("Z2", "dA2"),
        ("Z1", "dA1"),
    ],
)
def test_a_wrong_equation_is_refuted(layers: Board, name: str, wrong: str) -> None:
    for other, value in EQUATIONS.items():
        if other == name:
            break
        layers.derive(other, value)
    with pytest.raises(Refuted):
        layers.derive(name, wrong)


CALCULUS = [
    ("∂(g(x))/∂x", "g'(x)"),
    ("∂(g(x^2))/∂x", "2 x g'(x^2)"),
    ("∂(g(h(x)))/∂x", "g'(h(x)) h'(x)"),
    ("∂(g(x) h(x))/∂x", "g'(x) h(x) + g(x) h'(x)"),
    ("∂(C(g(x), y))/∂x", "C'(g(x), y) g'(x)"),
    ("∂(C(y, x))/∂x", "∂(C(y, x))/∂x"),
    ("g((x^2 - 1)/(x - 1))", "g(x + 1)"),
    ("g(x + y) g(x)", "g(x) g(y + x)"),
]


@pytest.mark.parametrize(("before", "after"), CALCULUS)
def test_calculus_with_unknown_functions_is_proved(free: Board, before: str, after: str) -> None:
    assert free.equal(before, after).kind == "proved"


WRONG = [
    ("g(x)", "h(x)"),
    ("g(x)", "g'(x)"),
    ("g(x + y)", "g(x) + g(y)"),
    ("g(-x)", "-g(x)"),
    ("g(x)", "0"),
    ("g'(x)", "1"),
    ("∂(g(x^2))/∂x", "g'(x^2)"),
    ("∂(g(h(x)))/∂x", "g'(x) h'(x)"),
    ("C(x, y)", "C(y, x)"),
    ("∂(C(x, y))/∂x", "∂(C(x, y))/∂y"),
]


@pytest.mark.parametrize(("before", "after"), WRONG)
def test_what_does_not_hold_for_every_function_is_refuted(free: Board, before: str, after: str) -> None:
    with pytest.raises(Refuted):
        free.equal(before, after)


def test_identities_beyond_exact_algebra_are_tested(free: Board) -> None:
    assert free.equal("g(sin(x)^2 + cos(x)^2)", "g(1)").kind == "tested"
    assert free.equal("∂(g(sin(x)^2))/∂x", "g'(sin(x)^2) sin(2 x)").kind == "tested"


def test_second_derivatives(free: Board) -> None:
    first = free.term("g'(x^2)")
    x = Entry("x", ())

    def derivative(term: Term) -> Term:
        from chalkgrad.terms import Derivative

        return Derivative(term, x)

    second = Apply("g''", (free.term("x^2"),))
    from chalkgrad.terms import Mul, number

    assert equal(derivative(first), Mul((number(2), x, second)), free.context).kind == "proved"
    with pytest.raises(Refuted):
        equal(derivative(first), second, free.context)


def test_total_derivatives_are_tested(layers: Board) -> None:
    for name in ("A2", "Z2"):
        layers.derive(name, EQUATIONS[name])
    names = {"cost": "J", "adjoints": layers.adjoints, "scales": layers.scales}
    value = layers.term(EQUATIONS["W2"])
    assert adjoint_matches("W2", value, layers.context, **names).kind == "tested"  # type: ignore[arg-type]
    with pytest.raises(Refuted):
        adjoint_matches("W2", layers.term("dZ2 A1^T"), layers.context, **names)  # type: ignore[arg-type]


def test_what_is_written_reads_back(layers: Board) -> None:
    assert layers.read_back("dA2 ⊙ h'(Z2)", "dA2 ⊙ h'(Z2)").kind == "tested"
    assert layers.read_back("C'(A2, Y)", "C'(A2, Y)").kind == "tested"
    with pytest.raises(Refuted):
        layers.read_back("dA2 ⊙ h'(Z2)", "dA2 ⊙ g'(Z2)")


def test_an_unknown_function_has_no_numbers(free: Board) -> None:
    with pytest.raises(ProofError):
        evaluate(free.term("g(x)"), {"x": 1.0}, free.context)


def test_a_function_without_a_record_stays_an_error(free: Board) -> None:
    mystery = Apply("mystery", (Entry("x", ()),))
    with pytest.raises(ProofError):
        equal(mystery, mystery, free.context)
