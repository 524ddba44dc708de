"""A layer straight on top of a layer."""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..layers import linear_layer_behind, weighted

NAME = "linear-hidden-layer"
ABOUT = "a hidden layer has no non-linear activation"


def look(evidence: Evidence) -> Iterator[Finding]:
    """``Z2 = W2 A1 + b2`` where A1 is ``W1 X + b1`` itself."""
    seen: set[tuple[str, str]] = set()
    for product in weighted(evidence):
        inner = linear_layer_behind(evidence, product.signal)
        if inner is None or (product.quantity, inner.quantity) in seen:
            continue
        seen.add((product.quantity, inner.quantity))
        yield evidence.finding(
            NAME,
            inner.quantity,
            f"{inner.quantity} goes into {product.quantity} without a non-linear function in between",
            f"{product.weight} ({inner.weight} A + b) is W' A + b' with W' = {product.weight} {inner.weight}: the two "
            "layers can do nothing that one cannot (only the rank is limited). The proof: chalkgrad fact "
            "linear-collapse.",
            f"Apply a non-linear function such as relu or tanh to {inner.quantity}, or leave one layer out.",
        )
