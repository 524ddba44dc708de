"""``chalkgrad compare``: files in, verdicts and an exit code out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.app.command import run

EQUATIONS = """
X: n0 x m
Y: n2 x m
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A model, a batch, and the gradients with the mean of db2 forgotten; the right ones are returned."""
    monkeypatch.chdir(tmp_path)
    Path("shallow.chalk").write_text(EQUATIONS, encoding="utf-8")
    random = np.random.default_rng(0)
    values = {
        "X": random.normal(size=(5, 32)),
        "Y": (random.random((3, 32)) > 0.5).astype(float),
        "W1": random.normal(size=(4, 5)),
        "b1": random.normal(size=(4, 1)),
        "W2": random.normal(size=(3, 4)),
        "b2": random.normal(size=(3, 1)),
    }
    right = cg.read(EQUATIONS).gradients(values)
    np.savez("batch.npz", **values)
    np.savez("mine.npz", dW2=right["dW2"], db2=32 * right["db2"])
    np.savez("right.npz", **right)
    return right


def compare(*options: str) -> int:
    return run(["compare", "shallow.chalk", "--values", "batch.npz", *options])


def test_wrong_numbers_are_explained_and_give_exit_code_1(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("--grads", "mine.npz") == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split()[:2] == ["dW2", "right"]
    assert "exactly m = 32 times too large" in printed[1]
    assert "1/m is missing: db2 = 1/m rowsum(dZ2)" in printed[1]


def test_right_numbers_give_exit_code_0(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("--grads", "right.npz") == 0
    assert all(line.split()[1] == "right" for line in capsys.readouterr().out.splitlines())


def test_the_convention_can_be_chosen(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez("literal.npz", dZ2=files["dZ2"] / 32)
    assert compare("--grads", "literal.npz") == 1
    assert "--convention literal" in capsys.readouterr().out
    assert compare("--grads", "literal.npz", "--convention", "literal") == 0


def test_json_is_one_object(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare("--grads", "mine.npz", "--format", "json") == 1
    record = json.loads(capsys.readouterr().out)
    assert record["right"] is False
    assert record["verdicts"][1]["factor"] == pytest.approx(32)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"dw1": np.zeros((4, 5))}, "Did you mean dW1?"),
        ({}, "holds no arrays"),
        ({"dW1": np.array([["x"]])}, "not real numbers"),
    ],
)
def test_bad_arrays_give_exit_code_2(
    files: Any, capsys: pytest.CaptureFixture[str], arrays: dict[str, Any], message: str
) -> None:
    np.savez("bad.npz", **arrays)
    assert compare("--grads", "bad.npz") == 2
    assert message in capsys.readouterr().err


def test_pickled_objects_are_never_loaded(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez("objects.npz", dW1=np.array([{"a": 1}], dtype=object))
    assert compare("--grads", "objects.npz") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_files_that_are_no_archives_give_exit_code_2(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Path("text.npz").write_text("dW1 = 3", encoding="utf-8")
    assert compare("--grads", "text.npz") == 2
    assert compare("--grads", "absent.npz") == 2
    assert compare("--grads", "mine.npz", "--tolerance", "2") == 2
    assert "Traceback" not in capsys.readouterr().err
