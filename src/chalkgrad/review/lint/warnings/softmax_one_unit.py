"""softmax with one unit: the output is 1, whatever the input."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Axis, Component, walk
from ..evidence import Evidence
from ..finding import Finding

NAME = "softmax-one-unit"
ABOUT = "softmax runs along a single unit, so that its output is always 1"


def look(evidence: Evidence) -> Iterator[Finding]:
    for definition in evidence.definitions:
        for node in walk(definition.value):
            if not isinstance(node, Component) or _size(evidence, node.at.axis) != 1:
                continue
            yield evidence.finding(
                NAME,
                definition.name,
                f"{definition.name} is a {node.function} of a single unit",
                "softmax divides exp(z) by the sum of all exp(z); with one unit that is exp(z)/exp(z) = 1 for every z: "
                "the forecast never changes and every gradient is 0.",
                "Use sigmoid for one unit (two classes), or give the layer one unit per class.",
            )


def _size(evidence: Evidence, axis: Axis) -> int | None:
    return axis.size if axis.size is not None else evidence.model.sizes.get(axis.name)
