"""The file of ``--with-values``: what it may hold, and where it says something else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import chalkgrad as cg
from chalkgrad.app.command import run
from chalkgrad.app.numbers_file import numbers_in
from chalkgrad.errors import DataError

LOGISTIC = "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))"
LONG = "1" * 5000


def written(folder: Path, text: str) -> Path:
    path = folder / "n.json"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"z": 1e400}', "z is 1e400, beyond the numbers that a program computes with"),
        ('{"z": 1e-400}', "z is 1e-400, beyond the numbers"),
        (f'{{"z": {LONG}}}', r"z is 1{20}\.\.\. \(5000 characters\), beyond the numbers"),
        ('{"z": NaN}', "z is NaN, no number"),
        ('{"z": -Infinity}', "z is -Infinity, no number"),
        ('{"z": "1"}', 'z is the text "1", no number'),
        ('{"z": null}', "z is null, no number"),
        ('{"z": true}', "z is true, no number"),
        ('{"z": {"a": 1}}', "z is an object, no number"),
        ('{"z": []}', "z is an empty list"),
        ('{"z": [[]]}', "z is an empty list"),
        ('{"z": [[1, 2], [3]]}', "z has rows with different numbers of entries: row 1 has 2, row 2 has 1"),
        ('{"z": [[1, 2], 3]}', "z, row 2 is no list"),
        ('{"z": [1, [2]]}', "z, row 1 is no list"),
        ('{"z": [[[1]]]}', "z, row 1, column 1 is a list, no number"),
        ('{"z": [[1, 2], [3, "x"]]}', 'z, row 2, column 2 is the text "x", no number'),
        ('{"z": [1, 1e400]}', "z, entry 2 is 1e400"),
        ('{"z": 1, "z": 2}', "z stands there twice"),
        ("[1]", "holds no names"),
        ("", "is no JSON"),
        ('{"z":' + "[" * 100_000 + "]" * 100_000 + "}", "is no JSON"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=rf"n\.json:? {message}") as found:
        numbers_in(written(tmp_path, text))
    assert found.value.exit_code == 2


def test_numbers_of_every_spelling(tmp_path: Path) -> None:
    text = '\ufeff{"a": 1, "b": -0.5e1, "c": [[1, 2.5], [0, -0.0]], "d": [1, 2], "e": 123456789012345678901, "f": 0e5}'
    assert numbers_in(written(tmp_path, text)) == {
        "a": 1.0,
        "b": -5.0,
        "c": [[1.0, 2.5], [0.0, 0.0]],
        "d": [1.0, 2.0],
        "e": 123456789012345678901.0,
        "f": 0.0,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"z": 1e400, "y": 1}', "1e400"),
        ('{"z": 1}', "no values are given for y (scalar)"),
        ('{"z": 1, "q": 2, "y": 1}', "the model has no 'q'"),
        ('{"a": 1, "z": 1, "y": 1}', "a is computed by the model"),
        ('{"z": [1, 2], "y": 1}', "z: found shape (2,), expected a single number"),
        ('{"z": 1e300, "y": 0}', "L = -(y log(a) + (1 - y) log(1 - a)) has no value that 1500 digits tell"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["derive", LOGISTIC, "--with-values", str(written(tmp_path, text))]) == 2
    assert message in capsys.readouterr().err


def test_an_infinite_array_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "n.npz", z=np.array(np.inf), y=np.array(1.0))
    with pytest.raises(DataError, match="z is infinite at its only entry"):
        cg.read(LOGISTIC).derive().in_numbers(numbers_in(tmp_path / "n.npz"))


def test_a_given_number_with_many_digits_is_not_called_equal_to_its_first_ones() -> None:
    worked = cg.read(LOGISTIC).derive().in_numbers({"z": 0.123456789, "y": 1})
    assert [given.exactly for given in worked.given] == [False, True]
    assert "z ≈ 0.1235" in str(cg.read(LOGISTIC).derive().to("terminal", values={"z": 0.123456789, "y": 1}))
