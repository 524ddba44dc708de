"""A network of any depth as the ordinary models it is read as, written as the derivation writes them."""

from __future__ import annotations

from ..calculus.derivation import Derivation
from ..calculus.derive import counts_examples_in_columns
from ..calculus.orientation import turned
from ..model import build
from ..model.model import Model


def top_and_window(derivation: Derivation) -> tuple[Model, Model]:
    """The model of layer L alone, and that of layers l and l + 1; examples in rows if the convention has them there."""
    layers = derivation.model.layers
    assert layers is not None

    def built(text: str) -> Model:
        model = build(text, derivation.model.functions)
        in_rows = derivation.convention.examples == "rows" and counts_examples_in_columns(model)
        return turned(model) if in_rows else model

    return built(layers.top), built(layers.window)
