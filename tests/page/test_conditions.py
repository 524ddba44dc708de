"""Which conditions stand on a page."""

from __future__ import annotations

import pytest
from written_derivations import surface

import chalkgrad as cg
from chalkgrad.page.certified import remarks
from chalkgrad.page.chaining import chains
from chalkgrad.page.conditions import worth_saying
from chalkgrad.page.denominators import divisors, stated


@pytest.mark.parametrize(
    ("condition", "line", "said"),
    [
        ("a != 0", "(a - y)/a", True),
        ("1 - a != 0", "(a - y)/(1 - a)", True),
        ("A2 != 0", "A2 - Y", True),
        ("A2 != 0", "dZ2 A1^T", False),
        ("s[i] != 0", "sum_k s[k]", False),
        ("s[k] != 0", "sum_k s[k]", True),
        ("softmax(Z2[j,e])[k] != 0", "softmax(Z2[j,e])[k]", False),
        ("sigmoid(z) != 0", "sigmoid(z)", False),
        ("1 - sigmoid(z) != 0", "sigmoid(z)", False),
        ("sigmoid(z) != 1", "sigmoid(z)", False),
        ("tanh(z) != 0", "1/tanh(z)", True),
        ("tanh(z) != 1", "tanh(z)", False),
        ("exp(z) != 0", "exp(z)", False),
        ("exp(z) != 1", "exp(z)", True),
        ("log(z) != 0", "log(z)", True),
        ("no two entries are equal", "z", True),
        (f"{' + '.join(['a b'] * 30)} != 0", "z", True),
    ],
)
def test_only_what_could_fail_and_is_about_the_line_is_said(condition: str, line: str, said: bool) -> None:
    assert worth_saying(condition, surface(line)) is said


@pytest.mark.parametrize(
    ("condition", "line", "printed"),
    [
        ("1 + 1000 V != 0", "x/(V + 0.001)", "V + 0.001 != 0"),
        ("1 + 1000 V != 0", "x/sqrt(V[i] + 0.001)", "V + 0.001 > 0"),  # a root of what is negative has no value
        ("1 + 1000 V != 0", "x/(2 sqrt(V + 0.001)^3)", "V + 0.001 > 0"),
        ("1000 V 2^(1/2) 5^(1/2) + 2^(1/2) 5^(1/2) != 0", "x/(2 sqrt(V + 0.001)^3)", "V + 0.001 > 0"),
        ("1000 V 2^(1/2) 5^(1/2) + 2^(1/2) 5^(1/2) != 0", "x", "1000 V + 1 != 0"),
        ("1 + V > 0", "log(V + 1)", "V + 1 > 0"),
        ("a != 0", "y log(a) + y/a", "a != 0"),  # that a logarithm is taken of what is positive goes without saying
        ("1 - V > 0", "x/(V - 1)", "1 - V > 0"),  # not V - 1 > 0
        ("a - t != 0", "x/(t - a)^2", "t - a != 0"),
        ("a^2 - 2 a t + t^2 != 0", "x/(a - t)^2", "(a - t)^2 != 0"),
        ("s[k] + 1 != 0", "x/(1 + s[k])", "1 + s[k] != 0"),
        ("s[k] + 1 != 0", "x/(1 + s[j])", "s[k] + 1 != 0"),
        ("1 + A B != 0", "x/(A * B + 1)", "A ⊙ B + 1 != 0"),
        ("1 + A B != 0", "x/(A B + 1)", "1 + A B != 0"),  # a matrix product perhaps
        ("V + 2 != 0", "x/(V + 1)", "V + 2 != 0"),
        ("no two entries are equal", "1/z", "no two entries are equal"),
    ],
)
def test_a_condition_is_printed_as_the_denominators_of_the_page_stand(condition: str, line: str, printed: str) -> None:
    assert stated(condition, divisors(surface(line))).text == printed


@pytest.mark.parametrize(
    ("condition", "before", "follows"),
    [
        ("1 + 2 V != 0", "V + 1/2 > 0", True),
        ("1 + 2 V > 0", "V + 1/2 != 0", False),
        ("2 - 2 V != 0", "V - 1 != 0", True),
        ("1 - V > 0", "V - 1 > 0", False),
        ("1 + V != 0", "V != 0", False),
    ],
)
def test_a_condition_that_follows_from_one_before_is_not_said_again(condition: str, before: str, follows: bool) -> None:
    assert stated(condition, ()).follows_from([stated(before, ())]) is follows


SCALED = """
X: n0 x m
Y: 1 x m
parameter V: n1 x 1
Z = W1 X
N = Z / sqrt(V + 0.001)
A = W2 N
J = 1/(2 m) sum((A - Y)^2)
"""


def test_a_needed_condition_stands_once_and_in_the_words_of_the_model() -> None:
    derivation = cg.read(SCALED).derive("literal", "V")
    rows = [row for chain in chains(derivation["dV"], "lecture") for row in chain.rows]
    said = [text for row in rows if row.certificate is not None for text in remarks(row.certificate)]
    assert [text.replace("\u00a0", " ") for text in said] == ["for V + 0.001 > 0"]
    assert "1 + 1000 V != 0" in derivation["dV"].certificate.conditions  # the proof's own stays in the record
