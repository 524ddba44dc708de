"""The JSON contract that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

from golden_files import assert_golden

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation

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


def test_golden(logistic: Derivation) -> None:
    assert_golden("logistic.json", page.render(logistic, "json"))
