"""Every printed entry of a matrix has the digits that the page promises, however far apart the entries lie."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.notation.latex import latex
from chalkgrad.notation.text import text
from chalkgrad.program.worked import NumberLine, WorkedExample
from chalkgrad.program.worked.shown import Shown, shown
from chalkgrad.terms import Axis

M = Axis("m")
CROSS_ENTROPY = "Z: 1 x m; Y: 1 x m; A = sigmoid(Z); J = -1/m sum(Y log(A) + (1 - Y) log(1 - A))"
SOFTMAX = "X: n0 x m; Y: n1 x m, colsum(Y) = 1; Z = W X; A = softmax(Z); J = -1/m sum(Y log(A))"

_ROW = re.compile(r"(?:10\^(-?\d+) )?\[(.*)\]")


def row(*numbers: Fraction, figures: int = 4, is_exact: bool = False) -> Shown:
    value = np.empty(len(numbers), dtype=object)
    value[:] = numbers
    return shown(value, (None, M), is_exact, figures=figures)


def entries(printed: str) -> tuple[int, list[str]]:
    """The power of ten before a row of at least two numbers, and the numbers."""
    found = _ROW.fullmatch(printed)
    assert found, printed
    return int(found[1] or 0), found[2].split(", ")


def digits(written: str) -> int:
    """How many significant digits are written; the zeros at the end of a whole number only hold its place."""
    mantissa = written.lstrip("-").partition("e")[0]
    told = mantissa.rstrip("0") if "." not in mantissa else mantissa
    return len(told.replace(".", "").lstrip("0"))


def first(number: Fraction) -> int:
    """The power of ten of the first digit, counted out."""
    power = 0
    while abs(number) >= Fraction(10) ** (power + 1):
        power += 1
    while abs(number) < Fraction(10) ** power:
        power -= 1
    return power


numbers = st.builds(
    lambda sign, mantissa, power: sign * mantissa * Fraction(10) ** power,
    st.sampled_from([-1, 1]),
    st.one_of(st.fractions(1, Fraction(99, 10), max_denominator=10**9), st.just(Fraction(10**17 - 1, 10**16))),
    st.integers(-80, 80),
)


@given(st.lists(st.one_of(numbers, st.just(Fraction(0))), min_size=2, max_size=5), st.integers(4, 8), st.booleans())
@example([Fraction(6285, 10**12), Fraction(6405, 10**8)], 4, False)
@example([Fraction(10**17 - 1, 10**26), Fraction(1, 10**6)], 4, False)
@example([Fraction(2) ** 200, Fraction(1, 2)], 4, True)
def test_every_entry_has_the_digits_of_the_page(value: list[Fraction], figures: int, is_exact: bool) -> None:
    made = row(*value, figures=figures, is_exact=is_exact)
    power, printed = entries(text(made.surface()))
    assert not power or not any("e" in entry for entry in printed)
    for number, entry in zip(value, printed, strict=True):
        off = abs(Fraction(entry) * Fraction(10) ** power - number)
        if made.whole:
            assert off == 0
            assert digits(entry) <= 15
            continue
        assert digits(entry) <= figures
        assert off <= (Fraction(10) ** (first(number) - figures + 1) / 2 if number else 0)


@given(st.lists(numbers, min_size=2, max_size=4))
def test_what_is_printed_is_what_is_certified(value: list[Fraction]) -> None:
    made = row(*value)
    power, printed = entries(text(made.surface()))
    assert [Fraction(entry) * Fraction(10) ** power for entry in printed] == list(made.decimals)
    assert [round(number, int(to)) for number, to in zip(value, made.places, strict=True)] == list(made.decimals)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (("1.5131e-4", "4.24361e-4"), "10^-4 [1.513, 4.244]"),
        (("6.2853e-9", "6.40512e-5"), "[6.285e-9, 6.405e-5]"),
        (("6.2853e-8", "6.40512e-5"), "10^-5 [0.006285, 6.405]"),
        (("4.5560608e71", "4.25437", "0"), "[4.556e71, 4.254, 0]"),
        (("4.5560608e71", "-4.25437e70", "0"), "10^71 [4.556, -0.4254, 0]"),
        (("123456.7", "0.1234567"), "[123500, 0.1235]"),
        (("0.99999999999999999999", "0.3333333"), "[1, 0.3333]"),
    ],
)
def test_a_common_power_of_ten_stands_before_numbers_that_are_near(value: tuple[str, ...], printed: str) -> None:
    assert text(row(*map(Fraction, value)).surface()) == printed


def test_an_entry_with_its_own_power_of_ten_is_set_as_a_product() -> None:
    assert r"4.556 \cdot 10^{71}" in latex(row(Fraction("4.5560608e71"), Fraction("4.25437")).surface())


def line(worked: WorkedExample, name: str) -> NumberLine:
    return next(found for found in (*worked.forward, *worked.backward) if found.name == name)


def test_a_saturated_unit_beside_others() -> None:
    values = {"Z": [[165, 1.18, -3.0353879]], "Y": [[0, 0, 1]]}
    worked = cg.read(CROSS_ENTROPY).derive(wrt="Z").in_numbers(values)
    assert worked.figures == 8
    assert text(line(worked, "dA").result) == "[4.5560608e71, 4.2543742, -21.809048]"  # 1 + e^z, and -(1 + e^-z)


def test_small_weights_of_a_softmax() -> None:
    values: dict[str, Any] = {"X": [[1], [0.5]], "Y": [[1], [0]], "W": [[1e-7, 2e-7], [3e-7, -5e-8]]}
    worked = cg.read(SOFTMAX).derive().in_numbers(values)
    for made in (*worked.forward, *worked.backward):
        for entry in re.findall(r"\d[\d.]*(?:e-?\d+)?", text(made.result).rpartition("[")[2]):
            assert digits(entry) <= worked.figures, text(made.result)


def test_numbers_that_cancel_in_a_small_entry_are_not_put_in() -> None:
    """1 - 1 is not 2e-8: the page takes more digits, as it does for a single number."""
    worked = (
        cg.read("a: 1 x m; b: 1 x m; d = a - b; J = sum(d^2)")
        .derive(wrt="a")
        .in_numbers({"a": [[0.99999998, 0.5123456]], "b": [[1, 0]]})
    )
    d = line(worked, "d")
    assert (text(d.operands) if d.operands else None, text(d.result)) == (
        "[0.99999998, 0.5123456] - [1, 0]",
        "[-2e-8, 0.5123456]",
    )
