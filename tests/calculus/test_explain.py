"""The way from the cost to one name: its links, their local derivatives, and the product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.calculus.answer import Heading, Paragraph
from chalkgrad.calculus.derivation import Equation
from chalkgrad.calculus.explain import explain
from chalkgrad.calculus.put_together import LONGEST
from chalkgrad.calculus.theorem import Claim
from chalkgrad.errors import InputError
from chalkgrad.notation.text import text

GOLDEN = Path(__file__).with_name("golden")
SHALLOW = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
SHARED = "X: n x m\nY: n x m\nZ1 = W X + b\nA1 = tanh(Z1)\nZ2 = W A1 + A1\nJ = 1/2 sum((Z2 - Y)^2)"
CASES = {"one-path": (SHALLOW, "dW1"), "two-paths": (SHARED, "W")}


def prose(answer):
    return [
        "".join(piece if isinstance(piece, str) else text(piece) for piece in part.pieces)
        for part in answer.parts
        if isinstance(part, Paragraph)
    ]


@pytest.mark.parametrize("name", CASES)
def test_the_page_reads_as_approved(name, tmp_path, capsys):
    source, subject = CASES[name]
    model = tmp_path / "model.chalk"
    model.write_text(source, encoding="utf-8")
    assert run(["explain", str(model), subject, "--width", "100"]) == 0
    found = capsys.readouterr().out
    path = GOLDEN / f"explain-{name}.txt"
    if os.environ.get("CHALKGRAD_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_only_the_way_is_shown():
    answer = cg.read(SHALLOW).derive().explain("dW1")
    assert prose(answer)[0] == "W1 reaches J along one path: W1 → Z1 → A1 → Z2 → A2 → J."
    headings = [part.words for part in answer.parts if isinstance(part, Heading)]
    assert headings == [
        "1. From J to A2",
        "2. From A2 to Z2",
        "3. From Z2 to A1",
        "4. From A1 to Z1",
        "5. From Z1 to W1",
        "All together",
    ]
    product = answer.parts[-1]
    assert isinstance(product, Equation)
    assert product.text == "1/m ((W2^T (A2 - Y)) ⊙ (1 - A1^2)) X^T"
    assert {certificate.kind for certificate in answer.certificates} == {"proved"}
    assert all(step.words for step in answer.steps)


def test_every_link_has_its_local_derivative():
    answer = cg.read(SHALLOW).derive("cs231n").explain("W1")
    local = {part.words: part.right.text for part in answer.parts if isinstance(part, Claim)}
    assert local == {
        "the local derivative of A2 with respect to Z2": "A2[e,i] (1 - A2[e,i])",
        "the local derivative of Z2 with respect to A1": "W2[j,i]",
        "the local derivative of A1 with respect to Z1": "1 - A1[e,i]^2",
        "the local derivative of Z1 with respect to W1": "X[e,i]",
    }


def test_paths_add():
    answer = cg.read(SHARED).derive().explain("dW")
    said = prose(answer)
    assert said[:3] == ["W reaches J along 2 paths.", "W → Z1 → A1 → Z2 → J;", "W → Z2 → J."]
    assert "W has 2 arrows going out, to Z1 and to Z2. What comes back along them is added." in said
    assert answer.steps[-1].after == "((W^T (Z2 - Y) + (Z2 - Y)) ⊙ (1 - A1^2)) X^T + (Z2 - Y) A1^T"


def test_a_penalty_is_a_path_of_its_own():
    answer = explain(cg.read("X: n x m\nY: n x m\nZ = W X\nJ = 1/(2 m) sum((Z - Y)^2) + 1/2 sum(W^2)"), "W")
    assert prose(answer)[:3] == ["W reaches J along 2 paths.", "W → Z → J;", "W → J."]


def test_many_paths_are_counted_not_listed():
    lines = [f"B{n} = tanh(A{n - 1})\nA{n} = B{n} + A{n - 1}" for n in range(2, 41)]
    residual = "\n".join(["X: n x m", "A1 = W X", *lines, "J = 1/2 sum(A40^2)"])
    answer = explain(cg.read(residual), "A35")
    said = prose(answer)
    assert said[0] == "A35 reaches J along 32 paths. Here are 6 of them:"
    assert "no longer fit" in said[-1]
    assert LONGEST < 100


def test_a_name_that_is_not_there_names_the_nearest(capsys):
    with pytest.raises(InputError, match="there is no dW7 in the model") as unknown:
        cg.read(SHALLOW).derive().explain("dW7")
    assert unknown.value.hint == "Did you mean dW1 or dW2?"
    assert run(["explain", "z = w x; L = z^2", "q"]) == 2
    assert "there is no q in the model" in capsys.readouterr().err
    with pytest.raises(InputError, match="the cost itself"):
        explain(cg.read(SHALLOW), "J")
    assert explain(cg.read(SHALLOW), "dX").steps[-1].after == "W1^T ((W2^T (A2 - Y)) ⊙ (1 - A1^2))"


def test_any_depth_is_refused():
    generic = "X: n[0] x m\nY: n[L] x m\nA[0] = X\nZ[l] = W[l] A[l-1] + b[l]\nA[l] = g(Z[l]) for l = 1..L\n"
    with pytest.raises(InputError, match="any depth"):
        explain(cg.read(generic + "J = 1/m sum(C(A[L], Y))"), "dW[l]")


def test_it_prints_itself_in_every_format():
    answer = cg.read("z = w x + b\na = sigmoid(z)\nL = 1/2 (a - y)^2").derive().explain("w")
    assert "All together" in str(answer)
    assert "```math" in answer.to("github")
    with pytest.raises(InputError, match="derivations only"):
        answer.to("json")


def test_a_slope_that_no_value_tells_is_given_its_rules():
    """swish(z) = z sigmoid(z) has the slope of a product, in which its own value does not stand."""
    text = "swish(z) = z sigmoid(z)\nX: n0 x m\nY: n1 x m\nZ1 = W1 X\nA1 = swish(Z1)\nJ = 1/(2 m) sum((A1 - Y)^2)"
    model = cg.read(text)
    words = [step.words for step in explain(model, "Z1").steps]
    assert not any("its own value" in said for said in words)
    assert any(said.startswith("product rule: (u v)' = u' v + u v'") for said in words)
    words = [step.words for step in model.derive()["dZ1"].steps]
    assert any("product rule" in said for said in words)
    assert not any("as A1 = swish(Z1)" in said for said in words)
    told = [step.words for step in explain(cg.read(text.replace("swish(Z1)", "tanh(Z1)")), "Z1").steps]
    assert "in terms of its own value A1" in told
