"""Readers of activation and loss texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from ..errors import NotationError, Span
from ..terms import Function
from .entry import Activation, Kink, Loss, Range
from .formulas import Formulas, signature
from .sections import NO_SOURCE, NO_WORDS, Line, Text

_KINK = re.compile(r"(?P<name>\w+) = (?P<at>.+) from the (?P<side>left|right)$")


def activation(text: Text, signatures: Mapping[str, Function], source: str) -> Activation:
    """The record of an activation text. Raises NotationError with the place."""
    if not text.arguments:
        raise NotationError(f"{text.name} needs an argument: {text.name}(z)", span=text.span)
    read = Formulas(text, signatures)
    kinks = tuple(_kink(line, read) for line in text.many("kink"))
    function = replace(_function(text, read), kinks=tuple(kink.at for kink in kinks))
    spelled = text.maybe("spelled")
    identities = tuple(read.identity(line) for line in text.many("identity"))
    stable, parts = text.maybe("stable"), text.many("where")
    if stable is None and parts:
        raise NotationError("where names a part of a stable form, and there is none", span=parts[0].span)
    return Activation(
        name=text.name,
        about=text.said("about", NO_WORDS),
        source=text.said("source", NO_SOURCE),
        function=function,
        symbol=text.said("symbol", rf"\mathrm{{{text.name}}}".replace("_", r"\_")),
        spellings=tuple(word.strip() for word in spelled.text.split(",")) if spelled else (),
        range=_range(text, "range", read),
        kinks=kinks,
        stable=None if stable is None else read.stable(parts, stable),
        identities=identities,
        text=source,
    )


def loss(text: Text, signatures: Mapping[str, Function], source: str) -> Loss:
    """The record of a loss text. Raises NotationError with the place."""
    if len(text.arguments) != 2:
        raise NotationError("a loss has two arguments: loss name(a, y)", span=text.span)
    read = Formulas(text, signatures)
    return Loss(
        name=text.name,
        about=text.said("about", NO_WORDS),
        source=text.said("source", NO_SOURCE),
        function=_function(text, read),
        target=_range(text, "target", read),
        identities=tuple(read.identity(line) for line in text.many("identity")),
        text=source,
    )


def _function(text: Text, read: Formulas) -> Function:
    slope = text.maybe("slope")
    return replace(
        signature(text),
        value=read.term(text.one("value").span),
        slope=None if slope is None else read.term(slope.span),
    )


def _range(text: Text, keyword: str, read: Formulas) -> Range:
    """The interval after a keyword; all numbers if the line was left out."""
    line = text.maybe(keyword)
    return Range(None, None, False, False, "(-inf, inf)") if line is None else read.interval(line)


def _kink(line: Line, read: Formulas) -> Kink:
    found = _KINK.match(line.text)
    if found is None or found["name"] != read.text.arguments[0]:
        raise NotationError(f"a kink is written: {read.text.arguments[0]} = 0 from the right", span=line.span)
    start = line.span.start + found.start("at")
    at = read.term(Span(line.span.source, start, start + len(found["at"]), line.span.filename))
    return Kink(at, cast(Literal["left", "right"], found["side"]), line.text)
