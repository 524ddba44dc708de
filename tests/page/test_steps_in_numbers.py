"""Every printed number of the first two steps of each optimizer, computed again by NumPy from nothing but the text."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from number_reader import read_numbers
from test_numbers_read_back import unit

import chalkgrad as cg
from chalkgrad import library
from chalkgrad.notation.text import text
from chalkgrad.program.worked import NumberLine, worked_steps
from chalkgrad.proof.decimals import FROM_THE_UNROUNDED

Slopes = Any
SQUARE = "X: n x m\nY: n x m\nparameter W: n x n\nZ = W @ X\nJ = 1/(2 m) sum((Z - Y)^2)"
X, Y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.0, 1.0], [1.0, 0.25]])

#: A model, its parameter with the numbers it starts from, other values, and its cost and gradient by hand.
CASES: dict[str, tuple[str, str, Any, dict[str, Any], Any, Any]] = {
    "square": ("L = w^2", "w", 0.7, {}, lambda w: w**2, lambda w: 2 * w),
    "line": (
        "parameter w: scalar\ndata x: scalar\ndata y: scalar\nL = (w x - y)^2",
        "w",
        0.5,
        {"x": 2, "y": 3},
        lambda w: (2 * w - 3) ** 2,
        lambda w: 4 * (2 * w - 3),
    ),
    "matrices": (
        SQUARE,
        "W",
        np.array([[0.3, -0.2], [0.1, 0.4]]),
        {"X": X, "Y": Y},
        lambda w: np.sum((w @ X - Y) ** 2) / 4,
        lambda w: (w @ X - Y) @ X.T / 2,
    ),
    "nothing to do": ("L = w^2", "w", 0.0, {}, lambda w: w**2, lambda w: 2 * w),
}


def gradient_descent(w: Any, g: Any, state: dict[str, Any], lr: float) -> Any:
    return w - lr * g


def momentum(w: Any, g: Any, state: dict[str, Any], lr: float) -> Any:
    state["v"] = 0.9 * state.get("v", 0.0) + 0.1 * g
    return w - lr * state["v"]


def rmsprop(w: Any, g: Any, state: dict[str, Any], lr: float) -> Any:
    state["s"] = 0.9 * state.get("s", 0.0) + 0.1 * g**2
    return w - lr * g / (np.sqrt(state["s"]) + 1e-8)


def adam(w: Any, g: Any, state: dict[str, Any], lr: float) -> Any:
    state["t"] = state.get("t", 0) + 1
    state["v"] = 0.9 * state.get("v", 0.0) + 0.1 * g
    state["s"] = 0.999 * state.get("s", 0.0) + 0.001 * g**2
    v, s = state["v"] / (1 - 0.9 ** state["t"]), state["s"] / (1 - 0.999 ** state["t"])
    return w - lr * v / (np.sqrt(s) + 1e-8)


BY_HAND = {"gradient_descent": gradient_descent, "momentum": momentum, "rmsprop": rmsprop, "adam": adam}


def test_every_optimizer_is_here() -> None:
    assert set(BY_HAND) == set(library.names("optimizers"))


def close(line: NumberLine, expected: Any) -> None:
    shown = text(line.result)
    found = read_numbers(shown)
    assert np.all(np.abs(found - expected) <= unit(shown) * (1 + 1e-9)), (text(line.left), shown, expected)
    if line.operands is not None:
        put_in = read_numbers(text(line.operands))
        is_rounded = line.certificate.method == FROM_THE_UNROUNDED
        off = 0.0101 * np.abs(found).max() if is_rounded else unit(shown) * (1 + 1e-9)
        assert np.all(np.abs(put_in - found) <= off), (text(line.left), text(line.operands))


@pytest.mark.parametrize("optimizer", BY_HAND)
@pytest.mark.parametrize("name", CASES)
def test_two_steps(name: str, optimizer: str) -> None:
    model, parameter, weight, others, cost, slope = CASES[name]
    derivation = cg.read(model).derive(wrt=parameter)
    steps = worked_steps(derivation, {**others, parameter: weight}, optimizer, {"learning_rate": 0.05}, 2)
    state: dict[str, Any] = {}
    for worked in steps:
        close(next(line for line in worked.forward if line.name in ("L", "J")), cost(weight))
        close(worked.backward[-1], slope(weight))
        weight = BY_HAND[optimizer](weight, slope(weight), state, 0.05)
        (step,) = worked.steps
        for line in (*worked.counters, *step.lines):
            if line.is_update:  # else it is a part of the formula of the next line
                close(line, weight if line.name == "w" else state[line.name])


@pytest.mark.parametrize("optimizer", BY_HAND)
def test_the_page_shows_the_same(optimizer: str) -> None:
    derivation = cg.read("L = w^2").derive(wrt="w")
    worked = derivation.in_numbers({"w": 0.7}, optimizer=optimizer)
    record = json.loads(str(derivation.printed(cg.page.printer("json"), cg.page.Options(), worked)))["numbers"]
    assert [line["result"] for line in record["forward"] + record["backward"]] == ["0.49", "1.4"]
    lines = [*worked.counters, *worked.steps[0].lines]
    assert [line["result"] for line in record["step"]] == [text(line.result) for line in lines]
