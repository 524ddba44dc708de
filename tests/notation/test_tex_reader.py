"""Equations given as LaTeX are read to the model of their plain spelling, or refused with the place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chalkgrad as cg
from chalkgrad.errors import ChalkError, NotationError, ShapeError
from chalkgrad.library import functions
from chalkgrad.model import build
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
    walk_surface,
)
from chalkgrad.notation.tex_reader import read_tex, transliterate
from chalkgrad.notation.text import text

FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softmax", "g", "g2")
EXAMPLES = Path(__file__).parents[2] / "examples"
PENALISED = """
lambda = 0.7
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y ⊙ log(A2)) + lambda/(2 m) (sum(W1^2) + sum(W2^2))
"""
ROWS = """
X: m x n0
Y: m x 1, Y in {0, 1}
parameter W1: n0 x n1
parameter W2: n1 x 1
A1 = tanh(X W1)
A2 = sigmoid(A1 W2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
INDEXED = """
X: n0 x m
Y: n2 x m
Z1[i,e] = sum_k W1[i,k] X[k,e] + b1[i]
A1[i,e] = Z1[i,e] if Z1[i,e] > 0 else 0.01 Z1[i,e]
A2[i,e] = exp(A1[i,e])/(sum_j exp(A1[j,e]))
J = -1/m sum_e sum_i Y[i,e] log(A2[i,e])
"""
SCALAR = "a = sigmoid(z)\nL = -(y log(a) + (1 - y) log(1 - a))"
MODELS = [PENALISED, ROWS, INDEXED, SCALAR, *(path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.chalk")))]


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        (r"W^{[1]} X + b^{[1]}", "W1 X + b1"),
        (r"\Theta^{(1)} a^{(1)}", "Theta1 a1"),
        (r"\tanh(Z^{[1]})", "tanh(Z1)"),
        (r"\sigma\left(Z^{[2]}\right)", "sigmoid(Z2)"),
        (r"\sigma (z)", "sigmoid(z)"),
        (r"\sigma^{2} + \sigma", "sigma^2 + sigma"),
        (r"\sigma'(z)", "sigmoid'(z)"),
        (r"g^{\prime}(Z^{[1]})", "g'(Z1)"),
        (r"W^{[2]\top} dZ^{[2]}", "W2^T dZ2"),
        (r"{W^{[2]}}^T dZ^{[2]}", "W2^T dZ2"),
        (r"W^{[2]T} dZ^{[2]}", "W2^T dZ2"),
        (r"W^{[2]^T} dZ^{[2]}", "W2^T dZ2"),
        (r"\frac{1}{m} dZ^{[2]} A^{[1]\mathrm{T}}", "1/m dZ2 A1^T"),
        (r"\theta^Tx", "theta^T x"),
        (r"X^\intercal y", "X^T y"),
        (r"\left(A B\right)^{T}", "(A B)^T"),
        (r"\frac{1}{1 + e^{-z}}", "1/(1 + exp(-z))"),
        (r"\dfrac{1}{1+\exp(-z)}", "1/(1 + exp(-z))"),
        (r"\frac{e^z - e^{-z}}{e^z + e^{-z}}", "(e^z - e^(-z))/(e^z + e^(-z))"),
        (r"\frac12 (a - y)^2", "1/2 (a - y)^2"),
        (r"x \frac{a}{b} y", "x (a/b) y"),
        (r"-(y \log a + (1-y) \log(1-a))", "-(y log(a) + (1 - y) log(1 - a))"),
        (r"-y\ln\hat{y}", "-y log(yhat)"),
        (r"\log\frac{a}{b} + c", "log(a/b) + c"),
        (r"\log \sum_k e^{z_k}", "log(sum_k exp(z[k]))"),
        (r"\log \sigma(z)", "log(sigmoid(z))"),
        (r"\tanh^2(z)", "tanh(z)^2"),
        (r"\frac{1}{m}\operatorname{sum}(Y \odot \log(A^{[2]}))", "1/m sum(Y ⊙ log(A2))"),
        (r"dA \odot g'(Z)", "dA ⊙ g'(Z)"),
        (r"2 \cdot 3 \times a", "2 · 3 · a"),
        (r"a - \alpha\, da", "a - alpha da"),
        (r"\beta_1 v + (1 - \beta_1) d\gamma", "beta1 v + (1 - beta1) dgamma"),
        (r"\beta_1^t", "beta1^t"),
        (r"\frac{v}{\sqrt{s + \varepsilon}}", "v/sqrt(s + eps)"),
        (r"3 \times 10^{-4} x + 10^{-8}", "3e-4 x + 1e-8"),
        (r"\text{softmax}(Z)_{i,e}", "softmax(Z)[i,e]"),
        (r"\mathop{\text{ReLU}}(Z)", "relu(Z)"),
        (r"\operatorname{LeakyReLU}(z)", "leaky_relu(z)"),
        (r"\mathrm{learning\_rate} \cdot x_{\text{new}}", "learning_rate · x_new"),
        (r"\mathcal{L} + \mathbf{W}^{[1]}", "L + W1"),
        (r"\sum_k W^{[1]}_{i,k} X_{k,e} + b^{[1]}_i", "sum_k W1[i,k] X[k,e] + b1[i]"),
        (r"\sum_{j,k} W_{jk}", "sum_j sum_k W[j,k]"),
        (r"w_ix_i", "w[i] x[i]"),
        (r"a_i (\delta_{ij} - a_j)", "a[i] (δ[i,j] - a[j])"),
        (r"\delta^{[2]}_{i} + \delta_i", "delta2[i] + delta[i]"),
        (r"\max_k z_k", "max_k z[k]"),
        (r"\max(0, z)", "max(0, z)"),
        (r"\max\{0, z\}", "max(0, z)"),
        (r"\left[ y^{(i)} - a^{(i)} \right]", "y[i] - a[i]"),
        (r"\lvert w \rvert + \left|w\right|", "abs(w) + abs(w)"),
        (r"\begin{cases} z & \text{if } z > 0 \\ 0.01z & \text{otherwise} \end{cases}", "z if z > 0 else 0.01 z"),
        (r"\frac{\partial L}{\partial a} \frac{\partial a}{\partial z}", "∂L/∂a ∂a/∂z"),
        (r"\frac{\partial}{\partial w}\left[\frac{1}{2} w^2\right]", "∂(1/2 w^2)/∂w"),
    ],
)
def test_spellings_of_course_notes(written: str, meaning: str) -> None:
    assert read_tex(written, FUNCTIONS) == read_expression(meaning, functions=FUNCTIONS)


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        (r"$Z^{[1]} = W^{[1]} X + b^{[1]}$", "Z1 = W1 X + b1"),
        (r"$$\hat{Y} = \sigma(Z).$$", "Yhat = sigmoid(Z)"),
        (r"\(A^{[1]} = \tanh(Z^{[1]})\),", "A1 = tanh(Z1)"),
        (r"\[ A^{[1]} &= \tanh(Z^{[1]}) \\ \]", "A1 = tanh(Z1)"),
        (r"Z^{[1]} = W^{[1]} X \\  # scores", "Z1 = W1 X # scores"),
        (r"X \in \mathbb{R}^{n_0 \times m}", "X: n0 x m"),
        (r"W^{[1]}, W^{[2]} \in \mathbb{R}^{n^{[0]} \times n_h}", "W1, W2: n0 x n_h"),
        (r"parameter b \in \mathbb{R}^{4}", "parameter b: 4"),
        (r"\lambda \in \mathbb{R}", "lambda: scalar"),
        (r"Y \in \{0, 1\}^{1 \times m}", "Y: 1 x m, Y in {0, 1}"),
        (r"Y \in \{0, 1\}", "Y in {0, 1}"),
        (r"X: n_0 \times m", "X: n0 x m"),
        (r"\hat{Y} := W X", "Yhat = W X"),
        (r"predict \hat{Y}", "predict Yhat"),
        (r"\text{swish}(z) = z \, \sigma(z)", "swish(z) = z sigmoid(z)"),
        (r"a^{[1]} = \tanh(z); b = \ln(a^{[1]})", "a1 = tanh(z); b = log(a1)"),
        (r"Z^{[l]} = W^{[l]} A^{[l-1]}, \quad l = 1, \dots, L", "Z[l] = W[l] A[l-1] for l = 1..L"),
        ("A = W X  # plain: ^ _ {}", "A = W X  # plain: ^ _ {}"),
    ],
)
def test_lines(line: str, plain: str) -> None:
    assert " ".join(transliterate(line, functions()).text.split()) == " ".join(plain.split())


REFUSALS = [
    (r"\foo + 1", r"not understood: \foo", r"\foo"),
    (r"\prod_i x_i", r"not understood: \prod", r"\prod"),
    (r"A \circ B", r"not understood: \circ", r"\circ"),
    (r"\log a b", "where log ends can be read two ways", r"\log a b"),
    (r"\tanh^{-1}(z)", "an exponent on tanh can be a power or an inverse", r"\tanh^{-1}"),
    (r"\sigma z", "σ before a factor can be the sigmoid or a quantity", r"\sigma"),
    (r"\sigma(wx + b)", "wx can be one name or a product", "wx"),
    (r"\lambda x^10", "^10 can be read two ways", "10"),
    (r"\lambda W_ij", "_ij can be read two ways", "ij"),
    (r"\lambda y[a]", "y[a] can be read two ways", "[a]"),
    (r"W^{[1]2}", "a layer and something else in one superscript", "2"),
    (r"e^{\lambda}_i", "an index on a power of e", r"e^{\lambda}_i"),
    (r"W_{ij}^T", "an index and a transpose on one letter", "W_{ij}^T"),
    (r"{W^{[2]}}_{ij}^T", "an index and a transpose on one factor", "{W^{[2]}}_{ij}^T"),
    (r"x^{(i)}_j", "without a model whether i counts examples is not known", "x^{(i)}_j"),
    (r"\sum Y", "sum without an index", r"\sum"),
    (r"\sum_{i=0}^{m} y_i", "these bounds are not understood", r"\sum_{i=0}^{m}"),
    (r"\sum_{j \ne i} x_j", "this subscript is not understood", r"\ne"),
    (r"\frac{dL}{da}", "a derivative or a quotient of two names", r"\frac{dL}{da}"),
    (r"\frac{\partial^2 L}{\partial a}", "this derivative is not understood", r"\frac{\partial^2 L}{\partial a}"),
    (r"\mathcal{L} + L", r"\mathcal{L} and L would both be called L", "L"),
    (r"{a + b} c", "braces are invisible in LaTeX", "{a + b}"),
    (r"\left( a + b", "unbalanced bracket: this '(' is never closed", "("),
    (r"\left( a \right]", "unbalanced bracket: '(' is closed by ']'", "]"),
    (r"a_{i} \right)", "unbalanced bracket: this ')' was never opened", ")"),
    (r"\sqrt[3]{x}", "only square roots are read", "["),
    (r"\lambda ||w||", "||...|| is a norm, which is no function here", "|"),
    (r"\text{where b is} c", r"not understood: \text{where b is}", r"\text{where b is}"),
    (r"a^{2} = b = c", "found '=', expected an operator, a bracket or the end of the formula", "="),
]


@pytest.mark.parametrize(("written", "complaint", "marked"), REFUSALS)
def test_what_is_not_understood_is_refused_with_its_place(written: str, complaint: str, marked: str) -> None:
    with pytest.raises(NotationError) as caught:
        read_tex(written, FUNCTIONS)
    span = caught.value.span
    assert caught.value.message == complaint
    assert span is not None and span.source == written
    assert written[span.start : span.end] == marked


def test_a_model_of_latex_is_the_model_of_its_plain_spelling() -> None:
    mixed = r"""
X \in \mathbb{R}^{n_0 \times m}
Y: n2 x m, Y in {0, 1}
Z^{[1]}_{i,e} = \sum_{k=1}^{n_0} W^{[1]}_{i,k} X_{k,e} + b^{[1]}_i
A1 = tanh(Z1)    # a plain line
Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}
A^{[2]} = \sigma\left(Z^{[2]}\right)
J = -\frac{1}{m} \operatorname{sum}\left(
      Y \odot \log(A^{[2]}) + (1 - Y) \odot \log(1 - A^{[2]})
    \right)
predict A^{[2]}
"""
    plain = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1[i,e] = sum_k W1[i,k] X[k,e] + b1[i]
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))


predict A2
"""
    read, expected = cg.read(mixed), cg.read(plain)
    assert read.quantities == expected.quantities
    assert read.definitions == expected.definitions
    assert read.facts == expected.facts and read.prediction == expected.prediction
    assert read.derive()["dW1"].text == expected.derive()["dW1"].text
    assert cg.read(read.source).definitions == expected.definitions


@pytest.mark.parametrize("source", MODELS)
def test_every_equation_of_a_model_typeset_reads_back(source: str) -> None:
    model = cg.read(source)
    lines = []
    for line in source.splitlines():
        left = read_expression(line.partition(" =")[0]) if " = " in line and ":" not in line else None
        quantity = model.quantities.get(left.text if isinstance(left, Name) else getattr(left, "name", ""))
        if left is not None and quantity is not None and quantity.written is not None:
            line = f"{latex(left)} = {latex(quantity.written)}"
        lines.append(line)
    again = cg.read("\n".join(lines))
    assert again.quantities == model.quantities
    assert again.definitions == model.definitions


@pytest.mark.parametrize(
    ("line", "kind", "message", "marked"),
    [
        (r"Z = W^{[1]} Q", NotationError, "unknown name 'Q'", "Q"),
        (r"Z = X^{T} Y", ShapeError, "shapes do not fit", r"X^{T} Y"),
        (r"Z_e = \sum_{k=1}^{m} X_{k,e}", ShapeError, "the sum runs to m, but k runs along n0", r"\sum_{k=1}^{m}"),
    ],
)
def test_later_errors_show_the_latex(line: str, kind: type[ChalkError], message: str, marked: str) -> None:
    source = f"X: n0 x m\nY: n2 x m\n{line}\nJ = \\operatorname{{sum}}(Z)"
    with pytest.raises(kind) as caught:
        build(source, functions())
    error = caught.value
    assert error.message == message
    assert error.span is not None and error.span.line_number == 3
    assert source[error.span.start : error.span.end] == marked
    assert "^" * len(marked) in str(error)


def test_bounds_are_held_against_the_axes_also_over_several_lines() -> None:
    source = "X: n0 x 5\nJ = \\left(\n  \\sum_{k=1}^{n_0} \\sum_{e=1}^{%s} X_{k,e}\n\\right)"
    assert build(source % 5, functions()).cost == "J"
    with pytest.raises(ShapeError, match="the sum runs to 6, but e runs along"):
        build(source % 6, functions())


def test_plain_text_is_untouched() -> None:
    assert transliterate(MODELS[0]).text is MODELS[0]


def test_untrusted_text_is_refused_in_time() -> None:
    for hostile in (
        r"a = " + r"\frac{" * 5000,
        "a = " + "{" * 20_000 + r"\x",
        r"a = \sqrt" * 5000,
        "x^" * 20_000 + r"{\lambda}",
        "a = " + r"\left(" * 20_000,
        "\\" * 100_001,
        "a = \\log " * 3000,
        "$" * 50_001,
    ):
        with pytest.raises(ChalkError):
            build(hostile, functions())


NAMES = st.sampled_from(
    ["a", "b", "W1", "dZ2", "lambda", "beta1", "learning_rate", "m", "eps", "Theta2", "dgamma", "n_x", "x_1", "data"]
).map(Name)
LEAVES = NAMES | st.sampled_from(
    [
        Literal(Fraction(2)),
        Literal(Fraction(1, 10**8)),
        Literal(Fraction(1, 4)),
        Indexed("W2", ("i", "k2")),
        Indexed("beta1", ("i", "e")),
        DeltaOf("i", "k2"),
    ]
)


def _larger(inner: st.SearchStrategy[Surface]) -> st.SearchStrategy[Surface]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    one = inner.map(lambda body: (body,))
    words = st.sampled_from(["sigmoid", "log", "exp", "relu", "sqrt", "abs", "g2", "tanh", "rowsum", "leaky_relu"])
    comparison = st.builds(Comparison, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), inner, inner)
    return st.one_of(
        inner.map(Minus),
        several.map(Plus),
        st.builds(Product, st.sampled_from([Kind.JUXTAPOSED, Kind.ELEMENTWISE]), several),
        st.builds(Quotient, inner, inner),
        st.builds(Raised, inner, inner),
        inner.map(Transposed),
        st.builds(Call, words, one),
        st.builds(Call, st.sampled_from(["sigmoid", "relu", "g", "g2"]), one, st.just(1)),
        st.builds(Call, st.just("max"), st.tuples(inner, inner)),
        st.builds(At, st.builds(Call, st.just("softmax"), one), st.just(("i", "e"))),
        st.builds(Over, st.sampled_from(["sum", "max"]), st.sampled_from(["k", "k2"]), inner),
        st.builds(Partial, inner, NAMES),
        st.builds(Conditional, inner, comparison, inner),
    )


def _bare(surface: Surface) -> str:
    inside = surface.body if isinstance(surface, Transposed) else surface
    return inside.text if isinstance(inside, Name) else ""


def _is_certain(surface: Surface) -> bool:
    """An entry with a transpose and dZ over dγ can be read two ways, so they are refused."""
    for node in walk_surface(surface):
        match node:
            case Transposed(Indexed() | At() | DeltaOf()):
                return False
            case Quotient(above, below) if all(_bare(side) in ("dZ2", "dgamma") for side in (above, below)):
                return False
            case _:
                pass
    return True


@settings(max_examples=250, deadline=None)
@given(st.recursive(LEAVES, _larger, max_leaves=10).filter(_is_certain))
def test_what_chalkgrad_typesets_reads_back_to_the_identical_tree(surface: Surface) -> None:
    shown = latex(surface)
    assert read_tex(shown, FUNCTIONS) == surface, f"{shown} was {text(surface)}"
