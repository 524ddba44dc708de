"""The contributor's guide holds: one new file is all that an addition takes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import chalkgrad as cg
from chalkgrad.app.command import run

REPOSITORY = Path(__file__).resolve().parents[2]

PROGRAM = """
import chalkgrad as cg
from chalkgrad import library
from chalkgrad.proof import slope
from chalkgrad.terms import Context
model = cg.read("X: n0 x m\\nY: 1 x m\\nZ1 = W1 X + b1\\nA1 = swish(Z1)\\nJ = 1/(2 m) sum((A1 - Y)^2)")
d = model.derive()
print(slope(library.activation("swish").function, Context({}, {}, library.functions())).kind)
print(d["dZ1"].certificate.kind)
print(model.program("numpy").source.count("def swish"))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package that may be changed."""
    shutil.copytree(
        REPOSITORY / "src" / "chalkgrad", tmp_path / "chalkgrad", ignore=shutil.ignore_patterns("__pycache__", "*.csv")
    )
    return tmp_path


def python(folder: Path, program: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_worked_example_becomes_an_activation(copy: Path) -> None:
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(r"```text\n(activation a = swish.*?)```", guide, re.DOTALL)
    assert found is not None
    (copy / "chalkgrad" / "library" / "activations" / "swish.chalk").write_text(found[1], encoding="utf-8")
    assert python(copy, PROGRAM).split() == ["proved", "proved", "1"]


def test_the_worked_example_serves_from_a_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(r"```text\n(activation a = swish.*?)```", guide, re.DOTALL)
    assert found is not None
    (tmp_path / "swish.chalk").write_text(found[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["library", "check", "swish.chalk"]) == 0
    assert "A1 = swish(Z1)" in cg.mlp(30, 16, 1, activation="swish").source


def test_a_benchmark_a_mistake_and_a_command_are_found(copy: Path) -> None:
    root = copy / "chalkgrad"
    (root / "app" / "bench" / "new_one.py").write_text('question = "Is it found?"\ndef run(options): ...\n')
    (root / "review" / "mistakes" / "new_one.py").write_text(
        'name = "new"\nwords = "new"\ndef slips(case, site): return iter(())\n'
    )
    (root / "app" / "commands" / "new_one.py").write_text(
        'import click\n@click.command("new_one")\ndef command(): ...\n'
    )
    program = (
        "from chalkgrad.app.report import benchmarks\n"
        "from chalkgrad.review.mistake import known_mistakes\n"
        "from chalkgrad.app.command import group\n"
        "import click\n"
        "print('new_one' in benchmarks(), any(m.name == 'new' for m in known_mistakes()), "
        "'new_one' in group.list_commands(click.Context(group)))\n"
    )
    assert python(copy, program).split() == ["True", "True", "True"]
