"""Formulas as LaTeX: names as in the course, parentheses where the tree needs them, safe macros only."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalkgrad.notation.latex import latex
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
    Surface,
    Transposed,
)

FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax", "g", "batch_norm")


def written(text: str) -> str:
    return latex(read_expression(text, functions=FUNCTIONS))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Z", "Z"),
        ("dZ2", "dZ^{[2]}"),
        ("W1", "W^{[1]}"),
        ("db12", "db^{[12]}"),
        ("lambda", r"\lambda"),
        ("beta1", r"\beta_{1}"),
        ("dgamma", r"d\gamma"),
        ("Theta1", r"\Theta^{[1]}"),
        ("dTheta2", r"d\Theta^{[2]}"),
        ("delta", r"\delta"),
        ("eps", r"\varepsilon"),
        ("n_x", "n_{x}"),
        ("x_1", "x_{1}"),
        ("data", r"\mathrm{data}"),
        ("learning_rate", r"\mathrm{learning\_rate}"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert latex(Name(name)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/m dZ2 A1^T", r"\frac{1}{m}\,dZ^{[2]}\,A^{[1]\top}"),
        ("(W2^T dZ2) ⊙ (1 - A1^2)", r"W^{[2]\top}\,dZ^{[2]} \odot (1 - (A^{[1]})^{2})"),
        ("A ⊙ (B C)", r"A \odot (B\,C)"),
        ("A (B ⊙ C)", r"A\,(B \odot C)"),
        ("A B^T", r"A\,B^{\top}"),
        ("(A B)^T", r"(A\,B)^{\top}"),
        ("W2[i,j]", "W^{[2]}_{i,j}"),
        ("W2[i,k2]", "W^{[2]}_{i,k_{2}}"),
        ("δ[i,j]", r"\delta_{ij}"),
        ("δ[i,k2]", r"\delta_{i,k_{2}}"),
        ("softmax(Z2)[i,e]", r"\mathop{\text{softmax}}(Z^{[2]})_{i,e}"),
        ("a^2", "a^{2}"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("log(a)^2", r"(\log(a))^{2}"),
        ("beta1^t", r"\beta_{1}^{t}"),
        ("-(y log(a) + (1 - y) log(1 - a))", r"-(y\log(a) + (1 - y)\log(1 - a))"),
        ("-y/a + (1 - y)/(1 - a)", r"-\frac{y}{a} + \frac{1 - y}{1 - a}"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + (-b)", "a - b"),
        ("a (-b)", r"a\,(-b)"),
        ("2 x", "2x"),
        ("2 (a/b)", r"2\,\frac{a}{b}"),
        ("sum_k a[k] b[k]", r"\sum_{k} a_{k}\,b_{k}"),
        ("(sum_k a[k]) c", r"\left(\sum_{k} a_{k}\right)\,c"),
        ("(c (sum_k a[k])) ⊙ b", r"\left(c\sum_{k} a_{k}\right) \odot b"),
        ("sum_i sum_k a[i,k]", r"\sum_{i} \sum_{k} a_{i,k}"),
        ("max_k z[k]", r"\max_{k} z_{k}"),
        ("∂L/∂a", r"\frac{\partial L}{\partial a}"),
        ("∂(y a)/∂a", r"\frac{\partial}{\partial a}\left[y\,a\right]"),
        ("sigmoid(z)", r"\sigma(z)"),
        ("sigmoid'(z)", r"\sigma'(z)"),
        ("tanh(Z1)", r"\tanh(Z^{[1]})"),
        ("relu(Z1)", r"\mathop{\text{ReLU}}(Z^{[1]})"),
        ("relu'(Z1)", r"\mathrm{ReLU}'(Z^{[1]})"),
        ("leaky_relu(z, alpha)", r"\mathop{\text{LeakyReLU}}(z, \alpha)"),
        ("batch_norm(Z)", r"\mathrm{batch\_norm}(Z)"),
        ("g'(Z1)", "g'(Z^{[1]})"),
        ("rowsum(dZ2)", r"\mathop{\text{rowsum}}(dZ^{[2]})"),
        ("exp(-z)", "e^{-z}"),
        ("exp(z/2)", r"\exp\left(\frac{z}{2}\right)"),
        ("exp(z)^2", "(e^{z})^{2}"),
        ("sqrt(s + eps)", r"\sqrt{s + \varepsilon}"),
        ("abs(z)", r"\lvert z \rvert"),
        ("z if z >= 0 else -z", r"\begin{cases} z & \text{if } z \ge 0 \\ -z & \text{otherwise} \end{cases}"),
        ("0.01", "0.01"),
        ("1e-8", "10^{-8}"),
    ],
)
def test_formulas(text: str, expected: str) -> None:
    assert written(text) == expected


def test_a_third_is_a_fraction_and_a_fraction_raised_is_parenthesised() -> None:
    assert latex(Literal(Fraction(1, 3))) == r"\frac{1}{3}"
    assert latex(Raised(Literal(Fraction(1, 3)), Name("n"))) == r"\left(\frac{1}{3}\right)^{n}"


NAMES = st.sampled_from(["a", "b", "W1", "dZ2", "lambda", "beta1", "learning_rate", "m"]).map(Name)
LEAVES = st.one_of(
    NAMES,
    st.sampled_from([Literal(Fraction(2)), Literal(Fraction(1, 3)), Literal(Fraction(1, 10**8))]),
    st.just(Indexed("W2", ("i", "k2"))),
    st.just(DeltaOf("i", "j")),
)


def _larger(inner: st.SearchStrategy[Surface]) -> st.SearchStrategy[Surface]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        inner.map(Minus),
        several.map(Plus),
        st.tuples(st.sampled_from(list(Kind)), several).map(lambda pair: Product(*pair)),
        st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
        st.tuples(inner, inner).map(lambda pair: Raised(*pair)),
        inner.map(Transposed),
        st.tuples(st.sampled_from(["sigmoid", "log", "exp", "relu", "sqrt", "abs", "g2"]), inner).map(
            lambda pair: Call(pair[0], (pair[1],), 0)
        ),
        inner.map(lambda body: At(body, ("i",))),
        st.tuples(st.sampled_from(["sum", "max"]), inner).map(lambda pair: Over(pair[0], "k", pair[1])),
        st.tuples(inner, inner).map(lambda pair: Partial(*pair)),
        st.tuples(inner, inner, inner).map(
            lambda three: Conditional(three[0], Comparison("<", three[1], Name("z")), three[2])
        ),
    )


SURFACES = st.recursive(LEAVES, _larger, max_leaves=12)
REFUSED = re.compile(r"\\(operatorname|mbox|phantom|def|newcommand|require|cancel)\b|[|<>]")


@given(SURFACES)
def test_every_formula_is_ascii_balanced_and_free_of_refused_macros(surface: Surface) -> None:
    made = latex(surface)
    assert made.isascii()
    assert not REFUSED.search(made)
    assert made.count(r"\left") == made.count(r"\right")
    plain = re.sub(r"\\[{}]", "", made)
    depth = 0
    for character in plain:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"\}\^\{[^{}]*\}\^|\^\{[^{}]*\}\^", made), "two superscripts in a row do not render"


@given(SURFACES, SURFACES)
def test_different_groupings_look_different(first: Surface, second: Surface) -> None:
    grouped = Minus(Plus((first, second)))
    loose = Plus((Minus(first), second))
    assert latex(grouped) != latex(loose)
