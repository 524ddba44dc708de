"""The whole batch, told from one example: columns side by side, and the mean for the parameters."""

from __future__ import annotations

from dataclasses import replace

from ..batch_bridge import bridge
from ..derivation import Derivation
from ..form import Wanted

NAME = "batch"
ABOUT = "the whole batch, told from one example: columns side by side, and the mean for the parameters"


def show(wanted: Wanted) -> Derivation:
    """The equations of the batch, each from the one of a single example; NotSupported where examples interact."""
    found = bridge(wanted)
    return replace(found.whole, equations=found.equations, form="for the batch, from one example")
