"""Formulas that are too wide for their page: broken so that they fit, each bracket like the one it belongs to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_derivations import surface

from chalkgrad.notation.surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from chalkgrad.page.board_breaks import draw_within, flat_within
from chalkgrad.page.glyphs import ASCII, UNICODE, Glyphs

PAIRS = ("⎛⎞", "⎜⎟", "⎝⎠", "⎡⎤", "⎢⎥", "⎣⎦", "()", "[]")

entries = st.sampled_from([Indexed("W2", ("i", "k")), Name("dZ2"), Name("lambda"), Name("hidden"), Name("m")])
leaves = entries | st.integers(0, 9).map(lambda n: Literal(Fraction(n)))


def grown(inner: st.SearchStrategy[Surface]) -> st.SearchStrategy[Surface]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    called = st.sampled_from(["sigmoid", "log", "relu", "softmax"])
    return st.one_of(
        inner.map(Minus),
        several.map(Plus),
        st.tuples(st.sampled_from([Kind.JUXTAPOSED, Kind.ELEMENTWISE]), several).map(lambda two: Product(*two)),
        st.tuples(inner, inner).map(lambda two: Quotient(*two)),
        st.tuples(inner, leaves).map(lambda two: Raised(*two)),
        inner.map(Transposed),
        st.tuples(called, inner).map(lambda two: Call(two[0], (two[1],), 0)),
        inner.map(lambda body: At(body, ("i",))),
        inner.map(lambda body: Over("sum", "k", body)),
        st.tuples(inner, inner).map(lambda two: Block((two,))),
        st.tuples(inner, entries).map(lambda two: Partial(*two)),
        st.tuples(inner, inner, inner).map(lambda of: Conditional(of[0], Comparison("<", of[1], Name("z")), of[2])),
    )


def drawn(written: Surface, width: int, glyphs: Glyphs = UNICODE) -> list[str]:
    return [line.rstrip() for box in draw_within(written, glyphs, width) for line in box.lines]


@settings(deadline=None, max_examples=300)
@given(st.recursive(leaves, grown, max_leaves=16), st.integers(44, 100))
def test_every_formula_of_short_names_fits_and_its_brackets_match(written: Surface, width: int) -> None:
    lines = drawn(written, width)
    assert max(map(len, lines)) <= width
    page = "\n".join(lines)
    assert all(page.count(left) == page.count(right) for left, right in PAIRS)
    assert max(map(len, flat_within(written, ASCII, width))) <= width


def test_both_brackets_are_as_high_as_the_highest_part_between_them() -> None:
    assert drawn(surface("tanh(a/b c + second_summand)"), 20) == [
        "    ⎛a",
        "tanh⎜─ c",
        "    ⎝b",
        "                  ⎞",
        "  + second_summand⎟",
        "                  ⎠",
    ]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("(a - b)/(a (1 - long_name))", 24, ["(a - b)", "  /(a (1 - long_name))"]),
        ("Y if long_condition > other_name else 0", 24, ["Y if long_condition", "  > other_name else 0"]),
        ("[first_name, second_name]", 20, ["[first_name,", "  second_name]"]),
        ("(first_name + second_name)^T", 20, ["(first_name", "  + second_name)ᵀ"]),
    ],
)
def test_where_a_line_is_broken(text: str, width: int, expected: list[str]) -> None:
    assert flat_within(surface(text), UNICODE, width) == expected


def test_a_product_is_not_torn_where_it_fits_below_its_derivative() -> None:
    written = Partial(surface("first[i] second[i]"), Name("first"))
    assert [line.strip() for line in drawn(written, 24)] == ["∂", "──────", "∂first", "[first[i] second[i]]"]


def test_a_derivative_that_carries_an_exponent_keeps_its_brackets_when_it_is_broken() -> None:
    written = Raised(Partial(surface("first[i] + second[i]"), Name("x")), Literal(Fraction(2)))
    assert "".join(flat_within(written, UNICODE, 20)).replace(" ", "") == "(∂/∂x[first[i]+second[i]])²"
