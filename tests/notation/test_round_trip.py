"""What is printed as text reads back to the identical tree."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from chalkgrad.notation.read import read_expression
from chalkgrad.notation.surface import (
    At,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
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
    Transposed,
)
from chalkgrad.notation.text import text

FUNCTIONS = ("sigmoid", "softmax")

names = st.sampled_from(["a", "W1", "dZ2", "m", "lambda", "θ", "x_1"]).map(Name)
entries = st.builds(Indexed, st.sampled_from(["W1", "A2"]), st.sampled_from([("i",), ("i", "k"), ("k", "e")]))
deltas = st.builds(DeltaOf, st.just("i"), st.just("k"))
literals = st.fractions(min_value=0, max_value=99, max_denominator=1).map(Literal) | st.sampled_from(
    [Literal(Fraction(1, 100)), Literal(Fraction("1e-8")), Literal(Fraction("2.5"))]
)
relations = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


def grown(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    comparison = st.builds(Comparison, relations, inner, inner)
    return st.one_of(
        st.builds(Minus, inner),
        several.map(Plus),
        st.builds(Product, st.sampled_from(Kind), several),
        st.builds(Quotient, inner, inner),
        st.builds(Raised, inner.filter(lambda base: base != Name("e")), inner),
        st.builds(Transposed, inner),
        st.builds(Call, st.sampled_from(["sigmoid", "log", "exp", "sum", "rowsum"]), inner.map(lambda a: (a,))),
        st.builds(Call, st.just("sigmoid"), inner.map(lambda a: (a,)), st.just(1)),
        st.builds(At, st.builds(Call, st.just("softmax"), inner.map(lambda a: (a,))), st.just(("i",))),
        st.builds(Over, st.sampled_from(["sum", "max"]), st.just("k"), inner),
        st.builds(Conditional, inner, comparison, inner),
        st.builds(Partial, inner, entries),
    )


trees = st.recursive(names | entries | deltas | literals, grown, max_leaves=12)


@settings(max_examples=400, deadline=None)
@given(trees)
def test_printed_text_reads_back_to_the_identical_tree(tree):
    shown = text(tree)
    assert read_expression(shown, functions=FUNCTIONS) == tree, shown
