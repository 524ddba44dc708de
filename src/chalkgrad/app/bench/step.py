"""One training step: ours, a careful hand-written NumPy step, and scikit-learn's."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from ...program import training
from ..hand_written import HandWritten
from ..measure import alternating, ask, python_with
from ..network import mlp
from ..report import Options, Report, Row

question = "How fast is one training step of a 20-64-64-1 network with a batch of 32?"

WIDTHS = (20, 64, 64, 1)
BATCH = 32
ROUNDS = 21
CALLS = 200
EPOCHS, BATCHES, SKLEARN_ROUNDS = 4, 50, 5
PROMISED_BY_HAND = 1.1
PROMISED_SKLEARN = 3.0
PROGRAM = "import json; from chalkgrad.app.bench.step import measure; print(json.dumps(measure({sklearn})))"


def run(options: Options) -> Report:
    sklearn = python_with("sklearn", Options()) is not None
    seconds = ask(sys.executable, PROGRAM.format(sklearn=sklearn))
    ours, hand = 1e6 * seconds["ours"], 1e6 * seconds["hand"]
    rows = [
        Row(
            "training step, float32",
            ours,
            "µs",
            f"<= {PROMISED_BY_HAND} times the hand-written one",
            ours <= PROMISED_BY_HAND * hand,
            "hand-written NumPy",
            hand,
            hand / ours,
        )
    ]
    notes = [
        f"Adam, relu, sigmoid and binary cross-entropy, one thread; median of {ROUNDS} rounds of {CALLS} steps",
        f"after the same steps the parameters of both differ by at most {seconds['difference']:.0e}",
    ]
    if sklearn:
        theirs = 1e6 * seconds["sklearn"]
        kept = theirs >= PROMISED_SKLEARN * ours
        rows.append(
            Row(
                "training step, beside scikit-learn",
                ours,
                "µs",
                f"{PROMISED_SKLEARN:g} times faster",
                kept,
                f"MLPClassifier {seconds['sklearn_version']}",
                theirs,
                theirs / ours,
            )
        )
        notes.append(f"scikit-learn: the mean step inside fit, {EPOCHS} epochs of {BATCHES} batches, float32")
    else:
        notes.append("scikit-learn is not installed: no ratio")
    return Report(tuple(rows), tuple(notes))


def measure(sklearn: bool) -> dict[str, float | str]:
    """Seconds for each kind of step; runs in a process of its own, with one thread."""
    random = np.random.default_rng(0)
    columns = random.normal(size=(WIDTHS[0], BATCH)).astype(np.float32)
    labels = (random.random((1, BATCH)) > 0.5).astype(np.float32)
    model = mlp(*WIDTHS, activation="relu", output="sigmoid")
    settings = {"learning_rate": 0.001}
    derivation = model.derive("literal")  # as ``train`` does
    engine = training(model, derivation, optimizer="adam", settings=settings, dtype="float32", training_size=BATCH)
    state = engine.initial_state(0)
    hand = HandWritten(dict(state.parameters), layers=len(WIDTHS) - 1)
    batch = {"X": columns, "Y": labels}
    for _ in range(10):
        engine.step(state, batch)
        hand.step(columns, labels)
    apart = max(float(np.abs(state.parameters[name] - hand.parameters[name]).max()) for name in hand.parameters)
    candidates: dict[str, Callable[[], Any]] = {
        "ours": lambda: engine.step(state, batch),
        "hand": lambda: hand.step(columns, labels),
    }
    found: dict[str, float | str] = dict(alternating(candidates, ROUNDS, CALLS))
    found["difference"] = apart
    if sklearn:
        found.update(measure_sklearn(random))
    return found


def measure_sklearn(random: np.random.Generator) -> dict[str, float | str]:
    """Seconds for one step inside ``fit``, where the checks of the input are spread over many steps."""
    rows = random.normal(size=(BATCH * BATCHES, WIDTHS[0])).astype(np.float32)
    labels = random.random(len(rows)) > 0.5
    rival = import_module("sklearn.neural_network").MLPClassifier(
        WIDTHS[1:-1],
        activation="relu",
        solver="adam",
        alpha=0.0,
        batch_size=BATCH,
        max_iter=EPOCHS,
        tol=0.0,
        n_iter_no_change=10 * EPOCHS,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = alternating({"sklearn": lambda: rival.fit(rows, labels)}, SKLEARN_ROUNDS, 1)
    version: str = import_module("sklearn").__version__
    return {"sklearn": seconds["sklearn"] / (EPOCHS * BATCHES), "sklearn_version": version}
