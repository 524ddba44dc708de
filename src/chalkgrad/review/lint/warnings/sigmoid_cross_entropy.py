"""The cross-entropy of several classes over outputs that are free of each other."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Apply, Component, Max, Sum, Term, names, walk
from ..evidence import Evidence, shown
from ..finding import Finding
from ..interval import Interval
from ..losses import Kind, meetings, occurs_outside_logarithms

NAME = "sigmoid-cross-entropy"
ABOUT = "cross-entropy of several classes gets outputs that need not add up to 1"


def look(evidence: Evidence) -> Iterator[Finding]:
    """-y log(a) alone, where each a lies between 0 and 1 and is computed from nothing the other classes share.

    Nothing else in the model may hold a down: no log(1 - a), no term with a itself.
    """
    for meeting in meetings(evidence):
        value = evidence.behind(meeting.output, evidence.named_calls)
        if meeting.kind is not Kind.CROSS or not _by_itself(evidence, value):
            continue
        if not evidence.ranges.of(meeting.output).inside(Interval(0.0, 1.0)) or _held_down(evidence, meeting.quantity):
            continue
        if occurs_outside_logarithms(evidence.model.definitions[meeting.quantity].value, meeting.output):
            continue
        name = shown(meeting.output)
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"cross-entropy of {name}, whose entries need not add up to 1",
            f"-y log({name}) punishes only what is too small. Where the outputs do not share one sum, the cost is "
            "least when all of them are 1, for every input.",
            f"Let {name} be a softmax (one class of several), or use binary cross-entropy, which also has "
            "(1 - y) log(1 - a) (each class yes or no).",
        )


def _by_itself(evidence: Evidence, value: Term) -> bool:
    """Whether no sum over classes stands in the formula: a function of one number, such as a sigmoid."""
    return isinstance(value, Apply) and not any(isinstance(node, (Component, Sum, Max)) for node in walk(value))


def _held_down(evidence: Evidence, quantity: str) -> bool:
    """Whether the outputs that the loss rests on are used by another equation on the way to the cost as well."""
    used = names(evidence.model.definitions[quantity].value) & set(evidence.model.definitions)
    return any(evidence.model.users.get(name, ()) != (quantity,) for name in used)
