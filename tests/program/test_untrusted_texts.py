"""What a library text says in words stands in the source that is run, and must stay words."""

from __future__ import annotations

from dataclasses import replace

import pytest

import chalkgrad as cg
from chalkgrad import library
from chalkgrad.errors import NotationError
from chalkgrad.library.library_files import VARIABLE
from chalkgrad.program.targets import numpy as target
from chalkgrad.program.update import update_code

SQUARE = "activation a = square(z)\n  about {about}\n  symbol s\n  value z^2\n  range [0, inf)\n  source a test\n"
WORDS = [
    '""" ; raise SystemExit(3) ; """',
    'He said "so"',
    "C:\\new\\xx \\N{bullet} \\",
    '\\""" + undefined + """',
    "a" * 300 + "\\" * 301,
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path


@pytest.mark.parametrize("about", WORDS)
def test_words_stay_words(here, about):
    (here / "square.chalk").write_text(SQUARE.format(about=about), encoding="utf-8")
    found = cg.read("L = square(z)").gradients({"z": 3.0})
    assert float(found["dz"]) == 6


@pytest.mark.parametrize("character", ["\x00", "\r", "\x0c", "\x1b", "\x85", "\u2028", "\u202e"])
def test_a_character_that_cannot_be_seen_is_refused(here, character):
    (here / "square.chalk").write_text(SQUARE.format(about=f"Words{character}import os"), encoding="utf-8", newline="")
    with pytest.raises(NotationError, match="cannot be seen") as caught:
        cg.read("L = square(z)")
    assert str(caught.value).startswith("square.chalk:2:14: ")


def test_windows_line_ends_are_fine(here):
    text = SQUARE.format(about="Words.").replace("\n", "\r\n")
    (here / "square.chalk").write_text(text, encoding="utf-8", newline="")
    assert float(cg.read("L = square(z)").gradients({"z": 3.0})["dz"]) == 6


@pytest.mark.parametrize("words", ["plain", "two\rraise SystemExit(3)", "two\nraise SystemExit(3)", '"""', "\\"])
def test_a_remark_stays_a_remark(words):
    code = update_code(library.optimizer("gradient_descent"), {"learning_rate": 1})
    lines = tuple(replace(line, remark=words) for line in code.procedure.lines)
    procedure = replace(code.procedure, lines=lines, about=words)
    source = target.write((), (procedure,), dtype="float64", about=words)
    assert set(target.load(source, "test")) >= {"update"}


def test_a_part_of_a_function_of_a_vector_may_be_called_axis(here):
    (here / "soft2.chalk").write_text(
        "activation a[i] = soft2(z)[i]\n  about Softmax.\n  symbol s\n  value exp(z[i]) / sum_k exp(z[k])\n"
        "  slope a[i] (delta[i,j] - a[j])\n  range (0, 1)\n  where axis[i] = exp(z[i] - max_k z[k])\n"
        "  stable axis[i] / sum_k axis[k]\n  source a test\n"
    )
    model = cg.read("X: n x m\nA = soft2(X)\nJ = 1/m sum(A^2)")
    same = cg.read("X: n x m\nA = softmax(X)\nJ = 1/m sum(A^2)")
    values = {"X": [[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]]}
    assert model.gradients(values, ["X"])["dX"] == pytest.approx(same.gradients(values, ["X"])["dX"])
