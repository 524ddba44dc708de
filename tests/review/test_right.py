"""When numbers are called right, and above all when they are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chalkgrad.review import Kind

NAMES = ("dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")


def test_the_gradient_is_right(network: Any) -> None:
    net = network()
    comparison = net.compare(net.right)
    assert comparison.right
    assert [verdict.kind for verdict in comparison.values()] == [Kind.RIGHT] * 8


def test_verdicts_come_in_the_order_of_derivation(network: Any) -> None:
    net = network()
    assert list(net.compare(dict(reversed(net.right.items())))) == list(NAMES)


def test_another_order_of_summation_is_right(network: Any) -> None:
    net = network(m=203)
    order = np.random.default_rng(0).permutation(net.m)
    d = net.right["dZ1"][:, order] @ net.values["X"][:, order].T / net.m
    assert net.compare({"dW1": d})["dW1"].right


def test_gradients_computed_in_float32_are_right(network: Any) -> None:
    net = network(m=64, seed=3)
    narrow = {name: array.astype(np.float32) for name, array in net.values.items()}
    net.values = {name: array.astype(float) for name, array in narrow.items()}
    given = net.program.gradients(narrow)
    assert {array.dtype.name for array in given.values()} == {"float32"}
    assert net.compare(given).right


def test_float32_numbers_in_a_float64_array_are_not_called_right(network: Any) -> None:
    net = network()
    given = net.right["dW1"].astype(np.float32).astype(float)
    verdict = net.compare({"dW1": given})["dW1"]
    assert verdict.kind is Kind.CLOSE
    assert net.compare({"dW1": given}, tolerance=1e-6)["dW1"].right


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e3])
def test_one_wrong_entry_is_seen_at_any_scale(network: Any, name: str, scale: float) -> None:
    net = network(scale=scale)
    for place in np.ndindex(net.right[name].shape):
        given = net.right[name].copy()
        if given[place] == 0:
            continue
        given[place] *= 1.01
        assert not net.compare({name: given})[name].right, place


def test_a_wrong_small_column_does_not_hide_behind_a_large_one(network: Any) -> None:
    net = network(n0=4)
    net.values["X"] *= np.array([[1e6], [1.0], [1e-6], [1e-12]])
    net.values["W1"] *= np.array([[1e-6, 1.0, 1.0, 1.0]])
    assert net.compare(net.right).right
    for column in range(4):
        given = net.right["dW1"].copy()
        given[:, column] *= 2
        verdict = net.compare({"dW1": given})["dW1"]
        assert verdict.kind is Kind.WRONG
        assert "entries are right" in verdict.reason


def test_tiny_wrong_gradients_are_not_right(network: Any) -> None:
    net = network()
    net.values["W2"] *= 1e-12
    assert net.compare(net.right).right
    for name in ("dA1", "dZ1", "dW1", "db1"):
        assert not net.compare({name: 3 * net.right[name]})[name].right
        assert not net.compare({name: np.zeros_like(net.right[name])})[name].right


def test_all_zeros_are_not_the_gradient(network: Any) -> None:
    net = network()
    verdict = net.compare({"dW1": np.zeros((4, 5))})["dW1"]
    assert verdict.kind is Kind.WRONG
    assert "all zeros" in verdict.finding


def test_zeros_are_right_where_the_gradient_is_zero_and_that_is_said(network: Any) -> None:
    net = network()
    net.values["W2"] *= 0
    verdict = net.compare({"dW1": np.zeros((4, 5))})["dW1"]
    assert verdict.right
    assert "all entries are zero" in verdict.reason
    assert not net.compare({"dW1": np.full((4, 5), 1e-30)})["dW1"].right


def test_a_gradient_lost_in_rounding_is_undecided(network: Any) -> None:
    net = network()
    net.values["W2"] *= 0
    net.values["b2"][:] = 36.0
    net.values["Y"][:] = 1.0
    for factor in (1.0, 1.5):
        verdict = net.compare({"dZ2": factor * net.right["dZ2"]})["dZ2"]
        assert verdict.kind is Kind.UNDECIDED
        assert not verdict.right


def test_a_number_that_is_not_finite_is_found(network: Any) -> None:
    net = network()
    for bad in (np.nan, np.inf):
        given = net.right["dW1"].copy()
        given[1, 2] = bad
        verdict = net.compare({"dW1": given})["dW1"]
        assert verdict.kind is Kind.NOT_FINITE
        assert "[1, 2]" in verdict.finding


def test_an_unknown_error_is_called_wrong_and_nothing_else(network: Any) -> None:
    net = network()
    given = net.right["dW1"] + np.random.default_rng(5).normal(size=(4, 5))
    verdict = net.compare({"dW1": given})["dW1"]
    assert verdict.finding == "wrong, and none of the known slips explains it"
    assert verdict.mistake == ""


def test_random_numbers_are_never_right_and_never_explained(network: Any) -> None:
    net = network()
    random = np.random.default_rng(11)
    for _ in range(6):
        for name in NAMES:
            verdict = net.compare({name: random.normal(size=net.right[name].shape)})[name]
            assert verdict.kind is Kind.WRONG, verdict


def test_integer_arrays_are_read_as_numbers(network: Any) -> None:
    net = network()
    net.values["W2"] *= 0
    assert net.compare({"db1": np.zeros((4, 1), dtype=int)})["db1"].right


def test_a_cache_that_does_not_fit_moves_the_gradient(network: Any) -> None:
    """Exercises use caches of random numbers: the reader's formulas are judged at those."""
    net = network()
    net.values["A1"] = np.random.default_rng(2).uniform(-0.9, 0.9, (4, 7))
    f = net.program.forward(net.values)
    a2 = 1 / (1 + np.exp(-(net.values["W2"] @ net.values["A1"] + net.values["b2"])))
    d2 = a2 - net.values["Y"]
    d1 = net.values["W2"].T @ d2 * (1 - net.values["A1"] ** 2)
    comparison = net.compare({"dZ2": d2, "dZ1": d1, "dW1": d1 @ net.values["X"].T / net.m})
    assert comparison.right, str(comparison)
    assert "your A1" in comparison.notes[0]
    assert not net.compare({"dZ2": f["A2"] - net.values["Y"]}).right


@pytest.mark.parametrize("name", ["dW2", "dW1", "dZ1", "dA1"])
def test_two_percent_are_seen_in_half_precision(network: Any, name: str) -> None:
    net = network(n0=3, n1=4, n2=1, m=32)
    right = net.right[name].astype(np.float16)
    verdict = net.compare({name: right})[name]
    assert verdict.right
    assert "float16 is too coarse to tell below" in verdict.reason
    for factor in (1.02, 0.98, 1.05):
        assert not net.compare({name: (factor * net.right[name]).astype(np.float16)})[name].right


def test_what_half_precision_cannot_tell_is_said(network: Any) -> None:
    """db2 is a single sum of errors of both signs, which cancel."""
    net = network(n0=3, n1=4, n2=1, m=32)
    verdict = net.compare({"db2": (1.02 * net.right["db2"]).astype(np.float16)})["db2"]
    assert verdict.right
    limit = float(verdict.reason.split("too coarse to tell below ")[1].removesuffix(" %"))
    assert 2 < limit < 10
    beyond = (1 + 1.1 * limit / 100) * net.right["db2"]
    assert not net.compare({"db2": beyond.astype(np.float16)})["db2"].right


def test_gradients_computed_in_half_precision_are_right(network: Any) -> None:
    net = network(m=32, seed=4)
    narrow = {name: array.astype(np.float16) for name, array in net.values.items()}
    net.values = {name: array.astype(float) for name, array in narrow.items()}
    given = {name: array.astype(np.float16) for name, array in net.program.gradients(narrow).items()}
    assert all(verdict.kind in (Kind.RIGHT, Kind.UNDECIDED) for verdict in net.compare(given).values())


def test_a_difference_too_small_for_a_mistake_is_called_so(network: Any) -> None:
    net = network()
    for part in (1e-8, 1e-6):
        verdict = net.compare({"dW1": net.right["dW1"] * (1 + part)})["dW1"]
        assert verdict.kind is Kind.CLOSE
        assert verdict.finding == f"differs by {part:.0e} relative"
        assert verdict.reason.startswith("more than rounding, less than any known slip")
        assert verdict.largest_difference == pytest.approx(part, rel=1e-3)


def test_a_small_difference_names_two_different_numbers(network: Any) -> None:
    net = network()
    reason = net.compare({"dW1": net.right["dW1"] * (1 + 1e-8)})["dW1"].reason
    found, expected = reason.split(" it is ")[1].split(". An epsilon")[0].split(", the gradient is ")
    assert float(found) != float(expected)


def test_a_large_gradient_is_never_as_small_as_rounding(network: Any) -> None:
    net = network()
    net.values["X"] *= 130.0
    for verdict in net.compare(net.right).values():
        assert verdict.kind is Kind.RIGHT
        assert verdict.reason.startswith("largest relative difference")


def test_whole_numbers_that_meet_a_kink_are_decided(network: Any) -> None:
    """1 - 1 is 0 in every precision: no rounding error can push it to the other side of the kink."""
    net = network("relu", n0=2, m=3)
    net.values["X"] = np.array([[1.0, 2.0, 3.0], [1.0, 5.0, 1.0]])
    net.values["W1"] = np.array([[1.0, -1.0], [2.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    net.values["b1"] = np.zeros((4, 1))
    comparison = net.compare(net.right)
    assert comparison.right
    assert all("lost" not in verdict.reason for verdict in comparison.values())
    assert not net.compare({"dW1": net.right["dA1"] * (net.forward["Z1"] > 0) @ net.values["X"].T / 3}).right
