"""softmax of a softmax: the second one makes all classes nearly equal."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Apply, Component, walk
from ..evidence import Evidence, shown
from ..finding import Finding

NAME = "softmax-twice"
ABOUT = "softmax is applied to what is a softmax already"


def look(evidence: Evidence) -> Iterator[Finding]:
    """A softmax, or a softmax inside a cross-entropy from logits, whose argument is a softmax or a sigmoid of one."""
    for definition in evidence.named_calls.values():
        for node in walk(definition.value):
            if not isinstance(node, Component) or node.function not in ("softmax", "log_softmax"):
                continue
            inner = evidence.behind(node.body, evidence.named_calls)
            if isinstance(inner, Apply) and inner.function == "exp":
                inner = evidence.behind(inner.arguments[0], evidence.named_calls)
            if isinstance(inner, Component) and inner.function == "softmax":
                yield evidence.finding(
                    NAME,
                    definition.name,
                    f"{definition.name} applies {node.function} to {shown(node.body)}, which is a softmax already",
                    "Its entries lie between 0 and 1, so of two classes the second softmax can give at most "
                    "e/(1 + e) = 0.73 to one, and the gradients become small: the network learns slowly and is "
                    "never sure.",
                    f"Apply {node.function} once, to the numbers before the first softmax.",
                )
