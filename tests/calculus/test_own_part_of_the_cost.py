"""Where the cost holds a quantity beside others that are computed from it, nothing is counted twice."""

from __future__ import annotations

import pytest

import chalkgrad as cg
from chalkgrad.calculus.derivation import Equation

_PENALTY = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
J = 1/(2 m) sum((Z2 - Y)^2) + 1/(2 m) sum(A1^2)
"""


def opening(model: str, name: str) -> tuple[str, str]:
    equation: Equation = cg.read(model).derive()[name]
    return equation.steps[0].after, equation.steps[0].words


def test_of_the_cost_only_the_part_with_the_name_is_written() -> None:
    after, words = opening(_PENALTY, "dA1")
    assert after == "sum_i dZ2[i,e] ∂Z2[i,e]/∂A1[j,e] + ∂(1/2 sum_k A1[k,e]^2)/∂A1[j,e]"
    assert words.endswith("and J uses A1 itself")


@pytest.mark.parametrize(
    ("model", "name", "held"),
    [
        ("a = tanh(w x); b = 3 a; L = a b + b^2", "da", "where a stands beside b, b is held fixed"),
        ("a = tanh(w x); b = 3 a; c = a + tanh(b); L = c^2", "da", "where a stands beside b, b is held fixed"),
        ("a = w x; b = a^2; c = a^3; L = a b c", "da", "where a stands beside b and c, b and c are held fixed"),
    ],
)
def test_what_is_held_fixed_is_said(model: str, name: str, held: str) -> None:
    assert held in opening(model, name)[1]


@pytest.mark.parametrize("model", ["a = tanh(w x); L = (a - y)^2", "a = w x; b = a^2; c = a^3; L = b + c"])
def test_where_nothing_is_held_fixed_nothing_is_said(model: str) -> None:
    assert "held fixed" not in opening(model, "da")[1]


def test_a_sum_over_examples_keeps_something_that_has_one() -> None:
    model = "X: n0 x m; Z1 = W1 X + b1; A1 = tanh(Z1); J = 1/m sum(A1 + b1)"
    after, words = opening(model, "db1")
    assert "A1[k,e] + b1[k]" in after
    assert "where b1 stands beside A1, A1 is held fixed" in words
