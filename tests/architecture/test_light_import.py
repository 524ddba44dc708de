"""``import chalkgrad`` is cheap: nothing heavy is loaded until it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

HEAVY = (
    "sympy",
    "matplotlib",
    "pandas",
    "sklearn",
    "jax",
    "torch",
    "scipy",
    "lark",
    "mpmath",
    "rich",
    "pydantic",
)

#: The promise is 150 ms beyond NumPy, measured by ``chalkgrad bench imports``. A shared test machine may be three
#: times slower than the one the promise is measured on.
GUARD_SECONDS = 0.45


def python(program: str, repository: Path) -> str:
    paths = [str(repository / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in paths if p)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, timeout=300
    )
    return done.stdout.strip()


def test_nothing_heavy_comes_with_the_package(repository: Path) -> None:
    program = f"import sys, chalkgrad; print(' '.join(n for n in {HEAVY!r} if n in sys.modules))"
    assert python(program, repository) == ""


def test_the_import_is_fast(repository: Path) -> None:
    program = "import numpy, time; start = time.process_time(); import chalkgrad; print(time.process_time() - start)"
    seconds = [float(python(program, repository)) for _ in range(5)]
    assert median(seconds) < GUARD_SECONDS
