"""Random index-form terms for property tests: scalars, a vector, matrices, sums, deltas, functions, conditions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from chalkgrad import library
from chalkgrad.terms import (
    Add,
    Apply,
    Axis,
    Compare,
    Component,
    Context,
    Delta,
    Div,
    Entry,
    Index,
    Mul,
    Neg,
    Power,
    Select,
    Size,
    Sum,
    Term,
    number,
)

N, M = Axis("n"), Axis("m")
I, K, E, F = Index("i", N), Index("k", N), Index("e", M), Index("f", M)
LAYOUTS = {
    "x": (None, None),
    "y": (None, None),
    "u": (N, None),
    "v": (N, None),
    "W": (N, M),
    "Y": (N, M),
    "S": (N, N),
}
CONTEXT = Context(LAYOUTS, {}, library.functions())

_NUMBERS = st.sampled_from([number(1), number(2), number(3), number(-1), number(Fraction(1, 2))])
_SCALARS = st.sampled_from([Entry("x", ()), Entry("y", ())])
_ALONG_N, _ALONG_M = st.sampled_from([I, K]), st.sampled_from([E, F])


@st.composite
def leaves(draw: st.DrawFn) -> Term:
    kind = draw(st.integers(0, 7))
    if kind <= 1:
        return draw(_SCALARS)
    if kind == 2:
        return draw(_NUMBERS)
    if kind == 3:
        return Entry(draw(st.sampled_from(["u", "v"])), (draw(_ALONG_N),))
    if kind <= 5:
        return Entry(draw(st.sampled_from(["W", "Y"])), (draw(_ALONG_N), draw(_ALONG_M)))
    if kind == 6:
        return Delta(I, K)
    return draw(st.sampled_from([Size(N), Entry("S", (I, K)), Entry("S", (K, I)), Entry("S", (I, I))]))


def _grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    exponents = st.sampled_from([number(2), number(3), number(-1), number(Fraction(1, 2))])
    functions = st.sampled_from(["exp", "log", "sqrt", "abs", "sigmoid", "tanh", "softplus", "relu"])
    relations = st.sampled_from(["<", ">", "<=", ">="])
    return st.one_of(
        st.builds(lambda a, b: Add((a, b)), inner, inner),
        st.builds(lambda a, b: Mul((a, b)), inner, inner),
        st.builds(lambda a, b: Mul((a, b)), inner, inner),
        st.builds(lambda a: Neg(a), inner),
        st.builds(lambda a, b: Div(a, b), inner, inner),
        st.builds(lambda a, n: Power(a, n), inner, exponents),
        st.builds(lambda f, a: Apply(f, (a,)), functions, inner),
        st.builds(lambda a, b: Apply("max", (a, b)), inner, inner),
        st.builds(lambda i, a: Sum(i, a), st.sampled_from([I, K, E, F]), inner),
        st.builds(lambda r, a, b, c, d: Select(Compare(r, a, b), c, d), relations, inner, inner, inner, inner),
        st.builds(lambda i, a: Component("softmax", i, K, a), st.sampled_from([I]), inner),
    )


TERMS = st.recursive(leaves(), _grown, max_leaves=8)
