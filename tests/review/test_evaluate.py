"""Index formulas evaluated with named directions, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chalkgrad.errors import NotSupported
from chalkgrad.notation.elaborate import elaborate
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.review.evaluate import Evaluator
from chalkgrad.review.labelled import Labelled
from chalkgrad.terms import (
    Apply,
    Axis,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Function,
    Index,
    Max,
    Mul,
    Number,
    Sum,
    Term,
)

A, B, E = Axis("a"), Axis("b"), Axis("e")
I, K, EX = Index("i", A), Index("k", B), Index("e", E)
RANDOM = np.random.default_rng(0)
ARRAYS = {"W": RANDOM.normal(size=(3, 4)), "X": RANDOM.normal(size=(4, 5)), "Z": RANDOM.normal(size=(3, 5))}
LABELS = {"W": (I, K), "X": (K, EX), "Z": (I, EX)}
S = Index("s", Axis("own"))
T = Index("t", Axis("own"))
SOFTMAX = Function(
    "softmax",
    ("z",),
    Div(Apply("exp", (Entry("z", (S,)),)), Sum(T, Apply("exp", (Entry("z", (T,)),)))),
    axis_index=(S, T),
)


def value(term: Term, order: tuple[Index, ...]) -> Any:
    evaluator = Evaluator(lambda name: Labelled(LABELS[name], ARRAYS[name]), {A: 3, B: 4, E: 5}, {"softmax": SOFTMAX})
    return evaluator.value(term).arrange(order)


def test_a_sum_of_products_is_a_matrix_product() -> None:
    term = Sum(K, Mul((Entry("W", (I, K)), Entry("X", (K, EX)))))
    assert np.allclose(value(term, (I, EX)), ARRAYS["W"] @ ARRAYS["X"])


def test_order_of_directions_is_free() -> None:
    term = Mul((Entry("X", (K, EX)), Entry("W", (I, K))))
    assert np.allclose(value(term, (EX, I, K)), np.einsum("ke,ik->eik", ARRAYS["X"], ARRAYS["W"]))


def test_a_sum_along_an_absent_index_counts() -> None:
    assert value(Sum(K, Number(2)), ()) == 8
    assert np.allclose(value(Sum(K, Entry("Z", (I, EX))), (I, EX)), 4 * ARRAYS["Z"])


def test_nested_sums_and_deltas() -> None:
    other = Index("j", A)
    term = Sum(other, Mul((Delta(I, other), Entry("Z", (other, EX)))))
    assert np.allclose(value(term, (I, EX)), ARRAYS["Z"])
    assert np.allclose(value(Sum(I, Sum(EX, Entry("Z", (I, EX)))), ()), ARRAYS["Z"].sum())


def test_a_vector_function_runs_along_its_own_axis_only() -> None:
    term = Component("softmax", I, Index("q", A), Entry("Z", (Index("q", A), EX)))
    powers = np.exp(ARRAYS["Z"])
    assert np.allclose(value(term, (I, EX)), powers / powers.sum(axis=0))


def test_the_largest_along_an_axis() -> None:
    assert np.allclose(value(Max(I, Entry("Z", (I, EX))), (EX,)), ARRAYS["Z"].max(axis=0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(Z) / (1 + exp(Z))", lambda z: np.exp(z) / (1 + np.exp(z))),
        ("Z if Z > 0 else -Z^2", lambda z: np.where(z > 0, z, -(z**2))),
        ("max(Z, 0) - min(Z, 1/2)", lambda z: np.maximum(z, 0) - np.minimum(z, 0.5)),
    ],
)
def test_scalar_functions(text: str, expected: Any) -> None:
    scope = Scope({"Z": (A, E)})
    term = elaborate(read_expression(text), scope, (I, EX))
    assert np.allclose(value(term, (I, EX)), expected(ARRAYS["Z"]))


def test_what_has_no_numbers_is_refused() -> None:
    with pytest.raises(NotSupported):
        value(Derivative(Entry("Z", (I, EX)), Entry("X", (K, EX))), ())
    with pytest.raises(NotSupported):
        value(Apply("mystery", (Entry("Z", (I, EX)),)), (I, EX))
