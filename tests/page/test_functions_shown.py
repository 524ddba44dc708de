"""The functions of the user stand under "What was read", and in JSON under "functions"."""

import json

import pytest

import chalkgrad as cg

SOURCE = "q(t) = t^3 exp(-t)\nL = q(x)"


@pytest.mark.parametrize(
    ("format_", "shown"),
    [("plain", "q(t) = t³ exp(-t)"), ("github", "q(t) = t^{3}\\,e^{-t}"), ("latex", "q(t) = t^{3}")],
)
def test_a_definition_is_shown(format_, shown):
    assert shown in cg.read(SOURCE).derive().to(format_)


def test_json_lists_the_functions():
    (function,) = json.loads(cg.read(SOURCE).derive().to("json"))["functions"]
    assert (function["name"], function["arguments"], function["text"]) == ("q", ["t"], "t^3 exp(-t)")
    assert "functions" not in json.loads(cg.read("L = x^2").derive().to("json"))
