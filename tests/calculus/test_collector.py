"""A derivation leaves nothing behind that only the cycle collector could free, and leaves the collector as it was."""

from __future__ import annotations

import gc

import pytest

import chalkgrad as cg
from chalkgrad.app.bench.depth import deep_model
from chalkgrad.errors import InputError

#: Objects; a network of 20 layers has 600 steps, so a cycle in each of them would be found.
FEW = 100


def test_a_derivation_makes_no_cycles() -> None:
    deep_model(3, 0).derive()
    model = deep_model(20, 1)
    gc.freeze()  # what is there already does not count, nor need it be looked through
    gc.disable()
    try:
        derivation = model.derive()
        assert gc.collect() < FEW
    finally:
        gc.enable()
        gc.unfreeze()
    assert len(derivation) == 80


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(on: bool) -> None:
    model = cg.read("a = sigmoid(z); L = -log(a)")
    (gc.enable if on else gc.disable)()
    try:
        model.derive()
        assert gc.isenabled() is on
        with pytest.raises(InputError):
            model.derive(wrt="nobody")
        assert gc.isenabled() is on
    finally:
        gc.enable()
