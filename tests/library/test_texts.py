"""Mistakes in library texts are answered with the line, a caret and the way out."""

from __future__ import annotations

import pytest

from chalkgrad.errors import NotationError, Span
from chalkgrad.library import function_texts, training_texts
from chalkgrad.library.formulas import signature
from chalkgrad.library.sections import read_text
from chalkgrad.library.shelf import Place
from chalkgrad.library.standard import check_name

SQUARE = """activation a = square(z)
  about   The square.
  symbol  \\mathrm{sq}
  value   z^2
  slope   2 z
  range   [0, inf)
  source  nobody
"""


def whole(text: str, filename: str = "x.chalk") -> Span:
    return Span(text, 0, len(text), filename)


def activation(text: str):
    read = read_text(whole(text, "activations/square.chalk"), kind="activation")
    return function_texts.activation(read, {read.name: signature(read)}, text)


def optimizer(text: str):
    return training_texts.optimizer(read_text(whole(text), kind="optimizer"), text)


def initialisation(text: str):
    return training_texts.initialisation(read_text(whole(text), kind="initialisation"), text)


def message(call, text: str) -> str:
    with pytest.raises(NotationError) as caught:
        call(text)
    return str(caught.value)


def test_a_plain_text_reads():
    square = activation(SQUARE)
    assert square.function.name == "square"
    assert square.function.own == "a"
    assert square.range.text == "[0, inf)"
    assert square.range.low_closed and square.range.high is None


def test_an_unknown_keyword_offers_the_nearest():
    assert message(activation, SQUARE.replace("  slope ", "  slpoe ")) == (
        "activations/square.chalk:5:3: 'slpoe' is no keyword of an activation\n"
        "   5 |   slpoe   2 z\n"
        "         ^^^^^\n"
        "  Did you mean slope? "
        "Known: about, symbol, spelled, value, slope, kink, range, where, stable, identity, source."
    )


def test_a_mistake_in_a_formula_shows_its_place():
    shown = message(activation, SQUARE.replace("z^2", "z^2 + * 3"))
    assert shown.startswith("activations/square.chalk:4:17: found '*'")
    assert "   4 |   value   z^2 + * 3\n                       ^" in shown


def test_an_unknown_name_in_a_formula_shows_its_place():
    assert message(activation, SQUARE.replace("2 z", "2 zz")).startswith(
        "activations/square.chalk:5:13: unknown name 'zz'"
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("  value   z^2\n", "", "an activation needs a line: value ..."),
        ("  about   The square.\n", "  about   The square.\n  about   Again.\n", "about was given before, in line 2"),
        ("activation a = square(z)", "activation square z", "begins with its heading"),
        ("activation a = square(z)", "optimizer square(z)", "begins with its heading"),
        ("square(z)", "square(z, z)", "z is listed twice"),
        ("square(z)\n", "square()\n  kink z = 0 from the right\n", "square needs an argument: square(z)"),
        ("square(z)", "square(z; alpha = x1)", "'x1' is not a number"),
        ("a = square(z)", "a[i] = square(z)", "a component [i] stands on both sides or on none"),
        ("[0, inf)", "0 to inf", "an interval is written (0, 1) or [0, inf)"),
        ("  slope   2 z\n", "  slope   2 z\n  kink    0\n", "a kink is written: z = 0 from the right"),
        ("  slope   2 z\n", "  slope   2 z\n  where   p = 3\n", "where names a part of a stable form"),
        ("  slope   2 z\n", "  slope   2 z\n  identity z\n", "identity needs an equality"),
        ("  slope   2 z\n", "  slope\n", "nothing stands after slope"),
        ("  slope   2 z\n", "  where   z = 3\n  stable  z z\n", "where gives a new name to a part"),
    ],
)
def test_what_is_wrong_is_said(before, after, expected):
    assert before in SQUARE
    assert expected in message(activation, SQUARE.replace(before, after))


def test_an_empty_text_says_how_to_begin():
    with pytest.raises(NotationError) as caught:
        read_text(whole("# nothing\n", "losses/new.chalk"), kind="loss")
    assert str(caught.value) == "losses/new.chalk is empty\n  It should begin with: loss name(...)"


def test_the_file_is_named_after_its_entry():
    with pytest.raises(NotationError, match="the file is named cube, the entry square"):
        check_name(Place("activations", "cube", whole(SQUARE, "activations/cube.chalk")))


DESCENT = """optimizer descent(learning_rate = 0.1)
  about   Down.
  each    parameter w, gradient g
  state   v = 0
  update  v := g
  update  w := w - learning_rate v
  source  nobody
"""


def test_a_state_without_gradient_is_a_counter():
    text = DESCENT.replace("  update  w", "  state   t = 0\n  update  t := t + 1\n  update  w")
    assert optimizer(text).counters == ("t",)
    assert optimizer(DESCENT).counters == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("parameter w, gradient g", "w and g", "each is followed by: parameter w, gradient g"),
        ("v = 0", "v", "a state is given with its start: v = 0"),
        ("v := g", "v = g", "an update is written"),
        ("v := g", "u := g", "u is neither the parameter nor a state"),
        ("learning_rate v\n", "rate v\n", "rate is not known here"),
        ("  update  w := w - learning_rate v\n", "", "no update changes the parameter w"),
    ],
)
def test_what_is_wrong_in_an_optimizer_is_said(before, after, expected):
    assert before in DESCENT
    assert expected in message(optimizer, DESCENT.replace(before, after))


START = """initialisation start(fan_in, fan_out)
  about   A start.
  weights normal(0, 1)
  biases  0
  source  nobody
"""


def test_starting_values_are_drawn_or_constant():
    assert initialisation(START).weights.distribution == "normal"
    assert initialisation(START).biases.distribution == "constant"
    assert "normal takes 2 numbers" in message(initialisation, START.replace("(0, 1)", "(0)"))
    assert "width is not known here" in message(initialisation, START.replace("(0, 1)", "(0, width)"))
