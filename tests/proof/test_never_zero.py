"""Which denominators are known to be never zero: sums of squares plus a positive number, also multiplied out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.library import functions
from chalkgrad.model import build
from chalkgrad.notation.elaborate import scalar
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.proof.never_zero import never_zero

CONTEXT = build("L = a + t + x", functions()).context


def term(formula):
    scope = Scope(CONTEXT.layouts, {}, CONTEXT.functions)
    return scalar(read_expression(formula, functions=CONTEXT.functions), scope)


@pytest.mark.parametrize(
    "formula",
    [
        "1 + (a - t)^2",
        "1 - 2 a t + a^2 + t^2",
        "-1 - (a - t)^2",
        "a^2 + a + 1",
        "a^2 + a t + t^2 + 1/100",
        "1 + (a - t)^2 + x^4",
        "(a - t)^2 + (t - x)^2 + (x - a)^2 + 2",
        "1 + (exp(a) - t)^2",
    ],
)
def test_never_zero(formula):
    assert never_zero(term(formula), CONTEXT)


@pytest.mark.parametrize(
    "formula",
    [
        "(a - t)^2",  # a = t
        "a^2 + 2 a + 1",  # a = -1
        "1 + a t",
        "1 - a^2",
        "1 + a",
        "a^2 + 3 a t + t^2 + 1",
        "1 + (a - t)^2 - x^4",
        "1 + (a - t)^2 + x^3",
        "a^2 + t",
        "a^2 - 2 a + t^2 - 2 t + 2",  # a = t = 1
    ],
)
def test_what_may_be_zero_is_not_called_never_zero(formula):
    assert not never_zero(term(formula), CONTEXT)


whole = st.integers(-3, 3)


@given(st.tuples(*[whole] * 5), st.tuples(whole, whole))
def test_a_quadratic_with_a_zero_is_never_called_never_zero(coefficients, point):
    """c0 + c1 a + c2 t + ... is shifted so that it has a zero at a point with whole coordinates."""
    c1, c2, c3, c4, c5 = coefficients
    a, t = point
    here = c1 * a + c2 * t + c3 * a * a + c4 * a * t + c5 * t * t
    formula = f"({c3}) a^2 + ({c4}) a t + ({c5}) t^2 + ({c1}) a + ({c2}) t + ({-here})"
    assert not never_zero(term(formula), CONTEXT)


def test_no_condition_is_printed_for_a_denominator_that_is_never_zero():
    equation = cg.read("L = 1/(1 + (a - t)^2)").derive()["da"]
    assert equation.certificate.conditions == ()
    kept = cg.read("L = 1/(a - t)").derive()["da"].certificate.conditions
    assert kept == ("a - t != 0",)  # of 1/(a - t)^2 too
