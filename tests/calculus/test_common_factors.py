"""Factors taken out of sums, put into brackets and cancelled: the value stays, whatever the term."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad.calculus.common_factors import cancel, distribute, divide_each, into_pieces, take_factors_out
from chalkgrad.calculus.fractions import add_up, collect, common_denominator
from chalkgrad.calculus.tidy import tidy
from chalkgrad.notation.spell import spell
from chalkgrad.notation.text import text
from chalkgrad.proof import equal
from chalkgrad.terms import ONE, ZERO, Add, Compare, Context, Div, Entry, Mul, Neg, Power, Select, Term, number

X, Y, Z = (Entry(name, ()) for name in "xyz")
CONTEXT = Context(dict.fromkeys("xyz", (None, None)), {}, {})
FACTORS = st.sampled_from(
    [X, Y, Z, number(2), Power(X, number(2)), Add((ONE, Neg(X))), Add((ONE, Power(X, number(2))))]
)
PRODUCTS = st.lists(FACTORS, min_size=2, max_size=4).map(lambda factors: Mul(tuple(factors)))
FRACTIONS = st.builds(Div, PRODUCTS, st.sampled_from([X, Y, Power(X, number(3)), Add((ONE, Neg(X)))]))
SUMMANDS = PRODUCTS | FRACTIONS | PRODUCTS.map(Neg) | FRACTIONS.map(Neg)
SUMS = st.lists(SUMMANDS, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts)))
TERMS = SUMS | st.builds(Div, SUMS, PRODUCTS) | st.builds(lambda bracket, factor: Mul((bracket, factor)), SUMS, FACTORS)


@pytest.mark.parametrize(
    "rule", [take_factors_out, distribute, divide_each, cancel, add_up, collect, common_denominator, tidy]
)
@given(term=TERMS)
@settings(max_examples=40)
def test_the_value_stays(rule, term: Term) -> None:
    changed = rule(term)
    if changed is not term:
        assert equal(term, changed, CONTEXT).kind == "proved"


@given(factor=FACTORS, then=PRODUCTS)
@settings(max_examples=40)
def test_a_factor_goes_into_the_cases(factor: Term, then: Term) -> None:
    cases = Select(Compare(">", Z, ZERO), then, ZERO)
    changed = into_pieces(Neg(Mul((factor, cases))))
    assert isinstance(changed, Select) and changed.otherwise is ZERO
    assert equal(changed.then, Neg(Mul((factor, then))), CONTEXT).kind == "proved"


def test_what_is_left_of_a_power_is_a_power() -> None:
    assert text(spell(cancel(Div(Power(X, number(3)), Mul((X, Y)))))) == "x^2/y"
    assert text(spell(cancel(Div(Mul((X, Y)), Power(X, number(3)))))) == "y/x^2"
