"""What a prompt shows for a model, a derivation and an equation, and how pages end."""

from __future__ import annotations

import json

import chalkgrad as cg

NETWORK = """
X: n0 x m
Y: n2 x m
Z2 = W2 X + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""


def test_an_equation_is_one_line() -> None:
    equation = cg.read(NETWORK).derive()["dZ2"]
    assert repr(equation) == f"dZ2 = A2 - Y   (n2 x m, proved, {len(equation.steps)} steps)"


def test_a_derivation_lists_its_equations() -> None:
    derivation = cg.read(NETWORK).derive()
    title, *lines = repr(derivation).splitlines()
    assert title.startswith("Derivatives of J, ")
    assert [line.split()[0] for line in lines] == list(derivation)


def test_a_model_lists_its_equations() -> None:
    lines = repr(cg.read(NETWORK)).splitlines()
    assert "  Z2 = W2 X + b2   (n2 x m)" in lines
    assert "  X   (n0 x m)" in lines


def test_every_step_count_is_the_number_of_steps() -> None:
    derivation = cg.read(NETWORK).derive()
    record = json.loads(derivation.to("json"))
    page = derivation.to("terminal")
    for equation in record["equations"]:
        assert f"{len(equation['steps'])} steps" in page


def test_the_page_ends_with_the_forms_that_are_computed() -> None:
    derivation = cg.read(NETWORK).derive()
    shown = derivation.to("terminal").partition("As computed")[2]
    assert "= 1/m sum(Y ⊙ softplus(-Z2) + (1 - Y) ⊙ softplus(Z2))" in shown
    record = json.loads(derivation.to("json"))["as_computed"]
    assert {"J", "dA2"} <= {each["name"] for each in record}
    assert all(each["certificate"]["kind"] == "proved" for each in record)


def test_no_line_is_wider_than_the_terminal() -> None:
    for level in ("outline", "lecture", "every-line"):
        for width in (60, 80, 100):
            text = cg.read(NETWORK).derive().to("terminal", width=width, level=level)
            assert max(map(len, text.splitlines())) <= width
