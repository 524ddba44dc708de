"""Times that can be trusted, and rivals asked in their own environments."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from .report import Options

#: One thread for each process: more do not help small products, and the numbers then do not depend on the cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
RIVAL_TIMEOUT = 300


def alternating(candidates: Mapping[str, Callable[[], Any]], rounds: int, calls: int) -> dict[str, float]:
    """Median seconds for one call of each candidate, measured in turns so that all see the same machine.

    One round is thrown away as warm-up; the garbage collector is off while a round is timed.
    """
    found: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, call in candidates.items():
            gc.collect()
            gc.disable()
            start = perf_counter()
            for _ in range(calls):
                call()
            seconds = (perf_counter() - start) / calls
            gc.enable()
            if turn:
                found[name].append(seconds)
    return {name: median(times) for name, times in found.items()}


def python_with(package: str, options: Options) -> str | None:
    """The interpreter that can import ``package``: the one named by the user, or this one; None if neither can."""
    python = options.python_of.get(package) or sys.executable
    probe = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    try:
        done = subprocess.run([python, "-c", probe], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return python if done.returncode == 0 else None


def ask(python: str, program: str, question: object = None) -> Any:
    """Run ``program`` in another process with the question as JSON on its input; its last line of output is the answer.

    Raises RuntimeError with the end of its error output if it fails: an error of a rival is not a measurement.
    """
    package_root = str(Path(__file__).resolve().parents[2])
    paths = [package_root, os.environ.get("PYTHONPATH", "")] if python == sys.executable else []
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    done = subprocess.run(
        [python, "-c", program],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=RIVAL_TIMEOUT,
        env=environment,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(python).name} failed: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])
