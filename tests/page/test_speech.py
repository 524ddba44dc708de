"""Formulas as they are spoken."""

from __future__ import annotations

import pytest

from chalkgrad.notation.read import read_expression
from chalkgrad.page.speech import speech, spoken_name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("W1 X + b1", "W 1 times X plus b 1"),
        ("A2 - Y", "A 2 minus Y"),
        ("1/m dZ2 A1^T", "1 over m times d Z 2 times A 1 transposed"),
        ("dA1 ⊙ (1 - A1^2)", "d A 1 times, element by element, open bracket 1 minus A 1 squared close bracket"),
        ("-Y/A3", "minus Y over A 3"),
        ("rowsum(dZ1)", "the row sums of d Z 1"),
        ("-(y log(a))", "minus y times the logarithm of a"),
        ("sum_k W2[i,k] A1[k,e]", "the sum over k of W 2 at i, k times A 1 at k, e"),
        ("x^n", "x to the power n"),
        ("lambda/m W1", "lambda over m times W 1"),
        ("δ[i,k]", "delta at i, k"),
        ("1 if z >= 0 else 0", "1 if z is at least 0, otherwise 0"),
        ("-0.5", "minus 0.5"),
    ],
)
def test_speech(written: str, said: str) -> None:
    assert speech(read_expression(written)) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dZ2", "d Z 2"),
        ("dW[l+1]", "d W of layer l plus 1"),
        ("δ2", "delta 2"),
        ("lambda", "lambda"),
        ("dgamma1", "d gamma 1"),
        ("data", "data"),
        ("da", "d a"),
        ("x_1", "x_1"),
    ],
)
def test_names(name: str, said: str) -> None:
    assert spoken_name(name) == said
