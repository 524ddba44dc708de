"""``chalkgrad figure`` and ``derive --with-values``: what a user types, and what is refused with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalkgrad.app.command import run

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"


def test_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figure", "columns", LOGISTIC]) == 0
    assert "(2a) dz = a - y" in capsys.readouterr().out


def test_matrices_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = "X: n0 x m\nY: n1 x m\nZ1 = W1 X + b1\nJ = 1/(2 m) sum((Z1 - Y)^2)\n"
    (tmp_path / "network.chalk").write_text(model)
    output = tmp_path / "z1.md"
    assert run(["figure", "matrices", str(tmp_path / "network.chalk"), "--name", "Z1", "-o", str(output)]) == 0
    assert "rows, each the weights of one unit" in output.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figure", "matrices", LOGISTIC], "which equation is to be drawn in matrices?"),
        (["figure", "columns", LOGISTIC, "--name", "da"], "--name is for matrices"),
        (["figure", "rows", LOGISTIC], "'rows' is not one of"),
        (["derive", LOGISTIC, "--seed", "1"], "belong to --with-values"),
        (["derive", LOGISTIC, "--with-values", "missing.json"], "missing.json"),
        (["derive", LOGISTIC, "--with-values", "numbers.txt"], "neither a .json nor a .npz file"),
        (["derive", "sigmoid", "--with-values"], "needs a model"),
        (["derive", LOGISTIC, "--with-values", "--optimizer", "adan"], "adan"),
    ],
)
def test_mistakes(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert said in capsys.readouterr().err


def test_numbers_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps({"z": 0.5, "y": 1}))
    assert run(["derive", LOGISTIC, "--with-values", str(path), "--level", "outline"]) == 0
    assert "= -0.3775" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["[1, 2]", '{"z": [1', '{"z": "one", "y": 1}', '{"z": [[1], [2, 3]], "y": 1}'])
def test_files_that_cannot_be_used(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(text)
    assert run(["derive", LOGISTIC, "--with-values", str(path)]) == 2
    assert "error" in capsys.readouterr().err
