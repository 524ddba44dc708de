"""The JSON contract that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

from golden_files import assert_golden
from written_derivations import PROVED

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.program import AsComputed
from chalkgrad.terms import ONE, Apply, Entry, Neg

STEP_KEYS = {"rule", "words", "before", "after", "certificate", "children"}
EQUATION_KEYS = {"name", "text", "latex", "shape", "certificate", "steps"}


def test_the_contract(network: Derivation) -> None:
    record = json.loads(page.render(network, "json"))
    assert record["model"] == network.model.source
    assert record["convention"] == "course"
    assert [equation["name"] for equation in record["equations"]] == list(network)
    for equation in record["equations"]:
        assert equation.keys() >= EQUATION_KEYS
        assert equation["certificate"]["kind"] in ("proved", "tested")
        _check(equation["steps"])
    first = record["equations"][0]
    assert (first["text"], first["latex"], first["shape"]) == ("A2 - Y", "A^{[2]} - Y", "n2 x m")


def _check(steps: list[dict[str, Any]]) -> None:
    assert steps
    for step in steps:
        assert step.keys() >= STEP_KEYS
        assert step["before"] != step["after"]
        if step["children"]:
            _check(step["children"])


def test_the_level_changes_nothing(network: Derivation) -> None:
    assert page.render(network, "json", level="outline") == page.render(network, "json", level="every-line")


def test_notes_of_the_model_come_once(logistic: Derivation) -> None:
    assert json.loads(page.render(logistic, "json"))["notes"] == list(logistic.model.notes)


def test_what_is_computed_otherwise_is_there(logistic: Derivation) -> None:
    """Both forms, the reason and the certificate, the library's functions included."""
    before = Apply("log", (Entry("a", ()),))
    after = Neg(Apply("softplus", (Neg(Entry("z", ())),)))
    records = (
        AsComputed("L", before, after, "log(sigmoid(z)) = -softplus(-z)", PROVED),
        AsComputed("sigmoid", Apply("sigmoid", (Entry("z", ()),)), ONE, "its stable form", PROVED),
    )
    made = json.loads(page.render(logistic, "json", as_computed=records))["as_computed"]
    assert [record["name"] for record in made] == ["L", "sigmoid"]
    assert made[0]["after"] == "-softplus(-z)"
    assert made[0]["words"] == "log(sigmoid(z)) = -softplus(-z)"
    assert made[0]["certificate"] == PROVED.as_json()
    assert json.loads(page.render(logistic, "json"))["as_computed"] == []


def test_a_page_ends_with_what_is_computed_otherwise(logistic: Derivation) -> None:
    after = Neg(Apply("softplus", (Neg(Entry("z", ())),)))
    records = (AsComputed("L", ONE, after, "log(sigmoid(z)) = -softplus(-z)", PROVED),)
    plain = page.render(logistic, "terminal")
    assert "As computed" not in plain
    ends = page.render(logistic, "terminal", as_computed=records).partition("As computed")[2]
    assert "L = -(y log(a) + (1 - y) log(1 - a))" in ends
    assert "= -softplus(-z)" in ends and "✓ proved" in ends
    assert r"-\mathop{\text{softplus}}(-z)" in page.render(logistic, "github", as_computed=records)


def test_golden(logistic: Derivation) -> None:
    assert_golden("logistic.json", page.render(logistic, "json"))
