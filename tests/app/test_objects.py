"""What Python users hold: trained networks can be derived, and a wrong name offers the right one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import chalkgrad as cg

NETWORK = """
X: n0 x m
Y: 1 x m
n0 = 2
Z1 = W1 X + b1
A1 = sigmoid(Z1)
J = -1/m sum(Y log(A1) + (1 - Y) log(1 - A1))
"""


def test_a_trained_network_is_short_to_say_and_can_be_derived(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    points = random.normal(size=(40, 2))
    inside = (points[:, 0] > 0).astype(float)
    trained = cg.fit(cg.read(NETWORK), points, inside, examples="rows", epochs=2, out=tmp_path / "run")
    assert len(repr(trained)) < 200
    loaded = cg.load(tmp_path / "run")
    assert loaded.model.derive()["dZ1"].text == "A1 - Y"
    assert np.array_equal(loaded.predict(points), trained.predict(points))


def test_a_gradient_is_offered_by_its_name_in_the_convention() -> None:
    derivation = cg.read(NETWORK).derive(convention="nielsen")
    with pytest.raises(KeyError, match="did you mean δ1"):
        derivation["dZ1"]
    with pytest.raises(KeyError, match="did you mean dW1"):
        derivation["W1"]
    assert "dZ1" not in derivation and "δ1" in derivation


@pytest.mark.parametrize("words", [["why"], ["fact"]])
def test_a_file_is_not_promised_for_a_list(words: list[str], tmp_path: Path) -> None:
    from chalkgrad.app.command import run

    assert run([*words, "-o", str(tmp_path / "page.html")]) == 2


def test_a_model_without_parameters_can_be_printed_plainly() -> None:
    assert "J" in cg.read("a: n x 1\nJ = sum(a)").derive().to("plain")
