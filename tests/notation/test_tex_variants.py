r"""The many ways in which people typeset the same network: each is read to the one model, or refused with a way out."""

import re

import pytest

import chalkgrad as cg
from chalkgrad.errors import NotationError
from chalkgrad.notation.text import text

DECLARED = "X: n0 x m\nY: n2 x m\n"
PLAIN = (
    "Z1 = W1 X + b1",
    "A1 = relu(Z1)",
    "Z2 = W2 A1 + b2",
    "A2 = sigmoid(Z2)",
    "J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))",
)
TEX = (
    r"Z^{[1]} = W^{[1]} X + b^{[1]}",
    r"A^{[1]} = \operatorname{ReLU}(Z^{[1]})",
    r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}",
    r"A^{[2]} = \sigma(Z^{[2]})",
    r"J = -\frac{1}{m} \sum_{e=1}^{m} \sum_i \left( Y_{ie} \log A^{[2]}_{ie} + (1-Y_{ie}) \log(1-A^{[2]}_{ie}) \right)",
)
ALIGNED = tuple(line.replace(" = ", " &= ", 1) for line in TEX)


def meaning(text):
    model = cg.read(text)
    return {name: repr(definition.value) for name, definition in model.definitions.items()}


def model_of(lines):
    return meaning(DECLARED + "\n".join(lines))


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (0, r"Z^{[1]} = \mathbf{W}^{[1]} X + b^{[1]}"),
        (0, r"\boldsymbol{Z}^{[1]} = \boldsymbol{W}^{[1]} \mathbf{X} + \boldsymbol{b}^{[1]}"),
        (0, r"Z^{(1)} = W^{(1)} X + b^{(1)}"),
        (0, r"{Z^{[1]}} = {W^{[1]}}\,X\;+\;{b^{[1]}}"),
        (0, r"Z^{\left[1\right]} = W^{\lbrack 1\rbrack}\cdot X\quad + b^{[ 1 ]}"),
        (0, r"Z_{1} = W_{1}X + b_{1} \\"),
        (0, r"Z^{[1]} \coloneqq W^{[1]} X + b^{[1]}"),
        (0, r"Z^{[1]} := W^{[1]} X + b^{[1]}"),
        (0, r"Z^{[1]} &\triangleq W^{[1]} X + b^{[1]} \\"),
        (0, r"$Z^{[1]} = W^{[1]} X + b^{[1]}$"),
        (0, r"$$Z^{[1]} = W^{[1]} X + b^{[1]}$$"),
        (0, r"\[Z^{[1]} = W^{[1]} X + b^{[1]}\]"),
        (0, r"\(Z^{[1]} = W^{[1]} X + b^{[1]}\)"),
        (0, r"Z^{[1]} = W^{[1]} X + b^{[1]} \tag{1} \label{eq:first}"),
        (0, r"Z^{[1]} = W^{[1]} X + b^{[1]}, \nonumber"),
        (0, r"\begin{equation} Z^{[1]} = W^{[1]} X + b^{[1]} \end{equation}"),
        (0, r"Z^{[1]} = {{W^{[1]}}^\top}^\top X + b^{[1]}"),
        (1, r"A^{[1]} = \text{ReLU}\left(Z^{[1]}\right)"),
        (1, r"A^{[1]} = \mathrm{ReLU}\big(Z^{[1]}\big)"),
        (1, r"A^{[1]} = \operatorname*{relu}\!\left[Z^{[1]}\right]"),
        (3, r"A^{[2]} = \boldsymbol{\sigma}(Z^{[2]})"),
        (3, r"A^{[2]} = \mathrm{sigmoid}\bigl(Z^{[2]}\bigr)."),
        (4, r"J = -\frac1m \operatorname{sum}\left(Y \odot \ln(A^{[2]}) + (1-Y) \odot \ln(1-A^{[2]})\right)"),
        (4, r"J = -\dfrac{1}{m}\,\text{sum}\Big( Y \ast \log\{A^{[2]}\} + \left[1-Y\right] * \log{(1-A^{[2]})} \Big)"),
    ],
)
def test_one_line_in_latex_among_plain_ones(number, line):
    lines = list(PLAIN)
    lines[number] = line
    spelled = {"W1": "W_1", "b1": "b_1"} if "_{1}" in line else {}
    wanted = [re.sub(r"\b[Wb]1\b", lambda found: spelled.get(found[0], found[0]), each) for each in PLAIN]
    assert model_of(lines) == model_of(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TEX),
        "\n".join(f"${line}$" for line in TEX),
        "\\begin{align}\n" + " \\\\\n".join(ALIGNED) + "\n\\end{align}",
        "\\begin{align*}\n" + " \\\\[4pt]\n".join(ALIGNED) + "\n\\end{align*}",
        r"\begin{align}" + r" \\ ".join(ALIGNED) + r"\end{align}",
        "\\begin{equation}\n\\begin{aligned}\n" + " \\\\\n".join(ALIGNED) + "\n\\end{aligned}\n\\end{equation}",
        "$$\n\\begin{aligned}\n" + " \\\\\n".join(ALIGNED) + "\n\\end{aligned}\n$$",
        "\\[\n\\begin{split}\n" + " \\\\\n".join(ALIGNED) + "\n\\end{split}\n\\]",
        "\\begin{gather}\n" + " \\\\\n".join(TEX) + "\n\\end{gather}",
        "\\begin{align}\n" + " \\nonumber \\\\\n".join(ALIGNED) + " \\label{eq:cost}\n\\end{align}",
        "\\begin{align}\nZ1 &= W1 X + b1 \\\\\n" + " \\\\\n".join(ALIGNED[1:]) + "\n\\end{align}",
    ],
    ids=["lines", "dollars", "align", "spaced", "one line", "equation", "display", "split", "gather", "label", "mixed"],
)
def test_a_whole_network_as_it_stands_in_a_paper(text):
    assert meaning(DECLARED + text) == model_of(TEX)
    assert cg.read(DECLARED + text).derive()["dW1"].text == "1/m dZ1 X^T"


@pytest.mark.parametrize("sign", ["=", "&=", "& =", "&=&", "=&"])
def test_an_example_of_a_quantity_is_known_by_its_small_letter_however_it_is_aligned(sign):
    """a^{[1](i)} is a column of A^{[1]}, whose equation stands above."""
    cost = rf"J {sign} -\frac{{1}}{{m}} \sum_{{i=1}}^{{m}} y^{{(i)}} \log a^{{[1](i)}}"
    aligned = rf"A^{{[1]}} {sign} \sigma(W^{{[1]}} X + b^{{[1]}}) \\ {cost}"
    text = f"X: n0 x m\nY: 1 x m\n\\begin{{eqnarray}}\n{aligned}\n\\end{{eqnarray}}"
    assert meaning(text) == meaning("X: n0 x m; Y: 1 x m; A1 = sigmoid(W1 X + b1); J = -1/m sum_i (Y[i] log(A1[i]))")


def test_rows_of_cases_inside_align_stay_rows():
    cases = r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}"
    text = rf"\begin{{align}} a &= {cases} \\ L &= a^2 \end{{align}}"
    assert meaning(text) == meaning("a = z if z > 0 else 0; L = a^2")


@pytest.mark.parametrize(
    ("number", "line", "expected", "way_out"),
    [
        (4, r"J = \frac{1}{m} \mathrm{sum}(Y \circ A^{[2]})", r"7:32: not understood: \circ", r"Write \odot"),
        (4, r"J = \frac{1}{m} \mathrm{sum}(Y \otimes A^{[2]})", r"not understood: \otimes", r"Write \odot"),
        (4, r"J = {1 \over m} \mathrm{sum}(A^{[2]})", r"not understood: \over", r"\frac{a}{b}"),
        (4, r"J = \|A^{[2]}\|^3", r"this norm is not read: \|A", r"\operatorname{sum}(W^{2})"),
        (0, r"Z^{[1]} = W_{(1)} X + b^{[1]}", "this subscript is not understood", "layers stand above (W^{[1]})"),
        (1, r"A^{[1]} = \mathbf{ReLU}(Z^{[1]})", "ReLU can be one name or a product", r"\mathrm{ReLU}"),
        (0, r"Z^{[1]} = \foo W^{[1]} X + b^{[1]}", r"not understood: \foo", "plain notation"),
        (0, r"Z^{[1]} = W^{[1] X + b^{[1]}", "", ""),
        (1, r"A^{[1]} = \operatorname{ReLU}(Z^{[1]}", "", ""),
        (
            0,
            r"\begin{pmatrix} Z^{[1]} \end{pmatrix} = W^{[1]} X",
            r"not understood: \begin{pmatrix}",
            "a line of its own",
        ),
        (2, r"Z^{[2]} = W^{[2]} A_1 + b^{[2]}", r"A^{[1]} and A_1 would be two quantities, A1 and A_1", "same way"),
    ],
)
def test_what_has_no_meaning_or_two_is_refused_with_a_way_out(number, line, expected, way_out):
    lines = list(TEX)
    lines[number] = line
    with pytest.raises(NotationError) as found:
        model_of(lines)
    assert expected in str(found.value)
    assert way_out in str(found.value)
    assert "^" in str(found.value).splitlines()[2]


def test_a_mistake_inside_align_is_shown_as_it_was_written():
    with pytest.raises(NotationError) as found:
        cg.read(DECLARED + r"\begin{align} Z &= W X + c \\ J &= \mathrm{sum}(Z) \end{align}")
    assert r"3 | \begin{align} Z &= W X + c \\ J" in str(found.value)


@pytest.mark.parametrize(
    "words", ["for l = 1..L", "for all l = 1..L", r"\text{for all } l = 1, \dots, L", "for l=1...L"]
)
def test_a_line_of_latex_may_end_in_plain_words_about_its_layers(words):
    head = "X: n[0] x m; Y: n[L] x m; A[0] = X; Z[l] = W[l] A[l-1] + b[l]; "
    model = cg.read(head + rf"A^{{[l]}} = g(Z^{{[l]}}) {words}" + "; J = 1/m sum(C(A[L], Y))")
    assert model.derive()["dZ[l]"].text == "(W[l+1]^T dZ[l+1]) ⊙ g'(Z[l])"


@pytest.mark.parametrize(
    "norm", [r"\lVert W \rVert^2", r"\|W\|_F^2", r"\left\| W \right\|_F^{2}", r"\left\lVert W\right\rVert^2", "‖W‖^2_F"]
)
def test_the_square_of_a_norm_adds_up_all_entries(norm):
    model = cg.read(rf"X: n x m; J = \frac{{1}}{{2}} {norm} + sum((W X)^2)")
    assert text(model.quantities["J"].written) == "1/2 sum(W^2) + sum((W X)^2)"


@pytest.mark.parametrize("norm", [r"\lVert W \rVert", r"\|W\|_2^2", r"\|W\|_1", r"\|W\|^3"])
def test_another_norm_is_refused(norm):
    with pytest.raises(NotationError, match="this norm is not read"):
        cg.read(rf"X: n x m; J = {norm} + \operatorname{{sum}}((W X)^2)")


def test_statements_without_latex_in_one_line_with_some_are_plain():
    assert cg.read(r"X: 3 x m, colsum(X) = 1; J = \frac{1}{2} sum(X^2); K = J").cost == "K"
