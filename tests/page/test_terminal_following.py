"""A followed name on a terminal: coloured and underlined, or underlined alone; nothing else changes."""

from __future__ import annotations

import re

import pytest
from networks import DEEP, LOGISTIC, SHALLOW

import chalkgrad as cg

LINE_BELOW = "\u0332"
ESCAPES = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("source", [SHALLOW, DEEP, LOGISTIC])
@pytest.mark.parametrize("width", [60, 100])
def test_nothing_moves(source: str, width: int) -> None:
    derivation = cg.read(source).derive()
    name = derivation.equations[1].name
    plain = derivation.to("terminal", width=width, figure=True)
    followed = derivation.to("terminal", width=width, figure=True, follow=(name,))
    painted = derivation.to("terminal", width=width, figure=True, follow=(name,), colour=True)
    assert followed != plain
    assert followed.replace(LINE_BELOW, "") == plain
    assert ESCAPES.sub("", painted) == plain


def test_formulas_and_reasons_are_marked() -> None:
    page = cg.read(SHALLOW).derive().to("terminal", follow=("dA2",))
    marked = LINE_BELOW.join("dA2") + LINE_BELOW
    assert f"put in {marked}" in page
    assert f"= {marked} ⊙ σ'(Z2)" in page
    assert "dA2" not in page.replace(marked, "")


def test_a_name_inside_another_is_left_alone() -> None:
    page = cg.read(SHALLOW).derive().to("terminal", follow=("A1",))
    assert "dA1" in page  # dA1 is another quantity


def test_colour_is_never_alone() -> None:
    painted = cg.read(SHALLOW).derive().to("terminal", follow=("dZ2",), colour=True)
    found = re.findall("\x1b\\[([0-9;]*)mdZ2\x1b", painted)
    assert any("4" in code.split(";") and len(code.split(";")) > 1 for code in found)


def test_ascii_without_colour_stays_as_it_is() -> None:
    derivation = cg.read(SHALLOW).derive()
    assert derivation.to("terminal", encoding="ascii", follow=("dZ2",)) == derivation.to("terminal", encoding="ascii")
