"""Which conditions stand on a page."""

from __future__ import annotations

import pytest
from written_derivations import surface

from chalkgrad.page.conditions import worth_saying


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
