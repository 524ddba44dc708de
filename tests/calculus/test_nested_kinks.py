"""Kinks inside kinks: the slope that is taken is the one from the side that is named, or the mean of both sides."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from operator import eq, ge, gt, le, lt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.calculus.differentiate import Differentiator
from chalkgrad.convention import presets
from chalkgrad.errors import NotSupported
from chalkgrad.terms import Add, Apply, Compare, Div, Entry, Mul, Neg, Number, Select, Term

KINKS = ("left", "right", "mean")


def slope_at(model: cg.Model, kink: str, **values: float) -> float:
    return float(model.gradients(values, "z", convention=presets()["ng"].with_kink(kink))["dz"])


#: A cost with kinks that meet at a point, the point, and the slopes from the left and from the right.
NESTED = {
    "L = max(max(z, 0), -z)": (0, -1, 1),
    "L = max(-z, max(z, 0))": (0, -1, 1),
    "L = max(max(z, 0), 2 z)": (0, 0, 2),
    "L = abs(max(z, 0))": (0, 0, 1),
    "L = abs(-max(z, 0))": (0, 0, 1),
    "L = abs(abs(z))": (0, -1, 1),
    "L = -abs(abs(z))": (0, 1, -1),
    "L = max(abs(z), 2 z)": (0, -1, 2),
    "L = min(-max(z, 1), -1)": (1, 0, -1),
    "L = max(-max(z, 1), -1)": (1, 0, 0),
    "L = 3 max(min(z, 0), -min(-z, 0)) + z": (0, 1, 4),
    "L = max(z, 0) max(max(z, 0), 2 z) + abs(max(z, -3 z))": (0, -3, 1),
    "L = relu(abs(z))": (0, -1, 1),
    "L = abs(-relu(z))": (0, 0, 1),
    "L = max(-z, relu(z))": (0, -1, 1),
    "L = relu(max(z, 0))": (0, 0, 1),
    "L = leaky_relu(-abs(z))": (0, Fraction(1, 100), Fraction(-1, 100)),
    "L = (1 if z > 0 else 0) max(z, -z)": (0, 0, 1),
    "L = max(z, -z) if z > 0 else min(z, -3 z)": (0, 1, 1),
    "L = max(z, 0) if abs(z) >= 0 else 7": (0, 0, 1),
    "f(x) = max(max(x, 0), -x); L = f(z)": (0, -1, 1),
    "f(x) = max(x, 0); L = abs(f(z))": (0, 0, 1),
    "f(x) = max(x, 0); L = f(abs(z))": (0, -1, 1),
}


@pytest.mark.parametrize("kink", KINKS)
@pytest.mark.parametrize("cost", NESTED)
def test_kinks_that_meet_at_a_point(cost, kink):
    point, left, right = NESTED[cost]
    slope = {"left": left, "right": right, "mean": Fraction(left + right) / 2}[kink]
    assert slope_at(cg.read(cost), kink, z=float(point)) == pytest.approx(float(slope), abs=1e-12)


def test_the_note_says_the_mean_where_it_is_the_mean():
    derived = cg.read("L = max(max(z, 0), -z)").derive(presets()["ng"].with_kink("mean"), "z")["dz"]
    assert "where z = 0, the mean of both one-sided slopes is taken" in derived.note
    assert "where max(z, 0) = -z, the mean of both one-sided slopes is taken" in derived.note


@pytest.mark.parametrize("kink", KINKS)
@pytest.mark.parametrize("c", [0.0, 1.0, -1.0])
@pytest.mark.parametrize("b", [0.0, 1.0, -1.0])
def test_kinks_that_meet_only_for_some_values(b, c, kink):
    model = cg.read("L = max(-max(z, b), c)")
    for z in (-1.0, 0.0, 1.0):
        right, left = ((max(-max(z + h, b), c) - max(-max(z, b), c)) / h for h in (1e-6, -1e-6))
        slope = {"left": left, "right": right, "mean": (left + right) / 2}[kink]
        assert slope_at(model, kink, z=z, b=b, c=c) == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("kink", KINKS)
def test_nested_kinks_of_a_matrix(kink):
    model = cg.read("Z: n x m\nA = max(max(Z, 0), -Z)\nJ = sum(A)")
    found = model.gradients({"Z": np.array([[0.0, 2.0, -3.0]])}, "Z", convention=presets()["ng"].with_kink(kink))["dZ"]
    np.testing.assert_array_equal(found, [[{"left": -1, "right": 1, "mean": 0}[kink], 1, -1]])


def test_kinks_that_do_not_meet_keep_their_short_formula():
    model = cg.read("L = z^2 / 2 if abs(z) < 1 else abs(z) - 1/2")
    for kink in KINKS:
        assert "or" not in model.derive(presets()["ng"].with_kink(kink), "z")["dz"].text
        assert slope_at(model, kink, z=1.0) == 1
    assert len(model.derive(presets()["ng"].with_kink("left"), "z")["dz"].text) < 60


def test_a_mean_that_cannot_be_told_is_refused():
    model = cg.read("L = max(z, 0) if max(z, 0)^2 > 0 else 0 z")
    with pytest.raises(NotSupported, match="which piece holds") as caught:
        model.derive(presets()["ng"].with_kink("mean"), "z")
    assert "--kink right" in caught.value.hint


# -- the law, for formulas made at random -------------------------------------------------------------------------


def _pair(function: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda one, other: f"{function}({one}, {other})", inner, inner)


LINES = st.sampled_from(["z", "-z", "2 z", "-3 z", "z - 1", "1 - z", "z + 1", "0 z", "1 + 0 z"])
FORMULAS = st.recursive(
    LINES,
    lambda inner: st.one_of(
        _pair("max", inner),
        _pair("min", inner),
        inner.map(lambda one: f"abs({one})"),
        inner.map(lambda one: f"-({one})"),
        st.builds(lambda one, other: f"({one}) + ({other})", inner, inner),
        st.builds(
            lambda one, other: f"(({one}) + max({other}, 0) if z > 0 else ({one}) + max({other}, 0))", inner, inner
        ),
    ),
    max_leaves=5,
)


def number_of(term: Term, z: Fraction) -> Fraction:
    """The value of a slope, by a second arithmetic than the program's."""
    match term:
        case Number(value):
            return value
        case Entry("z", ()):
            return z
        case Neg(body):
            return -number_of(body, z)
        case Add(terms):
            return sum((number_of(each, z) for each in terms), Fraction(0))
        case Mul(factors):
            return prod(number_of(each, z) for each in factors)
        case Div(left, right):
            return number_of(left, z) / number_of(right, z)
        case Apply(("abs" | "max" | "min") as name, arguments):
            return {"abs": abs, "max": max, "min": min}[name](*(number_of(each, z) for each in arguments))
        case Select(Compare(relation, left, right), then, otherwise):
            holds = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq}[relation]
            return number_of(then if holds(number_of(left, z), number_of(right, z)) else otherwise, z)
    raise AssertionError(f"no number: {term}")


@settings(max_examples=200, deadline=None)
@given(FORMULAS)
def test_the_slope_is_the_one_sided_difference_quotient(formula):
    model = cg.read(f"L = z + ({formula})")
    value = model.definitions["L"].value
    h = Fraction(1, 10**6)  # every piece is a line, and no two kinks are that close: the quotients are exact
    for kink in KINKS:
        derived = Differentiator(model.functions, kink).of(value, Entry("z", ()))
        for point in (Fraction(n, 6) for n in range(-12, 13)):
            right = (number_of(value, point + h) - number_of(value, point)) / h
            left = (number_of(value, point) - number_of(value, point - h)) / h
            slope = {"left": left, "right": right, "mean": (left + right) / 2}[kink]
            assert number_of(derived, point) == slope, (kink, point)
