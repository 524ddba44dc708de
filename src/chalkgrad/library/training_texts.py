"""Readers of optimizer, penalty and initialisation texts."""

from __future__ import annotations

import re
from fractions import Fraction

from ..errors import NotationError, Span
from ..notation.surface import Call, Name, Surface, walk_surface
from ..terms import PRIMITIVES
from .entry import Draw, Initialisation, Optimizer, Penalty, Update
from .formulas import formula
from .sections import NO_SOURCE, NO_WORDS, Line, Text, number_text

_EACH = re.compile(r"parameter (?P<parameter>[a-z]\w*), gradient (?P<gradient>[a-z]\w*)$")
_STATE = re.compile(r"(?P<name>[a-z]\w*) = (?P<start>[-+.\w]+)$")
_UPDATE = re.compile(r"(?P<name>[a-z]\w*)[ ]*:=[ ]*")
#: Distributions a starting value can be drawn from, with the number of arguments.
DISTRIBUTIONS = {"normal": 2, "uniform": 2}


def optimizer(text: Text, source: str) -> Optimizer:
    """The record of an optimizer text. Raises NotationError with the place."""
    each = _EACH.match(text.one("each").text)
    if each is None:
        raise NotationError("each is followed by: parameter w, gradient g", span=text.one("each").span)
    state: dict[str, Fraction] = {}
    for line in text.many("state"):
        state.update(_states(line))
    known = {each["parameter"], each["gradient"], *state, *text.settings}
    updates = tuple(_update(line, known) for line in text.many("update"))
    if not any(update.name == each["parameter"] for update in updates):
        raise NotationError(f"no update changes the parameter {each['parameter']}", span=text.span)
    changed = {each["parameter"], *state}
    for update, line in zip(updates, text.many("update"), strict=True):
        if update.name not in changed:
            raise NotationError(f"{update.name} is neither the parameter nor a state", span=line.span)
    return Optimizer(
        name=text.name,
        about=text.said("about", NO_WORDS),
        source=text.said("source", NO_SOURCE),
        settings=text.settings,
        parameter=each["parameter"],
        gradient=each["gradient"],
        state=state,
        counters=_counters(state, updates, {each["parameter"], each["gradient"]}),
        updates=updates,
        text=source,
    )


def _states(line: Line) -> dict[str, Fraction]:
    found = {}
    for piece in line.text.split(","):
        match = _STATE.match(piece.strip())
        if match is None:
            raise NotationError("a state is given with its start: v = 0", span=line.span)
        found[match["name"]] = number_text(match["start"], line.span)
    return found


def _update(line: Line, known: set[str]) -> Update:
    found = _UPDATE.match(line.text)
    if found is None:
        raise NotationError("an update is written: v := beta v + (1 - beta) g", span=line.span)
    value = formula(_after(line.span, found.end()), ())
    _check_names(value, known, line.span)
    return Update(found["name"], value, line.text)


def _counters(state: dict[str, Fraction], updates: tuple[Update, ...], arrays: set[str]) -> tuple[str, ...]:
    """The states that depend on no parameter or gradient, by following the updates until nothing changes."""
    arrays = set(arrays)
    for _ in range(len(state) + 1):
        for update in updates:
            if any(isinstance(node, Name) and node.text in arrays for node in walk_surface(update.value)):
                arrays.add(update.name)
    return tuple(name for name in state if name not in arrays)


def penalty(text: Text, source: str) -> Penalty:
    """The record of a penalty text. Raises NotationError with the place."""
    if len(text.arguments) != 1:
        raise NotationError("a penalty has one argument, the weights: penalty l2(W; lambda)", span=text.span)
    value = formula(text.one("value").span, ())
    _check_names(value, {*text.arguments, *text.settings, "m"}, text.one("value").span)
    if text.one("on").text != "weights":
        raise NotationError("a penalty is on: weights", span=text.one("on").span)
    return Penalty(
        name=text.name,
        about=text.said("about", NO_WORDS),
        source=text.said("source", NO_SOURCE),
        argument=text.arguments[0],
        settings=tuple(text.settings),
        on=text.one("on").text,
        value=value,
        text=source,
    )


def initialisation(text: Text, source: str) -> Initialisation:
    """The record of an initialisation text. Raises NotationError with the place."""
    known = {*text.arguments, *text.settings}
    before = text.maybe("before")
    return Initialisation(
        name=text.name,
        about=text.said("about", NO_WORDS),
        source=text.said("source", NO_SOURCE),
        settings=text.settings,
        weights=_draw(text.one("weights"), known),
        biases=_draw(text.one("biases"), known),
        before=tuple(word.strip() for word in before.text.split(",")) if before else (),
        text=source,
    )


def _draw(line: Line, known: set[str]) -> Draw:
    surface = formula(line.span, DISTRIBUTIONS)
    _check_names(surface, known, line.span)
    match surface:
        case Call("normal" | "uniform" as distribution, arguments):
            if len(arguments) != DISTRIBUTIONS[distribution]:
                raise NotationError(f"{distribution} takes {DISTRIBUTIONS[distribution]} numbers", span=line.span)
            return Draw("normal" if distribution == "normal" else "uniform", arguments, line.text)
        case _:
            return Draw("constant", (surface,), line.text)


def _check_names(value: Surface, known: set[str], place: Span) -> None:
    for node in walk_surface(value):
        if isinstance(node, Name) and node.text not in known:
            raise NotationError(
                f"{node.text} is not known here", span=node.span or place, hint=f"Known: {', '.join(sorted(known))}."
            )
        if isinstance(node, Call) and node.function not in {*PRIMITIVES, *DISTRIBUTIONS, "sum"}:
            raise NotationError(f"{node.function} cannot be used here", span=node.span or place)


def _after(span: Span, characters: int) -> Span:
    return Span(span.source, span.start + characters, span.end, span.filename)
