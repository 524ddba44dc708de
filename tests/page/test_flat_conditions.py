"""Pieces on one line: what a terminal that knows only ASCII shows reads back to the same formula."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_derivations import surface

from chalkgrad.notation.latex import latex
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.surface import (
    Call,
    Comparison,
    Conditional,
    Kind,
    Literal,
    Minus,
    Name,
    Plus,
    Product,
    Raised,
    Surface,
)
from chalkgrad.notation.text import text
from chalkgrad.page.board import flat
from chalkgrad.page.glyphs import ASCII
from chalkgrad.page.mathml import Setter
from chalkgrad.page.speech import speech
from chalkgrad.page.typst_formula import Pen

NESTED = "u if (1 if z >= 0 else -1) >= -(1 if z >= 0 else -1) else v"

leaves = st.sampled_from(["a", "b", "W1", "z"]).map(Name) | st.integers(0, 9).map(lambda n: Literal(Fraction(n)))


def grown(inner: st.SearchStrategy[Surface]) -> st.SearchStrategy[Surface]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    comparison = st.builds(Comparison, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), inner, inner)
    return st.one_of(
        st.builds(Minus, inner),
        several.map(Plus),
        st.builds(Product, st.just(Kind.ELEMENTWISE), several),
        st.builds(Raised, inner, inner),
        st.builds(Call, st.sampled_from(["tanh", "log"]), inner.map(lambda a: (a,))),
        st.builds(Conditional, inner, comparison, inner),
        st.builds(Conditional, inner, comparison, inner),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(leaves, grown, max_leaves=10))
def test_one_line_in_ascii_reads_back_to_the_same_formula(tree: Surface) -> None:
    shown = flat(tree, ASCII)
    assert text(read_expression(shown, functions=("tanh",))) == text(tree), shown


@pytest.mark.parametrize(
    ("write", "part"),
    [
        (lambda s: flat(s, ASCII), "u if (1 if z >= 0 else -1) >= -(1 if z >= 0 else -1) else v"),
        (latex, r"\text{if } \left(\begin{cases}"),
        (Setter(flat=True).set, "<mtext>if&#160;</mtext><mrow><mrow><mo"),
        (Pen(flat=True).write, '"if" \\(1 " "'),
        (speech, "if open bracket 1 if z"),
    ],
)
def test_pieces_as_a_side_of_a_condition_stand_in_brackets(write, part: str) -> None:  # type: ignore[no-untyped-def]
    assert part in write(surface(NESTED))
