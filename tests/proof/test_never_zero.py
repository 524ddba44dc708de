"""Which denominators are known to be never zero: sums of squares plus a positive number, also multiplied out."""

from dataclasses import replace
from fractions import Fraction

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
from chalkgrad.proof.signs import Sign, sign
from chalkgrad.terms import Add, Apply, Entry, Function, Number

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


BATCH = "X: n x m\nY: 1 x m\nZ = W X\nV = 1/m rowsum({spread})\nN = Z / sqrt(V + {small})\nA = w^T @ N\n"
COST = "J = 1/(2 m) sum((A - Y)^2)"


@pytest.mark.parametrize("spread", ["Z^2", "(Z - mu)^2", "(Z - mu) * (Z - mu)", "abs(Z - mu)", "exp(Z)"])
def test_a_mean_of_what_is_not_negative_plus_a_positive_number_is_never_zero(spread):
    text = (BATCH + COST).format(spread=spread, small="0.001").replace("V =", "mu = 1/m rowsum(Z)\nV =")
    derivation = cg.read(text).derive("literal", "V")
    assert derivation["dV"].certificate.conditions == ()


@pytest.mark.parametrize(
    ("spread", "small"), [("Z^3", "0.001"), ("Z", "0.001"), ("Z^2", "b"), ("Z^2", "0"), ("Z^2 - Z", "0.001")]
)
def test_what_may_be_zero_stays_a_condition(spread, small):
    text = (BATCH + COST).format(spread=spread, small=small)
    assert cg.read(text.replace(" + 0)", ")")).derive("literal", "V")["dV"].certificate.conditions


SCALARS = "y: 1 x 1, y in {1, 2}\nc: 1 x 1\nt: 1 x 1\n"
SIGNED = build(SCALARS + "V = c^2 + t^2\nS = c + t\nL = y (V + S)", functions()).context


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("c^2", Sign.NOT_NEGATIVE),
        ("-c^2 - 1", Sign.NEGATIVE),
        ("V + 1", Sign.POSITIVE),
        ("V - 1", Sign.UNKNOWN),
        ("S + 1", Sign.UNKNOWN),
        ("-V", Sign.NOT_POSITIVE),
        ("(-V) (-3)", Sign.NOT_NEGATIVE),
        ("sqrt(V)", Sign.NOT_NEGATIVE),
        ("sqrt(V + 2)", Sign.POSITIVE),
        ("1/V", Sign.UNKNOWN),  # not without the condition that V is not 0
        ("1/(V + 1)", Sign.POSITIVE),
        ("c^3", Sign.UNKNOWN),
        ("c c", Sign.NOT_NEGATIVE),
        ("c c c", Sign.UNKNOWN),
        ("y", Sign.POSITIVE),
        ("-y (V + 1)", Sign.NEGATIVE),
        ("sigmoid(c)", Sign.POSITIVE),
        ("max(c, 1)", Sign.POSITIVE),
        ("min(c, 1)", Sign.UNKNOWN),
        ("c^0.5", Sign.NOT_NEGATIVE),
        ("(V + 1)^(-2)", Sign.POSITIVE),
        ("c^(-2)", Sign.UNKNOWN),
        ("0", Sign.NOT_NEGATIVE),
        ("tanh(c)", Sign.UNKNOWN),
    ],
)
def test_a_sign_is_read_off_how_a_term_is_written(formula, expected):
    scope = Scope(SIGNED.layouts, {}, SIGNED.functions)
    assert sign(scalar(read_expression(formula, functions=SIGNED.functions), scope), SIGNED) is expected


def test_a_sign_is_given_up_on_rather_than_sought_for_long():
    term = Entry("a", ())
    for _ in range(60):
        term = Apply("exp", (Add((term, term)),))
    assert sign(term, CONTEXT) is Sign.POSITIVE
    doubled = Entry("z", ())
    nested = dict(CONTEXT.functions)
    for place in range(40):
        nested[f"f{place}"] = Function(f"f{place}", ("z",), doubled)
        doubled = Add((Apply(f"f{place}", (Entry("z", ()),)), Apply(f"f{place}", (Entry("z", ()),))))
    assert sign(Apply("f39", (Number(Fraction(1)),)), replace(CONTEXT, functions=nested)) is Sign.UNKNOWN
