"""Equations drawn as matrices: shapes, the lines inside them, and the words that stand for the picture."""

from __future__ import annotations

import re

import pytest
from golden_files import assert_golden
from networks import ANY_DEPTH, LOGISTIC, NETWORKS, SHALLOW

import chalkgrad as cg
from chalkgrad.calculus.theta_layers import layers
from chalkgrad.errors import InputError, NotSupported
from chalkgrad.notation.text import text
from chalkgrad.page.document import Matrices
from chalkgrad.page.matrix_picture import drawable, matrix_picture


def picture(name: str, source: str = SHALLOW, convention: str = "ng") -> Matrices:
    return matrix_picture(cg.read(source).derive(convention), name)


def told(figure: Matrices) -> list[tuple[str, str, str, str]]:
    return [(factor.before, text(factor.surface), factor.shape, factor.bars) for factor in figure.factors]


def test_rows_of_the_weights_meet_columns_of_the_examples() -> None:
    assert told(picture("Z1")) == [
        ("", "Z1", "n1 x m", "columns"),
        ("=", "W1", "n1 x n0", "rows"),
        ("", "X", "n0 x m", "columns"),
        ("+", "b1", "n1 x 1", "none"),
    ]


def test_examples_in_rows() -> None:
    assert told(picture("Z1", convention="cs231n")) == [
        ("", "Z1", "m x n1", "rows"),
        ("=", "X", "m x n0", "rows"),
        ("", "W1", "n0 x n1", "columns"),
        ("+", "b1", "1 x n1", "none"),
    ]


def test_a_transposed_matrix_turns_its_lines() -> None:
    assert told(picture("dW1")) == [
        ("", "dW1", "n1 x n0", "rows"),
        ("=", "1/m", "", "none"),
        ("", "dZ1", "n1 x m", "columns"),
        ("", "X^T", "m x n0", "rows"),
    ]
    assert told(picture("dA1"))[1:] == [("=", "W2^T", "n1 x n2", "columns"), ("", "dZ2", "n2 x m", "columns")]


def test_an_elementwise_product_shows_its_sign() -> None:
    assert [factor.before for factor in picture("dZ1").factors] == ["", "=", "⊙"]


def test_theta_is_drawn_as_one_matrix() -> None:
    assert told(picture("Z1", convention="ng-theta")) == [
        ("", "Z1", "n1 x m", "columns"),
        ("=", "Theta1", "n1 x (1 + n0)", "rows"),
        ("", "[1; X]", "(1 + n0) x m", "columns"),
    ]
    assert told(picture("Delta1", convention="ng-theta"))[1:] == [
        ("=", "δ1", "n1 x m", "columns"),
        ("", "[1; X]^T", "m x (1 + n0)", "rows"),
    ]
    assert told(picture("D1", convention="ng-theta"))[1:] == [
        ("=", "1/m", "", "none"),
        ("", "Delta1", "n1 x (1 + n0)", "rows"),
    ]


def test_a_gradient_in_the_numerator_layout_is_drawn_lying() -> None:
    assert told(picture("dW1", convention="numerator")) == [
        ("", "dW1", "n0 x n1", "columns"),
        ("=", "X", "n0 x m", "columns"),
        ("", "dZ1", "m x n1", "rows"),
    ]


def test_layers_of_any_depth() -> None:
    assert told(picture("dA[l]", ANY_DEPTH))[1:] == [
        ("=", "W[l+1]^T", "n[l] x n[l+1]", "columns"),
        ("", "dZ[l+1]", "n[l+1] x m", "columns"),
    ]


@pytest.mark.parametrize("convention", ["ng", "cs231n", "ng-theta", "numerator"])
@pytest.mark.parametrize("network", [name for name in NETWORKS if name not in ("logistic", "formula")])
def test_every_equation_can_be_drawn_and_said(network: str, convention: str) -> None:
    model = cg.read(NETWORKS[network])
    if convention == "ng-theta" and not layers(model) and model.layers is None:
        with pytest.raises(NotSupported, match="no equation here has the form"):
            model.derive(convention)
        return
    derivation = model.derive(convention)
    for name in drawable(derivation):
        try:
            figure = matrix_picture(derivation, name)
        except NotSupported as error:
            assert "single number" in error.message
            continue
        assert figure.alternative.startswith("An equation drawn as rectangles, one for each matrix: ")
        assert not re.search(r"[⊙^*/=∂Σᵀ_@()]", figure.alternative)


def test_golden_pictures() -> None:
    derivation = cg.read(SHALLOW).derive()
    made = [derivation.figure("matrices", name).to("terminal") for name in ("Z1", "dW1", "dA1", "dZ1")]
    made.append(derivation.figure("matrices", "Z1").to("terminal", width=40))
    made.append(derivation.figure("matrices", "Z1").to("terminal", encoding="ascii"))
    made.append(picture("Z1").alternative + "\n")
    assert_golden("matrices.txt", "\n".join(made))


def test_golden_markdown() -> None:
    assert_golden("matrices.md", cg.read(SHALLOW).derive().figure("matrices", "dW1").to("github"))


def test_an_unknown_name() -> None:
    with pytest.raises(InputError) as caught:
        picture("dW3")
    assert str(caught.value) == (
        "there is no equation for dW3\n"
        "  Did you mean dW2? There are Z1, A1, Z2, A2, dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1."
    )


def test_a_name_is_needed() -> None:
    with pytest.raises(InputError, match="which equation is to be drawn"):
        cg.read(SHALLOW).derive().figure("matrices")


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(NotSupported, match="everything in dz is a single number"):
        picture("dz", LOGISTIC)
    with pytest.raises(InputError, match='there is no figure "rows"'):
        cg.read(SHALLOW).derive().figure("rows")
