"""Reasons taken apart: what in them is a formula, and what is a word."""

from __future__ import annotations

import pytest

from chalkgrad.notation.surface import Call, Name, Surface
from chalkgrad.notation.text import text
from chalkgrad.page import reason
from chalkgrad.page.fragments import Rule, fragments
from chalkgrad.page.mathml import Setter
from chalkgrad.page.web.words import running


def taken_apart(words: str) -> list[str]:
    """The pieces; formulas stand in braces."""
    return [
        piece if isinstance(piece, str) else piece.text if isinstance(piece, Rule) else f"{{{text(piece)}}}"
        for piece in fragments(words)
    ]


def test_letters_with_accents_belong_to_words() -> None:
    assert taken_apart("LeCun, Müller, Ødegård and Z1") == ["LeCun, Müller, Ødegård and ", "{Z1}"]


@pytest.mark.parametrize("called", ["g(Z1)", "g'(Z1)", "sigmoid(Z1)"])
def test_a_bracket_directly_after_a_letter_is_a_call(called: str) -> None:
    before, formula = fragments(f"the value of {called}")
    assert isinstance(formula, Call) and formula.arguments == (Name("Z1"),)
    assert before == "the value of "


def test_a_bracket_after_a_space_is_a_product() -> None:
    (formula,) = fragments("a (1 - a)")
    assert not isinstance(formula, str | Rule | Call)
    surface: Surface = formula
    assert text(surface) == "a (1 - a)"


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("for a Z in the next layer", ["for a ", "{Z}", " in the next layer"]),
        ("a Z stands there", ["a ", "{Z}", " stands there"]),
        ("it has a W", ["it has a ", "{W}"]),
        ("cancel: -a Y and +a Y", ["cancel: ", "{-a Y}", " and +", "{a Y}"]),
        ("so a Y + b", ["so ", "{a Y + b}"]),
    ],
)
def test_an_article_before_a_capital_letter_is_no_factor(words: str, pieces: list[str]) -> None:
    assert taken_apart(words) == pieces


@pytest.mark.parametrize("words", ["weight decay (L2)", "L2 penalty", "the L1 norm", "an L2 regularisation"])
def test_a_norm_is_no_name(words: str) -> None:
    assert taken_apart(words) == [words]


def test_a_loss_of_layer_2_is_a_name() -> None:
    assert taken_apart("the slope of L2 by Z2") == ["the slope of ", "{L2}", " by ", "{Z2}"]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("here u = a - y and u' = 1", ["here ", "{u = a - y}", " and ", "{u' = 1}"]),
        ("softplus' = sigmoid(z)", ["{softplus' = sigmoid(z)}"]),
        ("the derivative of relu is written relu'", ["the derivative of relu is written ", "{relu'}"]),
        ("C' is the derivative of C", ["{C'}", " is the derivative of ", "{C}"]),
        ("tanh'(hidden_value) = 1 - hidden_unit^2", ["{tanh'(hidden_value) = 1 - hidden_unit^2}"]),
        ("as answer = tanh(forecast)", ["as ", "{answer = tanh(forecast)}"]),
        ("(W1[i,j]^2)' = 2 W1[i,j], by the power rule", ["(W1[i,j]^2)' = 2 W1[i,j]", ", by the power rule"]),
    ],
)
def test_a_slope_and_a_long_name_are_read(words: str, pieces: list[str]) -> None:
    assert taken_apart(words) == pieces


def test_a_possessive_is_no_slope() -> None:
    assert not any(isinstance(piece, Name) and piece.text.endswith("'") for piece in fragments("the units' slopes"))


def test_the_names_of_the_page_are_read_as_such() -> None:
    said = "common denominator forecast (1 - forecast)"
    assert fragments(said)[-1] != fragments(said, frozenset({"forecast"}))[-1]
    words, formula = fragments(said, frozenset({"forecast"}))
    assert words == "common denominator "
    assert not isinstance(formula, str | Rule) and text(formula) == "forecast (1 - forecast)"


def test_a_rule_may_be_about_an_entry_of_the_model() -> None:
    """Its comma does not end the rule, and its name is set as everywhere."""
    words = "power rule: (W2[i,j]^2)' = 2 W2[i,j]; the rest is constant"
    assert fragments(words) == ("power rule: ", Rule("(W2[i,j]^2)' = 2 W2[i,j]"), "; the rest is constant")
    tex = reason.words(words)
    assert r"((W^{[2]}_{i,j})^{2})' = 2\,W^{[2]}_{i,j}" in tex
    html = running(words, Setter())
    assert "<msup><mrow>" in html and html.count("<msubsup><mi>W</mi><mi>𝑖,𝑗</mi><mn>[2]</mn></msubsup>") == 2
