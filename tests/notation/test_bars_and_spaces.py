r"""``|z|``, ``×``, spaces that do not break, and the ways in which papers write cases and transposes."""

from __future__ import annotations

import pytest

import chalkgrad as cg
from chalkgrad.errors import ChalkError, NotationError
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.tex_reader import read_tex
from chalkgrad.notation.text import text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("|z - y|", "abs(z - y)"),
        ("|z|", "abs(z)"),
        ("2 |z|", "2 abs(z)"),
        ("-|z| + 1", "-abs(z) + 1"),
        ("||z| - 1|", "abs(abs(z) - 1)"),
        ("|1 - |z||", "abs(1 - abs(z))"),
        ("|a| |b|", "abs(a) abs(b)"),
        ("|a|/|b|", "abs(a)/abs(b)"),
        ("|z|^2 + (|y| - 1)^2", "abs(z)^2 + (abs(y) - 1)^2"),
        ("log(|z|)", "log(abs(z))"),
        ("1/2 r^2 if |r| <= k else k (|r| - k/2)", "1/2 r^2 if abs(r) <= k else k (abs(r) - k/2)"),
        ("a × b", "a b"),
        ("2 · a", "2 a"),
        ("a\u00a0+\u2009b\u202fc", "a + b c"),
    ],
)
def test_bars_products_and_spaces(written, meant):
    assert read_expression(written) == read_expression(meant)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("|a| b |c|", "these bars can be read two ways"),
        ("||w||^2", "||...|| is a norm, which is no function here"),
        ("|z", "unbalanced bracket: this '|' is never closed"),
        ("|(z|)", "unbalanced bracket: '|' is closed by ')'"),
    ],
)
def test_bars_that_are_not_clear_are_refused(written, complaint):
    with pytest.raises(NotationError) as caught:
        read_expression(written)
    assert caught.value.message == complaint


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"|z - y|", "abs(z - y)"),
        (r"\alpha |z|", "alpha abs(z)"),
        (r"\left|1 - |z|\right|", "abs(1 - abs(z))"),
        (r"\frac{|z|}{2}", "abs(z)/2"),
        (r"||z| - 1|^{2}", "abs(abs(z) - 1)^2"),
        (r"W^{\mathsf T} x", "W^T x"),
        (r"W^\mathsf{T} x", "W^T x"),
        (r"W^{\mathrm T}\,x", "W^T x"),
        ("a × b + c · d", "a b + c d"),
        ("a\u00a0\\cdot\u00a0b", "a b"),
    ],
)
def test_the_same_in_latex(written, meant):
    assert text(read_tex(written)) == text(read_expression(meant))


@pytest.mark.parametrize("written", [r"|a| b |c|", r"\|w\|^{3}", r"||w||^{2}", r"|z"])
def test_bars_that_are_not_clear_are_refused_in_latex(written):
    with pytest.raises(NotationError):
        read_tex(written)


def cases(*rows: str) -> str:
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


@pytest.mark.parametrize(
    ("rows", "meant"),
    [
        ((r"z & \text{if } z > 0", r"0.1 z & \text{if } z \le 0"), "z if z > 0 else 0.1 z"),
        ((r"z & z \geq 0", r"0.1 z & z < 0"), "z if z >= 0 else 0.1 z"),
        ((r"0.1 z, & \text{if } z < 0,", r"z, & \text{if } z \geq 0."), "0.1 z if z < 0 else z"),
        ((r"z & \text{if } z > 0", r"0.1 z & \text{if } 0 \geq z"), "z if z > 0 else 0.1 z"),
        ((r"1 & z > 0", r"0 & z = 0", r"-1 & z < 0"), "1 if z > 0 else 0 if z = 0 else -1"),
        ((r"1 & |z - y| \le 1", r"0 & |z-y| > 1"), "1 if abs(z - y) <= 1 else 0"),
    ],
)
def test_a_last_condition_that_is_the_rest_is_read_as_otherwise(rows, meant):
    assert text(read_tex(cases(*rows))) == text(read_expression(meant))


@pytest.mark.parametrize(
    "rows",
    [
        (r"z & z > 0", r"0.1 z & z < 0"),
        (r"z & z \ge 0", r"0.1 z & z \le 0"),
        (r"z & z > 0", r"0.1 z & z \le 1"),
        (r"z & z > 0", r"0.1 z & y \le 0"),
        (r"1 & z > 1", r"0 & z = 0", r"-1 & z < 0"),
        (r"z & -1 < z < 1", r"0.1 z & z \le -1"),
        (r"z & z > 0", r"0.1 z & \text{otherwise } z < 0"),
    ],
)
def test_a_last_condition_that_is_not_the_rest_is_refused(rows):
    with pytest.raises(ChalkError):
        read_tex(cases(*rows))


def test_a_model_with_bars():
    assert cg.read("L = |z - y|").derive(wrt="z")["dz"].text == cg.read("L = abs(z - y)").derive(wrt="z")["dz"].text
