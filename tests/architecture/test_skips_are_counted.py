"""``--no-skips``, used by ``.ci/run``, turns each kind of skip into a failure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SKIPPING = {
    "mark": "import pytest\n@pytest.mark.skip(reason='absent part')\ndef test_a() -> None: ...\n",
    "call": "import pytest\ndef test_a() -> None:\n    pytest.skip('absent part')\n",
    "file": "import pytest\npytest.importorskip('a_part_that_is_absent')\ndef test_a() -> None: ...\n",
}


def run(repository: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((repository / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (folder / "pytest.ini").write_text("[pytest]\n")
    always = ["-p", "no:cacheprovider", "-rs", "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *always, *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=300)


def test_a_skip_fails_under_the_option_and_passes_without(repository: Path, tmp_path: Path) -> None:
    for kind, program in SKIPPING.items():
        (tmp_path / f"test_{kind}.py").write_text(program)
    strict, relaxed = run(repository, tmp_path, "--no-skips"), run(repository, tmp_path)
    assert strict.returncode in (1, 2), strict.stdout
    assert strict.stdout.count("--no-skips forbids it") >= len(SKIPPING)
    for kind in SKIPPING:
        assert f"test_{kind}.py" in strict.stdout
    assert relaxed.returncode in (0, 5), relaxed.stdout
