"""A softmax along the examples instead of along the classes of each."""

from __future__ import annotations

from collections.abc import Iterator

from ....terms import Div, Equality, Sum, Term, names, walk
from ..evidence import Evidence, shown, without_letters
from ..finding import Finding
from ..losses import Kind, Meeting, meetings

NAME = "softmax-over-examples"
ABOUT = "a softmax runs along the examples, so the classes of one example do not add up to 1"


def look(evidence: Evidence) -> Iterator[Finding]:
    """A quotient by its own sum over the examples, whose logarithm is weighted with the answers.

    Only advice where nothing says that the answers of one example add up to 1: a contrastive loss is meant so.
    """
    for meeting in meetings(evidence):
        if meeting.kind is Kind.CROSS and _along_examples(evidence, evidence.behind(meeting.output)):
            name = shown(meeting.output)
            yield evidence.finding(
                NAME,
                meeting.quantity,
                f"cross-entropy of {name}, which is divided by its sum over the examples",
                "Every example then takes probability from the others: what one is answered depends on which others "
                "are in the batch, and the classes of one example do not add up to 1.",
                "Sum over the classes, as softmax(Z) does.",
                "warning" if _adds_up_by_example(evidence, meeting) else "advice",
            )


def _along_examples(evidence: Evidence, value: Term) -> bool:
    match value:
        case Div(above, Sum(bound, body)):
            return bound.axis == evidence.model.example_axis and without_letters(above) is without_letters(body)
        case _:
            return False


def _adds_up_by_example(evidence: Evidence, meeting: Meeting) -> bool:
    """Whether it is declared that the answers of each example add up to a number."""
    return any(
        isinstance(fact, Equality)
        and meeting.target in names(fact.left)
        and any(isinstance(n, Sum) and n.bound.axis != evidence.model.example_axis for n in walk(fact.left))
        for fact in evidence.model.facts
    )
