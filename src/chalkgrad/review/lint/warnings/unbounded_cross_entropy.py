"""Binary cross-entropy of something that is no probability."""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence, shown
from ..finding import Finding
from ..interval import Interval
from ..losses import Kind, meetings

NAME = "cross-entropy-of-unbounded"
ABOUT = "binary cross-entropy gets outputs that need not lie between 0 and 1"


def look(evidence: Evidence) -> Iterator[Finding]:
    """Binary cross-entropy takes log(a) and log(1 - a): the range of a must lie inside (0, 1)."""
    for meeting in meetings(evidence):
        if meeting.kind is not Kind.BINARY:
            continue
        interval = evidence.ranges.of(meeting.output)
        if interval.inside(Interval(0.0, 1.0)):
            continue
        name = shown(meeting.output)
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"binary cross-entropy of {name}, which lies in {interval}",
            f"log({name}) and log(1 - {name}) are numbers only for {name} strictly between 0 and 1; elsewhere the cost "
            "is infinite or undefined.",
            f"Let {name} be a sigmoid, for example {name} = sigmoid(...).",
        )
