"""The network for a single example: vectors in place of matrices, and how the batch comes from it."""

from __future__ import annotations

from dataclasses import replace

from ..batch_bridge import bridge
from ..derivation import Derivation
from ..form import Wanted

NAME = "example"
ABOUT = "the network for a single column x, in vectors; the batch is the mean of such examples"


def show(wanted: Wanted) -> Derivation:
    """The derivation of one example's loss, and the bridge to the batch; NotSupported where examples interact."""
    found = bridge(wanted)
    model = found.whole.model
    in_rows = any(model.quantities[name].layout[0] == model.example_axis for name in model.data)
    side = "row" if in_rows else "column"
    note = f"{found.single.model.cost} is the loss of one example, one {side} of each matrix of the batch"
    parts = [each for each in found.whole.notes if each not in model.notes and each.startswith("Theta")]
    notes = (*found.single.notes, note, *parts)
    return replace(found.single, notes=notes, bridge=found.equations, form="for one example")
