"""Derivations beside tensorgrad: ours with every step shown and certified, theirs derived and simplified."""

from __future__ import annotations

import sys
from importlib.resources import files
from statistics import median
from time import process_time

from ..measure import ask, python_with
from ..model import Model, read
from ..report import Options, Report, Row

question = "How much faster than tensorgrad derives are gradients derived and certified?"

PROMISED = 5.0
ROUNDS = 5
RIVAL = "tensorgrad"
INSTALL = "python -m venv tensorgrad-env && tensorgrad-env/bin/pip install tensorgrad==0.3.0 torch==2.7.1"
PROGRAM = "import json; from chalkgrad.app.bench.tensorgrad import measure; print(json.dumps(measure()))"
JOBS = {
    "logistic": "sigmoid and binary cross-entropy",
    "softmax": "softmax and cross-entropy",
    "two_layers": "two layers, four parameters, a batch",
}


def run(options: Options) -> Report:
    ours = ask(sys.executable, PROGRAM)
    python = python_with(RIVAL, options)
    theirs = ask(python, program(), ROUNDS) if python is not None else None
    rows = tuple(row(name, 1000 * ours[name], theirs) for name in JOBS)
    notes = [
        f"processor time, one thread, median of {ROUNDS} after one to warm up, each with axes of its own names",
        "ours: the text read, every gradient derived in named steps, every step certified",
    ]
    if theirs is None:
        notes.append(f"{RIVAL} is not installed: no ratio. {INSTALL}, then --tensorgrad-python")
    else:
        notes.append("theirs: the cost written, .grad(variable).full_simplify() for each variable; no steps")
    return Report(rows, tuple(notes))


def row(name: str, ours: float, theirs: dict[str, float] | None) -> Row:
    """One job in milliseconds; without the rival there is no ratio and nothing is held against it."""
    if theirs is None:
        return Row(JOBS[name], ours, "ms")
    rival = 1000 * theirs[name]
    promise = f"{PROMISED:g} times faster"
    kept = rival >= PROMISED * ours
    return Row(JOBS[name], ours, "ms", promise, kept, f"{RIVAL} {theirs['version']}", rival, rival / ours)


def program() -> str:
    return (files("chalkgrad.app") / "rivals" / "derive_tensorgrad.py.txt").read_text(encoding="utf-8")


def model(name: str, turn: int) -> tuple[Model, list[str] | None]:
    """The rival's job of the same name, with what to differentiate by."""
    batch = f"z: n{turn} x m{turn}\ny: n{turn} x m{turn}\n"
    if name == "logistic":
        return read(f"{batch}a = sigmoid(z)\nL = -sum(y ⊙ log(a) + (1 - y) ⊙ log(1 - a))"), ["z"]
    if name == "softmax":
        return read(f"{batch}p = softmax(z)\nL = -sum(y ⊙ log(p))"), ["z"]
    return read(
        f"X: p{turn} x m{turn}\nY: r{turn} x m{turn}\nZ1 = W1 X + b1\nA1 = tanh(Z1)\nZ2 = W2 A1 + b2\n"
        "A2 = sigmoid(Z2)\nL = -sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))"
    ), None


def measure() -> dict[str, float]:
    """Seconds for each job; runs in a process of its own."""
    found: dict[str, list[float]] = {name: [] for name in JOBS}
    for turn in range(ROUNDS + 1):
        for name in JOBS:
            start = process_time()
            equations, wanted = model(name, turn)
            equations.derive(wrt=wanted)
            if turn:
                found[name].append(process_time() - start)
    return {name: median(seconds) for name, seconds in found.items()}
