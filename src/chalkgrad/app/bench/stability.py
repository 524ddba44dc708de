"""Textbook spelling in float32 at extreme values: ours and two rivals, against 50 digits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import mpmath
import numpy as np

from ...program import build
from ..measure import ask, python_with
from ..model import read
from ..report import Options, Report, Row

question = "Is the textbook spelling of a loss accurate in float32 up to |z| = 10000?"

PROMISED = 1e-6
SMALLEST_NORMAL = float(np.finfo(np.float32).tiny)
MAGNITUDES = (0.0, 1e-8, 0.1, 1.0, 5.0, 10.0, 15.0, 16.0, 17.0, 18.0, 20.0, 37.0, 50.0, 88.0, 90.0, 100.0, 800.0, 1e4)
GRID = sorted({sign * z for z in MAGNITUDES for sign in (-1.0, 1.0)})
TARGETS = (0.0, 0.3, 1.0)
#: Logits of three classes; the first is the true one.
CLASSES = [(a, 0.5, b) for a in GRID for b in (-1.0, 1.0, 100.0, 1e4)]

BINARY = "Z: 1 x m\nY: 1 x m\nA = sigmoid(Z)\nJ = -1/m sum(Y ⊙ log(A) + (1 - Y) ⊙ log(1 - A))\n"
MANY = "Z: n x m\nY: n x m, colsum(Y) = 1\nA = softmax(Z)\nJ = -1/m sum(Y ⊙ log(A))\n"

MEASURED = (
    "float32; the loss within 1e-6 of the exact one where that is a normal number, each entry of dZ within 1e-6 of the",
    "larger of itself and 1; exact values with 50 digits",
)

Point = tuple[tuple[float, ...], tuple[float, ...]]
Answer = tuple[float, tuple[float, ...]]


def points() -> dict[str, list[Point]]:
    """Logits and targets of one example, by loss. The logits are exact in float32."""
    binary: list[Point] = [((narrow(z),), (narrow(y),)) for z in GRID for y in TARGETS]
    many: list[Point] = [(tuple(map(narrow, z)), (1.0, 0.0, 0.0)) for z in CLASSES]
    return {"binary": binary, "softmax": many}


def narrow(value: float) -> float:
    return float(np.float32(value))


def exact_binary(z: tuple[float, ...], y: tuple[float, ...]) -> Answer:
    logit, target = mpmath.mpf(z[0]), mpmath.mpf(y[0])
    # softplus, written so that 50 digits are enough for every logit
    loss = target * log_one_plus_exp(-logit) + (1 - target) * log_one_plus_exp(logit)
    slope = (1 - target) / (1 + mpmath.exp(-logit)) - target / (1 + mpmath.exp(logit))
    return float(loss), (float(slope),)


def log_one_plus_exp(u: Any) -> Any:
    return u + mpmath.log1p(mpmath.exp(-u)) if u > 0 else mpmath.log1p(mpmath.exp(u))


def exact_softmax(z: tuple[float, ...], y: tuple[float, ...]) -> Answer:
    logits = [mpmath.mpf(value) for value in z]
    true = y.index(1.0)
    others = [mpmath.exp(value - logits[true]) for place, value in enumerate(logits) if place != true]
    loss = mpmath.log1p(mpmath.fsum(others))
    weights = [mpmath.exp(value - max(logits)) for value in logits]
    whole = mpmath.fsum(weights)
    rest = mpmath.fsum(weight for place, weight in enumerate(weights) if place != true) / whole
    return float(loss), tuple(float(-rest if i == true else weight / whole) for i, weight in enumerate(weights))


EXACT: Mapping[str, Callable[[tuple[float, ...], tuple[float, ...]], Answer]] = {
    "binary": exact_binary,
    "softmax": exact_softmax,
}


def ours(loss: str, batch: list[Point]) -> list[Answer]:
    """One example at a time, so that J is that example's loss."""
    model = read(BINARY if loss == "binary" else MANY)
    program = build(model, model.derive(wrt=["Z"]), target="numpy", dtype="float32")
    found = []
    for z, y in batch:
        values = {"Z": np.array(z, dtype=np.float32)[:, None], "Y": np.array(y, dtype=np.float32)[:, None]}
        cost = float(program.forward(values, ["J"])["J"])
        slope = program.gradients(values, ["Z"])["dZ"]
        found.append((cost, tuple(float(entry) for entry in slope[:, 0])))
    return found


def failures(answers: list[Answer], exact: list[Answer]) -> list[int]:
    """The places where the promise is broken; a loss counts where its exact value is a normal number."""
    broken = []
    for place, ((loss, slope), (true_loss, true_slope)) in enumerate(zip(answers, exact, strict=True)):
        loss_off = true_loss >= SMALLEST_NORMAL and not abs(loss - true_loss) <= PROMISED * true_loss
        slope_off = any(
            not abs(entry - true) <= PROMISED * max(abs(true), 1.0)
            for entry, true in zip(slope, true_slope, strict=True)
        )
        if loss_off or slope_off:
            broken.append(place)
    return broken


def is_finite(answer: Answer) -> bool:
    return bool(np.all(np.isfinite([answer[0], *answer[1]])))


def since(batch: list[Point], places: list[int]) -> str:
    """The smallest of the largest logits at these places."""
    return f"from |z| = {min(max(map(abs, batch[place][0])) for place in places):g}" if places else ""


def run(options: Options) -> Report:
    rows, notes, details = [], [], {}
    batches = points()
    with mpmath.workdps(50):
        exact = {loss: [EXACT[loss](z, y) for z, y in batch] for loss, batch in batches.items()}
    for loss, batch in batches.items():
        broken = failures(ours(loss, batch), exact[loss])
        what = f"{loss} cross-entropy, points off, of {len(batch)}"
        rows.append(Row(what, len(broken), since(batch, broken), "none", not broken))
        details[f"chalkgrad {loss}"] = [batch[place] for place in broken]
    for package in ("torch", "jax"):
        python = python_with(package, options)
        if python is None:
            notes.append(f"{package} is not installed: no numbers for it")
            continue
        program = (files("chalkgrad.app") / "rivals" / f"naive_{package}.py.txt").read_text(encoding="utf-8")
        answers = ask(python, program, batches)
        for loss, batch in batches.items():
            who = f"{package} {answers['version']}, same spelling, {loss}"
            broken = failures(answers[loss], exact[loss])
            lost = [place for place in broken if not is_finite(answers[loss][place])]
            rows.append(Row(f"{who}: points off", len(broken)))
            rows.append(Row(f"{who}: inf or NaN", len(lost), since(batch, lost)))
            details[f"{package} {loss}"] = [batch[place] for place in broken]
    return Report(tuple(rows), (*notes, *MEASURED), json.loads(json.dumps(details)))
