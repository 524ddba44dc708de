"""All weights of a hidden layer start equal."""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..layers import biases, weighted

NAME = "zero-initialisation"
ABOUT = "all weights of a hidden layer start with the same value"


def look(evidence: Evidence) -> Iterator[Finding]:
    """Only when the initialisation is known, and only if some weights see the output of other weights."""
    start = evidence.initialisation
    if start is None or start.weights.distribution != "constant":
        return
    added = biases(evidence)
    for product in weighted(evidence):
        before = [
            name
            for name in evidence.model.parameters
            if name in evidence.rests_on(product.signal) and name not in added and name != product.weight
        ]
        if before:
            yield evidence.finding(
                NAME,
                product.quantity,
                f"{start.name} starts all entries of {before[0]} and {product.weight} equal ({start.weights.text})",
                "All units of the hidden layer then compute the same and get the same gradient (or, from 0, none), so "
                "they stay equal for ever: the layer works like one unit.",
                "Start the weights at random: he for relu, glorot for tanh and sigmoid. Biases may start at 0.",
            )
            return
