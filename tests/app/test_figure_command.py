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


SOFTMAX = "z: n x 1; y: n x 1, colsum(y) = 1; p[i] = exp(z[i]) / sum_k exp(z[k]); L = -sum(y log(p))"
CENTRED = "X: n0 x m; Y: n1 x m; Z1 = W1 X; mu = 1/m rowsum(Z1); N = Z1 - mu; J = 1/(2 m) sum((N - Y)^2)"


@pytest.mark.parametrize("more", [[], ["--wrt", "z"]])
def test_a_gradient_by_data_is_derived_for_the_picture(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figure", "matrices", SOFTMAX, "--name", "dz", *more]) == 0
    assert "dz" in capsys.readouterr().out


def test_columns_can_be_by_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figure", "columns", SOFTMAX, "--wrt", "z"]) == 0
    assert "(2a) dz = p - y" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["figure", "columns"], ["explain"]])
def test_where_examples_act_on_each_other_the_default_is_literal(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*command, CENTRED, *(["W1"] if command == ["explain"] else [])]
    assert run(asked) == 0
    assert "dW1 = dZ1 X" in capsys.readouterr().out
    assert run([*asked, "--convention", "ng"]) == 2
    assert "act on each other" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figure", "matrices", LOGISTIC], "which equation is to be drawn in matrices?"),
        (["figure", "columns", LOGISTIC, "--name", "da"], "--name is for matrices"),
        (["figure", "matrices", LOGISTIC, "--name", "dq"], "there is no equation for dq"),
        (["figure", "columns", LOGISTIC, "--wrt", "q"], "there is no q in the model"),
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
