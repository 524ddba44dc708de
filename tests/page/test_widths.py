"""No line of a terminal page is wider than the page, unless what stands there cannot be broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import gallery
import pytest
from networks import BATCH_NORM, LONG_MATRICES, LONG_NAMES, OWN_FUNCTION, THREE_LAYERS

import chalkgrad as cg
from chalkgrad.page import Options, printer
from chalkgrad.page.document import Entry, Listing, Table
from chalkgrad.page.glyphs import UNICODE
from chalkgrad.page.lines import as_text, wrapped
from chalkgrad.page.listing_layout import listing_lines, table_lines

WIDTHS = (40, 60, 80, 120)

LONG_PENALTY = """\
features: number_of_inputs x batch_size
labels: number_of_classes x batch_size, colsum(labels) = 1
hidden_preactivation = W_input_to_hidden features + b_hidden
hidden_activation = relu(hidden_preactivation)
class_scores = W_hidden_to_class hidden_activation + b_class
class_probabilities = softmax(class_scores)
total_cost = -1/batch_size sum(labels log(class_probabilities)) + \
weight_decay/(2 batch_size) (sum(W_input_to_hidden^2) + sum(W_hidden_to_class^2))
weight_decay = 0.01
"""

MODELS = {
    "three": THREE_LAYERS,
    "long": LONG_NAMES,
    "long-matrices": LONG_MATRICES,
    "long-penalty": LONG_PENALTY,
    "batch-norm": BATCH_NORM,
    "own-function": OWN_FUNCTION,
    "shallow": gallery.SHALLOW,
}

PAIRS = ("⎛⎞", "⎜⎟", "⎝⎠", "⎡⎤", "⎢⎥", "⎣⎦", "()", "[]")


def too_wide(said: str, width: int) -> list[str]:
    """The lines that are wider than the page, but for one name, or a function or power of one, or what it is in."""
    lines = (line for line in said.splitlines() if len(line) > width)
    return [line for line in lines if len(line.strip(" │→┌┐└┘").split()) > 2 or len(line.split(" ")[-1]) < width // 2]


@cache
def derived(name: str) -> cg.Derivation:
    return cg.read(MODELS[name]).derive()


def test_the_exception_is_one_name() -> None:
    assert too_wide(f"    {'x' * 40}\n  = {'x' * 40}\n{'x' * 39}", 40) == []
    assert len(too_wide(f"  a + {'x' * 40}\n{'a b ' * 20}\n", 40)) == 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("example", gallery.EXAMPLES, ids=gallery.NAMES)
def test_no_line_of_the_gallery_is_too_wide(example: gallery.Example, width: int) -> None:
    terminal = printer("terminal").page
    assert terminal is not None
    assert too_wide(str(terminal(example.document(), Options(width=width))), width) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(MODELS))
def test_no_line_of_a_derivation_is_too_wide(name: str, width: int) -> None:
    found = derived(name)
    for level in ("outline", "lecture", "every-line"):
        assert too_wide(str(found.printed(printer("terminal"), Options(width=width, level=level))), width) == []
    assert too_wide(str(found.figure().to("terminal", width=width)), width) == []
    for equation in found.equations:
        if equation.shape != "scalar":
            assert too_wide(str(found.figure("matrices", equation.name).to("terminal", width=width)), width) == []


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(MODELS))
def test_steps_of_long_names_fit_and_their_brackets_match(name: str, width: int, encoding: str) -> None:
    for level in ("lecture", "every-line"):
        options = Options(width=width, level=level, encoding=encoding)
        page = str(derived(name).printed(printer("terminal"), options))
        assert max(map(len, page.splitlines())) <= width
        assert all(page.count(left) == page.count(right) for left, right in PAIRS)
        assert not re.search(r"[ \u00a0]$", page, re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_weights_and_bias_in_one_matrix_fit(width: int) -> None:
    made = cg.read(LONG_PENALTY).derive("ng-theta").to("terminal", width=width)
    assert max(map(len, made.splitlines())) <= width


def test_a_long_left_side_stands_above_what_would_be_broken_beside_it() -> None:
    lines = derived("long-penalty").to("terminal", width=80).splitlines()
    place = lines.index("    dclass_scores[i,e]")
    assert lines[place + 2] == "      = Σ dclass_probabilities[k,e] ─────────────────────────"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["shallow", "long"])
def test_no_line_of_a_network_in_numbers_is_too_wide(name: str, width: int) -> None:
    found = derived(name)
    assert too_wide(str(found.printed(printer("terminal"), Options(width=width), found.in_numbers())), width) == []


def lines(text: Callable[[int], str], widths: range) -> list[str]:
    return [line for width in widths for line in too_wide(text(width), width)]


def test_columns_never_touch() -> None:
    entries = derived("long").equations
    listing = Listing(tuple(Entry(e.left.surface, e.value.surface, e.shape, steps=4) for e in entries))

    def said(width: int) -> str:
        return as_text(listing_lines(listing, UNICODE, width), colour=False)

    assert lines(said, range(40, 140)) == []
    for width in range(40, 140):
        shapes = [line for line in said(width).splitlines() if "4 steps" in line]
        assert len(shapes) == len(entries)
        assert all("   " in line.lstrip() or "=" not in line for line in shapes)


def test_a_table_shares_the_room_and_becomes_a_list() -> None:
    rows = (("dA2 = A2 - Y", "a derivative of the loss of one example"), ("dW2 = dZ2 A1", "a derivative of the cost"))
    table = Table(("the course writes", "what that means"), tuple((tuple(r[:1]), tuple(r[1:])) for r in rows))

    def said(width: int) -> str:
        return as_text(table_lines(table, UNICODE, width), colour=False)

    assert lines(said, range(24, 100)) == []
    assert said(80).splitlines()[1] == "  dA2 = A2 - Y        a derivative of the loss of one example"
    assert said(20).splitlines()[:2] == ["  dA2 = A2 - Y", "      what that"]


def test_a_long_word_is_parted_between_letters_without_a_space() -> None:
    assert wrapped("as ∂predicted[e]/∂weights[i] is 1", 16) == ["as", "∂predicted[e]/", "∂weights[i] is 1"]
    assert wrapped("f(abcdef,ghijkl) b", 10) == ["f(abcdef,", "ghijkl) b"]
    assert wrapped("f(a,b,c,d)", 7) == ["f(a,b,", "c,d)"]
