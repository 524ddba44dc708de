r"""The two programs that draw TeX on web pages take every formula we write: KaTeX in its strict mode, and MathJax.

They are npm packages, which only this test needs: the variable CHALKGRAD_NODE names the folder in which
``npm install katex mathjax-full`` was run. Without it, or without Node, the test is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from gallery import EXAMPLES
from test_sites import BOOK, FOLLOW, printed
from tex_readers import READERS

from chalkgrad.page.mime import latex_page

#: Where every way of marking a name occurs.
MARKED = ("logistic", "shallow", "one-neuron", "why-transpose")
SCRIPT = Path(__file__).with_name("parse_tex.cjs")


def errors_in(formulas: list[tuple[str, bool]]) -> list[dict[str, str]]:
    """What KaTeX and MathJax say against these formulas."""
    node, modules = shutil.which("node"), os.environ.get("CHALKGRAD_NODE", "")
    if node is None or not (Path(modules) / "node_modules" / "katex").is_dir():
        pytest.skip("Node, or CHALKGRAD_NODE with katex and mathjax-full in it, is not there")
    given = json.dumps([{"tex": tex, "display": is_display} for tex, is_display in formulas])
    done = subprocess.run(
        [node, str(SCRIPT), modules], input=given, capture_output=True, text=True, check=True, timeout=300
    )
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def test_every_formula_of_every_page_parses() -> None:
    formulas = set()
    for example in EXAMPLES:
        for site, read in READERS.items():
            formulas |= set(read(printed(example, site)))
            if example.name in MARKED:
                formulas |= set(read(printed(example, site, FOLLOW)))
        live = json.dumps({"cells": [{"cell_type": "markdown", "source": [latex_page(example.document())]}]})
        formulas |= set(READERS["notebook"](live))
    assert len(formulas) > 800
    assert errors_in(sorted(formulas)) == []


def test_every_formula_of_the_book_parses() -> None:
    formulas = {formula for site, read in READERS.items() for formula in read(printed(BOOK, site))}
    assert len(formulas) > 900
    assert errors_in(sorted(formulas)) == []


def test_a_formula_that_does_not_parse_is_found() -> None:
    found = errors_in([(r"\frac{1}{m", True), (r"\text{a − b}", False), ("a", False)])
    assert {(error["engine"], error["tex"]) for error in found} == {
        ("KaTeX", r"\frac{1}{m"),
        ("MathJax", r"\frac{1}{m"),
        ("KaTeX", r"\text{a − b}"),
    }
