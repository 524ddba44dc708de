"""Functions of the user: their slopes are found from their formulas, with the small steps inside."""

import pytest

import chalkgrad as cg
from chalkgrad.calculus import derive
from chalkgrad.library import functions
from chalkgrad.model import build

BUMP = "q(t) = t^3 exp(-t)\n"


def derived(source, wrt):
    (equation,) = (e for e in derive(build(source, functions()), wrt=[wrt]).equations if e.of == wrt)
    return equation


@pytest.mark.parametrize(
    ("cost", "by", "slope"),
    [
        ("L = q(x)", "x", "x^2 (3 - x) exp(-x)"),
        ("L = q(x^2)", "x", "2 x^5 (3 - x^2) exp(-x^2)"),
        ("X: n x m\nJ = 1/m sum(q(X))", "X", "X^2 ⊙ (3 - X) ⊙ exp(-X)"),
        ("p(t) = q(t)^2\nc = p(x)\nL = c", "x", "2 q(x) x^2 (3 - x) exp(-x)"),
    ],
)
def test_a_function_of_the_user_is_differentiated(cost, by, slope):
    equation = derived(BUMP + cost, by)
    assert equation.text == slope
    assert equation.certificate.kind == "proved"


def test_an_entry_without_a_slope_is_differentiated_like_a_definition(tmp_path):
    entry = "activation a = bump(z)\n  about  A bump.\n  symbol \\mathrm{bump}\n  value  z exp(-z)\n"
    (tmp_path / "bump.chalk").write_text(entry + "  range  (-inf, 0.37)\n  source own\n", encoding="utf-8")
    derivation = cg.read("L = bump(x)", library=tmp_path / "bump.chalk").derive()
    assert derivation["dx"].text == "(1 - x) exp(-x)"


SAID = "q(t) = t^3 exp(-t); product rule: (u v)' = u' v + u v'"


@pytest.mark.parametrize("cost", ["L = q(x)", "L = q(x^2)", "a = q(x)\nL = a^2"])
def test_the_slope_arrives_in_small_certified_steps(cost):
    """The line says what gives the slope, and does not say the slope again."""
    steps = [step for step in derived(BUMP + cost, "x").steps if step.words.startswith(SAID)]
    assert len(steps) == 1
    inside = list(steps[0].children)
    assert any("product rule" in step.words for step in inside)
    assert any(step.words.startswith("q(t) = t^3 exp(-t)") for step in inside)
    assert {step.certificate.kind for step in inside} == {"proved"}
    assert (inside[0].before, inside[-1].after) == (steps[0].before, steps[0].after)


def test_functions_made_of_each_other_stay_readable():
    """Every level doubles the formula: where a line would fill pages the slopes keep their names."""
    levels = "".join(f"q{n}(t) = q{n - 1}(t) + q{n - 1}(t)^2\n" for n in range(1, 6))
    equation = derived(f"q0(t) = t exp(-t)\n{levels}L = q5(x)", "x")
    assert "q0'(x)" in equation.text
    assert len(equation.text) < 1_500
