"""Outputs that cannot be the answers, or go where no answer is."""

from __future__ import annotations

from collections.abc import Iterator

from .... import library
from ....terms import Membership
from ..evidence import Evidence, shown
from ..finding import Finding
from ..interval import INFINITY, Interval
from ..losses import Kind, Meeting, meetings, occurs_outside_logarithms
from ..ranges import interval

NAME = "output-range"
ABOUT = "the range of the outputs does not fit the loss or the answers"

#: How far outputs that are clipped on purpose stay away from 0 and 1: no answer out of reach, but a stable logarithm.
_CLIPPED = 0.02
_LOSS = {Kind.BINARY: "binary_cross_entropy", Kind.CROSS: "cross_entropy", Kind.SQUARED: "half_squared_error"}


def look(evidence: Evidence) -> Iterator[Finding]:
    for meeting in meetings(evidence):
        output = evidence.ranges.of(meeting.output)
        answers = _answers(evidence, meeting)
        wrong_answers = list(_target(evidence, meeting, answers))
        if wrong_answers:
            yield from wrong_answers
        elif meeting.kind is Kind.SQUARED:
            yield from _squared(evidence, meeting, output, answers)
        elif meeting.kind is Kind.CROSS:
            yield from _cross_entropy(evidence, meeting, output)
        elif output.inside(Interval(0.0, 1.0)):
            yield from _unreachable(evidence, meeting, output, answers)


def _answers(evidence: Evidence, meeting: Meeting) -> tuple[float, ...]:
    """The values that the answers are declared to take; none if nothing is declared."""
    for fact in evidence.model.facts:
        if isinstance(fact, Membership) and fact.entry.name == meeting.target:
            return tuple(sorted(evidence.ranges.of(value).low for value in fact.values))
    return ()


def _target(evidence: Evidence, meeting: Meeting, answers: tuple[float, ...]) -> Iterator[Finding]:
    """Answers that the loss was not made for: -1 in a cross-entropy."""
    allowed = interval(library.loss(_LOSS[meeting.kind]).target)
    outside = [value for value in answers if not allowed.near(value)]
    if outside:
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"{meeting.target} may be {outside[0]:g}, and {meeting.kind.value} takes answers in {allowed}",
            "The answer is the weight of a logarithm: with a weight outside this interval the cost has no lower bound.",
            f"Write {meeting.target} with 0 and 1, or use a loss for such answers.",
        )


def _squared(evidence: Evidence, meeting: Meeting, output: Interval, answers: tuple[float, ...]) -> Iterator[Finding]:
    name = shown(meeting.output)
    if output.whole:
        return
    if not answers:
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"{name} lies in {output}, and nothing says that {meeting.target} does",
            f"An answer outside {output} can never be reached, and a flat end of the activation gives small gradients "
            "near it.",
            f"Leave the last activation out for a number without bounds, or scale {meeting.target} into {output}.",
            "advice",
        )
        return
    if any(not output.near(value) for value in answers):
        yield from _unreachable(evidence, meeting, output, answers)
    elif -INFINITY < output.low < answers[0] or answers[-1] < output.high < INFINITY:
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"{name} lies in {output}, while {meeting.target} takes values from {answers[0]:g} to {answers[-1]:g}",
            "Part of the outputs' range is never right. An answer inside the range of the activation is met where its "
            "slope is large, the one at its end where the slope vanishes: the two are not treated alike.",
            "Use an activation whose range ends at the answers (sigmoid for 0 and 1, tanh for -1 and 1).",
        )


def _cross_entropy(evidence: Evidence, meeting: Meeting, output: Interval) -> Iterator[Finding]:
    name = shown(meeting.output)
    if not output.inside(Interval(0.0, INFINITY)):
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"log({name}), where {name} lies in {output}",
            "The logarithm of 0 is infinite and that of a negative number undefined: so is the cost.",
            f"Let {name} be a softmax (one class of several) or a sigmoid.",
        )
        return
    value = evidence.model.definitions[meeting.quantity].value
    if output.high > 1 and not occurs_outside_logarithms(value, meeting.output):
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"cross-entropy of {name}, which lies in {output}",
            f"A cost of the form -y log({name}) has no lower bound if {name} may be as large as it likes: training "
            "only makes it larger.",
            f"Let {name} be a softmax, whose entries add up to 1.",
        )
    elif output.high < 1:
        yield from _unreachable(evidence, meeting, output, (1.0,))


def _unreachable(
    evidence: Evidence, meeting: Meeting, output: Interval, answers: tuple[float, ...]
) -> Iterator[Finding]:
    """Answers the output cannot come near: relu before sigmoid leaves [0.5, 1)."""
    far = [value for value in answers if not output.near(value, _CLIPPED)]
    if far:
        name = shown(meeting.output)
        yield evidence.finding(
            NAME,
            meeting.quantity,
            f"{name} lies in {output} and can never come near the answer {far[0]:g}",
            "However long the network is trained, its error for these examples stays.",
            "Look at the last activations: the last one should get numbers of both signs and have the answers in its "
            "range.",
        )
