"""Programs of real derivations: what runs is proved equal to what was taught, and trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chalkgrad.calculus import derive
from chalkgrad.errors import InputError
from chalkgrad.program import build, training

from .networks import BINARY, CLASSES, read


@pytest.mark.parametrize(
    ("text", "changed"),
    [(BINARY, ["J", "dA2", "sigmoid", "softplus"]), (CLASSES, ["J", "relu", "softmax", "log_softmax"])],
)
def test_every_running_form_is_proved(text, changed):
    model = read(text)
    program = build(model, derive(model))
    assert sorted(form.name for form in program.as_computed) == sorted(changed)
    assert {form.certificate.kind for form in program.as_computed} == {"proved"}
    for form in program.as_computed:
        assert form.before is not form.after
        assert form.words


def test_the_derived_gradients_are_those_of_the_cost():
    model = read(BINARY)
    program = build(model, derive(model))
    draw = np.random.default_rng(0).normal
    given = {"X": draw(size=(4, 6)), "Y": (draw(size=(2, 6)) > 0).astype(float), "W1": draw(size=(3, 4))}
    given |= {"b1": draw(size=(3, 1)), "W2": draw(size=(2, 3)), "b2": draw(size=(2, 1))}
    gradients = program.gradients(given, ["W1", "b1", "W2", "b2"])
    for name in ("W1", "b1", "W2", "b2"):
        costs = []
        for sign in (1, -1):
            moved = given[name].copy()
            moved[1, 0] += sign * 1e-6
            costs.append(program.forward({**given, name: moved}, ["J"])["J"])
        assert gradients[f"d{name}"][1, 0] == pytest.approx((costs[0] - costs[1]) / 2e-6, abs=1e-8)


def test_a_derived_network_learns():
    model = read(CLASSES)
    sized = replace(model, sizes={"n0": 2, "n1": 16, "n2": 3})
    program = training(sized, derive(sized), "adam", {"learning_rate": 0.02}, training_size=90)
    corners = np.array([[0, 2, -2], [2, -1, -1]])
    labels = np.arange(90) % 3
    X = corners[:, labels] + np.random.default_rng(0).normal(scale=0.5, size=(2, 90))
    batch = {"X": X, "Y": np.eye(3)[:, labels]}
    state = program.initial_state(0)
    program.check(batch)
    for _ in range(150):
        program.step(state, batch)
    assert (program.predict(state, X).argmax(axis=0) == labels).mean() > 0.98
    assert {form.certificate.kind for form in program.as_computed} == {"proved"}


def test_unknown_targets_and_precisions_are_refused():
    model = read(BINARY)
    derivation = derive(model)
    with pytest.raises(InputError, match="there is no dtype 'float16'"):
        build(model, derivation, dtype="float16")
    with pytest.raises(InputError, match="there is no target 'c'"):
        build(model, derivation, target="c")
    with pytest.raises(InputError, match="training_size must be at least 1"):
        training(model, derivation, training_size=0)
