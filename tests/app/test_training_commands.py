"""The commands train, predict and evaluate, as a user types them."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from chalkgrad.app.commands import evaluate, predict, train
from chalkgrad.errors import ChalkError

EXAMPLES = Path(__file__).parents[2] / "examples"
MODEL, TABLE = str(EXAMPLES / "breast_cancer.chalk"), str(EXAMPLES / "breast_cancer.csv")


def invoke(module: object, *arguments: object) -> Result:
    return CliRunner().invoke(module.command, [str(argument) for argument in arguments])  # type: ignore[attr-defined]


def train_example(out: Path, *more: object) -> Result:
    return invoke(train, MODEL, "--data", TABLE, "--target", "diagnosis", "--out", out, "--epochs", 20, *more)


def error(result: Result) -> ChalkError:
    assert isinstance(result.exception, ChalkError), result.output
    return result.exception


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "first"
    result = train_example(out)
    assert result.exit_code == 0, result.output
    return out


def test_training_says_what_it_does(tmp_path: Path) -> None:
    result = train_example(tmp_path / "run")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "569 rows, 30 features, diagnosis: benign 357, malignant 212 (Y = 1: malignant) · 70/15/15 split, seed 0 · "
        "standardised on the training part"
    )
    assert lines[1].startswith("30-16-1, 513 parameters · adam, learning rate 0.001 · program: numpy, float32, ")
    assert [line.split()[0] for line in lines[2:5]] == ["train", "validation", "test"]
    assert "majority class 0.6" in lines[4]
    assert f"saved in {tmp_path / 'run'}" in lines[5]
    progress = result.stderr.splitlines()
    assert len(progress) <= 21
    assert progress[-1].startswith("epoch 20/20  loss ")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "run.json", "model.chalk", "labels.json", "scaler.json", "history.jsonl", "checkpoint.npz", "weights.npz",
    }  # fmt: skip
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["scores"]["test"]["accuracy"] > 0.9


def test_a_run_that_is_done_says_so_when_resumed(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert train_example(out).exit_code == 0
    done = train_example(out, "--resume")
    assert done.exit_code == 0, done.output
    assert "all 20 epochs were done before; nothing is left to train" in done.stdout
    more = train_example(out, "--resume", "--epochs", 22)
    assert "resumed after epoch 20; training up to epoch 22" in more.stdout
    assert "22/22" in more.stderr
    assert "has done 22 epochs already; 5 are asked for" in error(train_example(out, "--resume", "--epochs", 5)).message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--one-hot", "diagnosis"], "--one-hot diagnosis: it is the target"),
        (["--drop", "diagnosis"], "--drop diagnosis: it is the target"),
        (["--raw-target"], "diagnosis has classes: benign, malignant"),
        (["--resume"], "There is no run in"),
        (["--set", "beta1=2"], "beta1 = 2: in adam"),
    ],
)
def test_options_without_a_meaning_are_refused(tmp_path: Path, options: list[str], message: str) -> None:
    found = error(train_example(tmp_path / "run", *options))
    assert message in found.message
    assert found.hint
    assert found.exit_code == 2


def test_the_test_part_is_found_again(trained: Path) -> None:
    record = json.loads((trained / "run.json").read_text())
    result = invoke(evaluate, trained, "--data", TABLE, "--part", "test")
    assert result.exit_code == 0, result.output
    assert f"85 rows of {TABLE} (test part) · accuracy {record['scores']['test']['accuracy']:.3f}" in result.output
    assert "always answering “benign” would have accuracy 0.6" in result.output
    assert "trained on" not in result.output
    whole = invoke(evaluate, trained, "--data", TABLE).output.splitlines()
    assert whole[2] == (
        "399 of these rows are those the network was trained on; --part test measures on rows it has never seen"
    )
    counts = np.array([line.split()[-2:] for line in whole[-2:]], dtype=int)
    assert counts.sum() == 569


def test_predictions_are_a_table(trained: Path, tmp_path: Path) -> None:
    shown = invoke(predict, trained, "--data", TABLE)
    assert shown.exit_code == 0, shown.output
    result = invoke(predict, trained, "--data", TABLE, "-o", tmp_path / "answers.csv")
    assert "569 answers" in result.output
    assert (tmp_path / "answers.csv").read_text() == shown.stdout
    with open(tmp_path / "answers.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["row", "diagnosis", "P(benign)", "P(malignant)"]
    for row in rows:
        likely = "malignant" if float(row["P(malignant)"]) >= 0.5 else "benign"
        assert row["diagnosis"] == likely
    with open(TABLE, newline="") as file:
        right = [row["diagnosis"] for row in csv.DictReader(file)]
    assert np.mean([row["diagnosis"] == truth for row, truth in zip(rows, right, strict=True)]) > 0.9


def test_prediction_needs_no_target_and_any_order_of_columns(trained: Path, tmp_path: Path) -> None:
    with open(TABLE, newline="") as file:
        rows = list(csv.reader(file))[:6]
    (tmp_path / "new.csv").write_text("\n".join(",".join(reversed(row[:-1])) for row in rows) + "\n")
    new = invoke(predict, trained, "--data", tmp_path / "new.csv").stdout.splitlines()
    assert new == invoke(predict, trained, "--data", TABLE).stdout.splitlines()[:6]


def test_a_part_of_another_table_is_refused(trained: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("\n".join(Path(TABLE).read_text().splitlines()[:300]) + "\n")
    assert invoke(evaluate, trained, "--data", other).exit_code == 0
    found = error(invoke(evaluate, trained, "--data", other, "--part", "test"))
    assert "is not the table on which this run was trained" in found.message


def test_gaps_in_a_run_that_leaves_them_out(tmp_path: Path) -> None:
    lines = ["a,b,y"] + [f"{row},{'' if row == 7 else row % 5},{'no' if row < 20 else 'yes'}" for row in range(40)]
    data, model = tmp_path / "t.csv", tmp_path / "m.chalk"
    data.write_text("\n".join(lines) + "\n")
    model.write_text(Path(MODEL).read_text().replace("n0 = 30\n", "").replace("n1 = 16\n", ""))
    options = (model, "--data", data, "--target", "y", "--epochs", 2)
    refused = error(invoke(train, *options, "--out", tmp_path / "a", "--size", "n1=3"))
    assert str(refused).startswith(f"{data}, row 8 (line 9), column “b”: the cell is empty. 1 such cell in 40 rows.")
    open_size = error(invoke(train, *options, "--out", tmp_path / "a", "--missing", "drop"))
    assert "--size n1=16" in open_size.hint
    result = invoke(train, *options, "--out", tmp_path / "a", "--missing", "drop", "--size", "n1=3")
    assert result.exit_code == 0, result.output
    assert "1 of 40 rows left out because of gaps" in result.output
    answers = invoke(predict, tmp_path / "a", "--data", data)
    assert answers.stdout.splitlines()[8] == "8,,,"
    assert "1 rows have gaps" in answers.stderr
    assert "1 rows with gaps left out, as in training" in invoke(evaluate, tmp_path / "a", "--data", data).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--target", "diagnose"), "has no column “diagnose”"),
        (("--positive", "bad"), "has no class “bad”"),
        (("--split", "50/50"), "“50/50” is no split"),
        (("--epochs", "0"), "epochs = 0"),
        (("--optimizer", "adamm"), "adamm"),
        (("--data", "nothing.csv"), "nothing.csv: there is no such file"),
        (("--size", "n1=8"), "n1 was given as 8, but the model fixes n1 = 16"),
        (("--set", "beta9=1"), "beta9"),
    ],
)
def test_mistakes_are_answered_in_a_sentence_with_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    found = error(train_example(tmp_path / "run", *arguments))
    assert message in str(found)
    assert found.exit_code == 2
    assert not list((tmp_path / "run").glob("*")) if (tmp_path / "run").exists() else True


def test_a_wrong_size_option_is_refused(tmp_path: Path) -> None:
    result = train_example(tmp_path / "run", "--size", "n1")
    assert result.exit_code == 2
    assert "expected a name, = and a whole number" in result.output


def test_help_teaches_with_an_example() -> None:
    for module in (train, predict, evaluate):
        result = invoke(module, "--help")
        assert result.exit_code == 0
        assert "Example:\n    chalkgrad " in result.output


SCRIPT = "import sys; from chalkgrad.app.command import main; main(['train', *sys.argv[1:]])"


def test_control_c_saves_the_run_and_resume_continues_it(tmp_path: Path) -> None:
    out = tmp_path / "run"
    arguments = [MODEL, "--data", TABLE, "--target", "diagnosis", "--out", str(out), "--batch-size", "8"]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments, "--epochs", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent / "src")},
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("epoch 1/")
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert "Continue: the same command with --resume" in output
    done = json.loads((out / "run.json").read_text())["epochs_done"]
    epochs = str(done + 2)
    result = invoke(train, *arguments, "--epochs", epochs, "--resume")
    assert result.exit_code == 0, result.output
    assert f"resumed after epoch {done}, step " in result.output
    whole = invoke(train, *arguments[:-3], tmp_path / "whole", *arguments[-2:], "--epochs", epochs)
    assert whole.exit_code == 0, whole.output
    assert (out / "weights.npz").read_bytes() == (tmp_path / "whole" / "weights.npz").read_bytes()


def test_training_warns_before_it_starts(tmp_path: Path) -> None:
    doubtful = tmp_path / "doubtful.chalk"
    doubtful.write_text(Path(MODEL).read_text().replace("A1 = relu(Z1)", "A1 = linear(Z1)"))
    arguments = (doubtful, "--data", TABLE, "--target", "diagnosis", "--out", tmp_path / "run", "--epochs", 1)
    result = invoke(train, *arguments)
    assert result.exit_code == 0, result.output
    assert "linear-hidden-layer" in result.stderr and "linear-hidden-layer" not in result.stdout
    assert "warning" not in train_example(tmp_path / "sound").stderr
