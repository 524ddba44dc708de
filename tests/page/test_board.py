"""Formulas in two dimensions, character by character."""

from __future__ import annotations

import pytest
from written_derivations import surface

from chalkgrad.page.board import draw, flat
from chalkgrad.page.board_breaks import draw_within, flat_within
from chalkgrad.page.glyphs import ASCII, UNICODE, Glyphs, glyphs_for


def drawn(text: str, glyphs: Glyphs = UNICODE) -> str:
    return "\n".join(line.rstrip() for line in draw(surface(text), glyphs).lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/m dZ2 A1^T", "1/m dZ2 A1ᵀ"),
        ("dA1 ⊙ (1 - A1^2)", "dA1 ⊙ (1 - A1²)"),
        ("(a - y)/(a (1 - a))", "  a - y\n─────────\na (1 - a)"),
        ("-(y/a)", "  y\n- ─\n  a"),
        ("1/(1 + exp(-z))", "   1\n───────\n     -z\n1 + e"),
        ("sum_k a[k] b[k]", "Σ a[k] b[k]\nk"),
        ("max_k z[k]", "max z[k]\n k"),
        ("sum_i sum_k a[i,k]", "Σ Σ a[i,k]\ni k"),
        ("1/m X + lambda/m W", "1/m X + λ/m W"),
        ("y/a (1 - a)", "y\n─ (1 - a)\na"),
        ("(sum_k a[k]) c", "⎛Σ a[k]⎞ c\n⎝k     ⎠"),
        ("(a/b)^2", "   2\n⎛a⎞\n⎜─⎟\n⎝b⎠"),
        ("beta1^t", "  t\nβ1"),
        ("∂L/∂a", "∂L\n──\n∂a"),
        ("∂(y a)/∂a", "∂\n── [y a]\n∂a"),
        ("z if z > 0 else alpha z", "⎧ z     if z > 0\n⎨\n⎩ α z   otherwise"),
        ("sqrt(s)", "√s"),
        ("sqrt(s + eps)", "√(s + ε)"),
        ("abs(z/2)", "│z│\n│─│\n│2│"),
        ("softmax(Z2)[i,e]", "softmax(Z2)[i,e]"),
        ("sigmoid'(z)", "σ'(z)"),
        ("δ[i,k]", "δ[i,k]"),
        ("A ⊙ (B C)", "A ⊙ (B C)"),
        ("a - (b - c)", "a - (b - c)"),
    ],
)
def test_drawn(text: str, expected: str) -> None:
    assert drawn(text) == expected


def test_the_baseline_of_a_fraction_is_its_bar() -> None:
    box = draw(surface("a + (b/c)/d"), UNICODE)
    assert box.lines[box.baseline].startswith("a + ")
    assert set(map(len, box.lines)) == {box.width}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y/(a b)", "y/(a b)"),
        ("a (b/c)", "a (b/c)"),
        ("1/(1 + exp(-z))", "1/(1 + exp(-z))"),
        ("1/m sum_e L[e]", "1/m Σ_e L[e]"),
        ("∂L/∂a", "∂L/∂a"),
        ("z if z > 0 else 0.01 z", "z if z > 0 else 0.01 z"),
    ],
)
def test_flat(text: str, expected: str) -> None:
    assert flat(surface(text), UNICODE) == expected


def test_ascii_uses_nothing_else() -> None:
    text = "lambda sigmoid'(z) ⊙ sum_k A1[k]^2 / (1 - sqrt(eps)) ⊙ W1^T"
    assert drawn(text, ASCII).isascii()
    assert flat(surface(text), ASCII).isascii()


def test_a_wide_sum_is_broken_at_its_signs() -> None:
    wide = surface("alpha beta gamma + W1 X + b1 - W2 A1 - b2")
    assert flat_within(wide, UNICODE, 18) == ["α β γ + W1 X + b1", "  - W2 A1 - b2"]
    assert all(box.width <= 18 for box in draw_within(wide, UNICODE, 18))


def test_a_formula_that_fits_is_not_broken() -> None:
    assert len(draw_within(surface("a + b"), UNICODE, 5)) == 1


def test_an_output_that_cannot_encode_the_characters_gets_ascii() -> None:
    assert glyphs_for("utf-8") is UNICODE
    assert glyphs_for("ascii") is ASCII
    assert glyphs_for("latin-1") is ASCII
    assert glyphs_for("no such encoding") is ASCII


def test_words_in_ascii() -> None:
    assert ASCII.words("σ'(z) ≠ Σ_k A1ᵀ · naïve") == "sigma'(z) != sum_k A1^T * naive"
