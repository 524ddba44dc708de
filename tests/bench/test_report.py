"""Benchmarks as a command: what is printed, written and returned."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chalkgrad.app.bench import imports, stability
from chalkgrad.app.commands.bench import command
from chalkgrad.app.measure import alternating, ask, python_with
from chalkgrad.app.report import Options, Report, Row, benchmarks, cell, chosen, table
from chalkgrad.errors import InputError


def test_every_benchmark_asks_a_question() -> None:
    found = benchmarks()
    assert {"gradients", "derive", "stability", "step", "imports", "mutation", "depth", "tensorgrad", "page"} <= set(
        found
    )
    assert all(benchmark.question.endswith("?") for benchmark in found.values())


def test_an_unknown_benchmark_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        chosen(("stepp",))
    assert "there is no benchmark stepp" in str(caught.value)
    assert "step" in str(caught.value)


def test_a_table_shows_the_rival_and_whether_the_promise_is_kept() -> None:
    rows = (
        Row("step", 50.0, "µs", "<= 55 µs", True, "by hand", 52.0, 1.04),
        Row("import", 200.0, "ms", "<= 150 ms", False),
        Row("again", 1e-9, "s"),
    )
    text = table(Report(rows, ("a note",)))
    assert "✓ step " in text and "by hand: 52 µs, 1.04 times ours" in text
    assert "✗ import" in text
    assert "1.0e-09" in text
    assert text.endswith("a note")
    assert not Report(rows).kept
    assert Report(rows[:1]).kept


def test_numbers_are_short() -> None:
    assert [cell(v) for v in (None, "none", 0, 3.0, 0.012345, 1234.5, 1e7, 2.5e-7)] == [
        "",
        "none",
        "0",
        "3",
        "0.0123",
        "1234",
        "1.0e+07",
        "2.5e-07",
    ]


def test_the_command_prints_writes_and_fails_with_the_promise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kept, code in ((True, 0), (False, 1)):
        rows = (Row("speed", 1.0, "ms", "<= 2 ms", kept),)
        monkeypatch.setattr(imports, "run", lambda options, rows=rows: Report(rows))
        target = tmp_path / "numbers.json"
        result = CliRunner().invoke(command, ["imports", "--json", str(target)])
        assert result.exit_code == code
        assert "imports: What does" in result.output
        written = json.loads(target.read_text(encoding="utf-8"))
        assert written["imports"]["kept"] is kept
        assert written["imports"]["rows"][0]["value"] == 1.0


def test_candidates_are_measured_in_turns() -> None:
    calls: list[str] = []
    gc.freeze()  # what earlier tests have left need not be looked through before each turn
    try:
        seconds = alternating({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2, calls=1)
    finally:
        gc.unfreeze()
    assert calls == ["a", "b"] * 3
    assert set(seconds) == {"a", "b"} and all(value >= 0 for value in seconds.values())


def test_a_rival_is_asked_in_its_own_process() -> None:
    program = "import json, sys; print('noise'); print(json.dumps([json.load(sys.stdin), sys.argv[0]]))"
    assert ask(sys.executable, program, {"x": 1}) == [{"x": 1}, "-c"]
    with pytest.raises(RuntimeError, match="no such thing"):
        ask(sys.executable, "raise ValueError('no such thing')")


def test_a_rival_that_is_not_there_gives_no_number() -> None:
    assert python_with("numpy", Options()) == sys.executable
    assert python_with("a_package_that_is_absent", Options()) is None
    assert python_with("numpy", Options({"numpy": "no/such/python"})) is None


def test_stability_without_rivals_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def exact(loss: str, batch: Any) -> Any:
        return [stability.EXACT[loss](z, y) for z, y in batch]

    monkeypatch.setattr(stability, "ours", exact)
    monkeypatch.setattr(stability, "python_with", lambda package, options: None)
    report = stability.run(Options())
    assert "torch is not installed: no numbers for it" in report.notes
    assert not any("torch" in row.what for row in report.rows)
