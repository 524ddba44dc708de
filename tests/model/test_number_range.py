"""Numbers that no floating point number holds are refused where they stand, and not worked out digit by digit."""

from fractions import Fraction

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.errors import NotationError, NotSupported
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.text import decimal, text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("L = z * 9^(9^9)", "the value of 9^(9^9)"),
        ("L = z (-9)^401", "the value of (-9)^401"),
        ("L = z + 2^(-2000)", "the value of 2^-2000"),
        ("c = 9; L = z c^(c^c)", "the value of c^(c^c)"),
        ("f(x) = 9^x; L = z f(f(9))", "the value of 9^(f(9))"),
        ("a = 1e200; L = z a a", "the value of z a a"),
        ("L = exp(9^9) z", "the value of exp(9^9)"),
        ("L = z + 1e200/1e-200", "the value of 1e200/1e-200"),
        ("L = 1e400 z", "the number 1e400"),
        ("L = z + 1e-400", "the number 1e-400"),
        ("L = z + 1e-310", "the number 1e-310"),
        (f"L = z + {'9' * 400}", "the number 999999999999... of 400 characters"),
    ],
)
def test_a_number_beyond_floating_point_is_refused_with_its_place(source, said):
    with pytest.raises(NotationError) as caught:
        cg.read(source)
    assert caught.value.message.startswith(said)
    assert "^" in str(caught.value).split("\n")[2]


@pytest.mark.parametrize("source", ["L = 2^900 z", "L = 1e-307 z", "L = 1e308 z", "L = 0^2 z + z", "L = z exp(-700)"])
def test_what_a_double_holds_is_read_and_computed(source):
    gradients = cg.read(source).gradients({"z": 1.0}, wrt="z")
    assert np.isfinite(gradients["dz"])


def test_a_product_that_only_the_derivative_makes_is_refused():
    with pytest.raises(NotSupported, match="too large for floating point"):
        cg.read("a = 1e200 z; L = 1e200 a").derive(wrt="z").page()


@pytest.mark.parametrize("value", [Fraction(10) ** 30, Fraction(3, 2) * 10**50, Fraction(12345) * 10**300])
def test_long_whole_numbers_are_written_with_a_power_of_ten_and_read_back(value):
    assert len(decimal(value)) < 12
    assert text(read_expression(decimal(value))) == decimal(value)
    assert read_expression(decimal(value)).value == value
