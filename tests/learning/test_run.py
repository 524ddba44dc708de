"""Run folders: killed at any write they load or resume, resumed they have the same bits, damaged they say where."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from chalkgrad.errors import ChalkError, DataError, RunStopped
from chalkgrad.learning.archive import load_arrays, save_arrays
from chalkgrad.learning.dataset import Columns
from chalkgrad.learning.fit import make_settings, table_session
from chalkgrad.learning.load import load, status_line
from chalkgrad.learning.loop import Ending, Run
from chalkgrad.learning.run import RunFolder
from chalkgrad.learning.trained import Trained
from chalkgrad.learning.training import Output

from .models import BINARY, model

TEXT = "n1 = 4\n" + BINARY


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    random = np.random.default_rng(5)
    lines = ["width,height,kind"]
    for _ in range(60):
        width, height = random.uniform(-1, 1, 2)
        lines.append(f"{width:.4f},{height:.4f},{'in' if width * width + height < 0.3 else 'out'}")
    path = tmp_path / "points.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def run(csv_file: Path, out: Path, *, text: str = TEXT, seconds: float = 0.0, observers: tuple = (), **options: object):  # type: ignore[no-untyped-def,type-arg]
    chosen = {"overwrite": False, "resume": False, "epochs": 3, "batch_size": 16, "patience": 2, **options}
    output = Output(out, bool(chosen.pop("overwrite")), bool(chosen.pop("resume")), seconds)
    session, _ = table_session(model(text), csv_file, Columns("kind"), make_settings(**chosen), output=output)
    return session.go(observers)


class Killed(BaseException):
    """Stands for SIGKILL: nothing that handles errors sees it."""


def kill_at(monkeypatch: pytest.MonkeyPatch, write: int, function: str) -> list[int]:
    """Let the process "die" just before (``replace``) or in the middle of (``fsync``) one of its writes."""
    count = [0]
    original = getattr(os, function)

    def counted(*arguments: object) -> object:
        count[0] += 1
        if count[0] == write:
            raise Killed
        return original(*arguments)

    monkeypatch.setattr(os, function, counted)
    return count


@pytest.mark.parametrize("function", ["replace", "fsync"])
def test_a_run_killed_at_any_write_is_loadable_or_says_so_and_resumes_to_the_same_bits(
    csv_file: Path, tmp_path: Path, function: str
) -> None:
    run(csv_file, tmp_path / "whole")
    whole = (tmp_path / "whole" / "weights.npz").read_bytes()
    write, loaded, killed = 0, 0, True
    while killed:
        write += 5  # every fifth write, or the test would take too long; the two functions are out of step
        out = tmp_path / f"{function}{write}"
        killed = False
        with pytest.MonkeyPatch.context() as patch:
            kill_at(patch, write, function)
            try:
                run(csv_file, out)
            except Killed:
                killed = True
        try:
            assert load(out).predict([[0.1, 0.2]]).shape == (1,)
            loaded += 1
        except DataError as error:
            assert str(out) in str(error)
        again, ending = run(csv_file, out, resume=True)
        assert ending in ("finished", "stopped early")
        assert (out / "weights.npz").read_bytes() == whole, f"killed at write {write}"
        assert not list(out.glob(".*"))
        assert len(again.history) == len(load(tmp_path / "whole").history)
    assert write > 15
    assert loaded > 3


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.learning.test_run import run
run(Path(sys.argv[1]), Path(sys.argv[2]), epochs=100000, patience=None)
"""


@pytest.mark.parametrize("writes", [2, 9])
def test_a_process_killed_while_it_saves_leaves_a_run(csv_file: Path, tmp_path: Path, writes: int) -> None:
    out = tmp_path / "run"
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(csv_file), str(out), str(root)], env=environment, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + 300
        seen: set[int] = set()  # a checkpoint is replaced after every step: each one is a new file
        while len(seen) < writes and time.monotonic() < deadline and process.poll() is None:
            try:
                seen.add((out / "checkpoint.npz").stat().st_mtime_ns)
            except FileNotFoundError:
                time.sleep(0.002)
        assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        assert len(seen) == writes
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    trained = load(out)
    assert trained.record.status == "training"
    assert "cut off" in status_line(trained)
    done = len(trained.history)
    resumed, ending = run(csv_file, out, resume=True, epochs=done + 2, patience=None)
    assert ending == "finished"
    straight, _ = run(csv_file, tmp_path / "straight", epochs=done + 2, patience=None, seconds=60)
    for name, array in straight.parameters.items():
        np.testing.assert_array_equal(resumed.parameters[name], array)


class StopInEpoch:
    """Asks for a stop in the middle of an epoch, as Ctrl-C does."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def step_done(self, run: Run) -> bool:
        return run.position.epoch == self.epoch and run.position.step == 2

    def epoch_done(self, run: Run) -> None:
        pass

    def ending(self, run: Run, ending: Ending) -> None:
        pass


def test_an_interrupted_run_is_saved_whatever_the_interval(csv_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    _, ending = run(csv_file, out, seconds=60, patience=None, observers=(StopInEpoch(1),))
    assert ending == "interrupted"
    assert json.loads((out / "run.json").read_text())["status"] == "interrupted"
    assert len(load(out).history) == 1
    run(csv_file, out, resume=True, patience=None)
    run(csv_file, tmp_path / "whole", patience=None)
    assert (out / "weights.npz").read_bytes() == (tmp_path / "whole" / "weights.npz").read_bytes()


def test_a_finished_run_can_be_extended(csv_file: Path, tmp_path: Path) -> None:
    run(csv_file, tmp_path / "run", patience=None)
    run(csv_file, tmp_path / "run", patience=None, epochs=5, resume=True)
    run(csv_file, tmp_path / "whole", patience=None, epochs=5)
    assert (tmp_path / "run" / "weights.npz").read_bytes() == (tmp_path / "whole" / "weights.npz").read_bytes()
    lines = (tmp_path / "run" / "history.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3, 4, 5]


def test_a_run_that_is_not_there_is_not_continued(csv_file: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "absent", tmp_path / "empty"):
        if out.name == "empty":
            out.mkdir()
        with pytest.raises(DataError, match=r"no run in .* that could be continued") as caught:
            run(csv_file, out, resume=True)
        assert "Leave --resume out" in caught.value.hint
    assert not (tmp_path / "absent").exists()


def test_a_run_is_not_continued_backwards(csv_file: Path, tmp_path: Path) -> None:
    run(csv_file, tmp_path / "run", patience=None)
    before = (tmp_path / "run" / "run.json").read_bytes()
    with pytest.raises(DataError, match="has done 3 epochs already; 2 are asked for") as caught:
        run(csv_file, tmp_path / "run", patience=None, epochs=2, resume=True)
    assert "--epochs 5" in caught.value.hint
    assert (tmp_path / "run" / "run.json").read_bytes() == before
    run(csv_file, tmp_path / "run", patience=None, epochs=3, resume=True)
    assert len(load(tmp_path / "run").history) == 3


@pytest.mark.parametrize(
    ("optimizer", "settings", "message"),
    [
        ("adam", {"beta1": 2.0}, "beta1 = 2: in adam it is the share of the past"),
        ("adam", {"beta2": 1.0}, "beta2 = 1: in adam it is the share of the past"),
        ("momentum", {"beta": -0.1}, "beta = -0.1: in momentum it is the share of the past"),
        ("rmsprop", {"eps": -1e-8}, "eps = -1e-08: a setting of rmsprop is not negative"),
        ("adam", {"learning_rate": 0.5}, "learning_rate is not given with --set"),
    ],
)
def test_optimizer_settings_without_a_meaning_are_refused(
    csv_file: Path, tmp_path: Path, optimizer: str, settings: dict[str, float], message: str
) -> None:
    with pytest.raises(DataError) as caught:
        run(csv_file, tmp_path / "run", optimizer=optimizer, optimizer_settings=settings)
    assert message in caught.value.message
    assert caught.value.hint
    run(csv_file, tmp_path / "run", optimizer=optimizer, optimizer_settings={"eps": 1e-6} if "eps" in settings else {})


def test_a_loaded_run_is_the_same_network(csv_file: Path, tmp_path: Path) -> None:
    trained, _ = run(csv_file, tmp_path / "run")
    loaded = load(tmp_path / "run")
    points = np.random.default_rng(0).uniform(-1, 1, (30, 2))
    np.testing.assert_array_equal(loaded.predict_proba(points), trained.predict_proba(points))
    assert loaded.predict(points).tolist() == trained.predict(points).tolist()
    assert set(loaded.predict(points)) <= {"in", "out"}
    assert loaded.record == trained.record
    loaded.save(tmp_path / "copy")
    np.testing.assert_array_equal(load(tmp_path / "copy").predict_proba(points), trained.predict_proba(points))


def test_a_folder_that_is_in_use_is_not_taken(csv_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(csv_file, out)
    with pytest.raises(DataError, match="already holds a run") as caught:
        run(csv_file, out)
    assert "--resume" in caught.value.hint
    run(csv_file, out, overwrite=True, seed=3)
    assert load(out).record.settings.seed == 3
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "model.chalk").write_text("mine")
    for options in ({}, {"overwrite": True}, {"resume": True}):
        with pytest.raises(DataError, match=r"holds files that are not a run \(model\.chalk\)"):
            run(csv_file, tmp_path / "thesis", **options)
    with pytest.raises(DataError, match="Both --overwrite and --resume"):
        run(csv_file, out, overwrite=True, resume=True)


def test_a_folder_that_cannot_be_written_is_refused_before_training(csv_file: Path) -> None:
    with pytest.raises(DataError, match="cannot be written") as caught:
        run(csv_file, csv_file / "run")
    assert caught.value.hint == "Name another folder with --out."


def test_a_disk_that_fills_up_stops_the_run(csv_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original, count = os.fsync, [0]

    def full(handle: int) -> None:
        count[0] += 1
        if count[0] > 30:
            raise OSError(28, "No space left on device")
        original(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunStopped, match="can no longer be written: No space left on device") as caught:
        run(csv_file, tmp_path / "run")
    assert caught.value.exit_code == 4
    monkeypatch.undo()
    run(csv_file, tmp_path / "run", resume=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": 1}, "seed was 0, now 1"),
        ({"learning_rate": 0.1}, "learning_rate was 0.001, now 0.1"),
        ({"text": TEXT.replace("relu", "tanh")}, "the model is a different text"),
    ],
)
def test_a_run_is_only_continued_as_it_was_begun(
    csv_file: Path, tmp_path: Path, options: dict[str, object], message: str
) -> None:
    run(csv_file, tmp_path / "run")
    with pytest.raises(DataError) as caught:
        run(csv_file, tmp_path / "run", resume=True, **options)
    assert message in caught.value.message


def test_other_data_do_not_continue_a_run(csv_file: Path, tmp_path: Path) -> None:
    run(csv_file, tmp_path / "run")
    csv_file.write_text(csv_file.read_text().replace("0.1", "0.2"))
    with pytest.raises(DataError, match="the examples are different ones"):
        run(csv_file, tmp_path / "run", resume=True)


@pytest.mark.parametrize(
    "name", ["run.json", "model.chalk", "labels.json", "scaler.json", "history.jsonl", "weights.npz"]
)
@pytest.mark.parametrize("damage", ["cut", "empty", "bytes", "removed"])
def test_damage_is_named_with_the_file(csv_file: Path, tmp_path: Path, name: str, damage: str) -> None:
    run(csv_file, tmp_path / "run")
    path = tmp_path / "run" / name
    whole = path.read_bytes()
    if damage == "removed":
        path.unlink()
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2 + 1], "empty": b"", "bytes": b"\xff\xfe" + whole}[damage])
    # Nothing that prediction needs is lost: the checkpoint has the weights too, and a zip file may follow other bytes.
    harmless = {("history.jsonl", "removed"), ("history.jsonl", "empty")}
    if (name, damage) in harmless | {("weights.npz", "removed"), ("weights.npz", "bytes")}:
        assert isinstance(load(tmp_path / "run"), Trained)
        return
    with pytest.raises(ChalkError) as caught:
        load(tmp_path / "run")
    assert name in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("file", "key", "value"),
    [
        ("run.json", "format", 2),
        ("run.json", "epochs_done", -1),
        ("run.json", "surprise", 1),
        ("run.json", "sizes", {"n1": 10**12}),
        ("labels.json", "kind", "other"),
        ("scaler.json", "columns", []),
    ],
)
def test_records_are_validated(csv_file: Path, tmp_path: Path, file: str, key: str, value: object) -> None:
    run(csv_file, tmp_path / "run")
    path = tmp_path / "run" / file
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(DataError, match=rf"{file} is damaged: {key}"):
        load(tmp_path / "run")


def test_weights_of_another_network_are_refused(csv_file: Path, tmp_path: Path) -> None:
    run(csv_file, tmp_path / "run")
    path = tmp_path / "run" / "weights.npz"
    save_arrays(path, {**load_arrays(path, ""), "W2": np.zeros((1, 9))})
    with pytest.raises(DataError, match="does not belong to this run: W2 has the shape"):
        load(tmp_path / "run")


def test_what_is_no_run_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such run folder"):
        load(tmp_path / "nothing")
    with pytest.raises(DataError, match=r"it has no run\.json"):
        load(tmp_path)


def test_the_history_keeps_no_more_than_the_checkpoint_knows(csv_file: Path, tmp_path: Path) -> None:
    run(csv_file, tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    assert [record.epoch for record in folder.read_history(2)] == [1, 2]
    path = tmp_path / "run" / "history.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(DataError, match="epochs are missing"):
        folder.read_history()
