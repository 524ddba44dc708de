"""The formulas inside library texts: read with the model's own grammar, in scalars or along one axis ``n``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from ..errors import NotationError, Span
from ..notation.elaborate import elaborate
from ..notation.read import read_expression
from ..notation.scope import Scope
from ..notation.surface import Surface
from ..terms import Axis, Definition, Entry, Function, Index, Layout, Term, instantiate, number, replace_entries
from .entry import Identity, Range, StableForm
from .sections import Line, Text

#: The axis a vector function runs along, and its letters: component i, derivative by component j.
AXIS = Axis("n")
COMPONENT, OTHER = Index("i", AXIS), Index("j", AXIS)

_EQUALS = re.compile(r"(?<![<>!=:])=(?!=)")
_GIVEN = re.compile(r"\s+for given (?P<names>[A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*)*)$")
_STEP = re.compile(r"(?P<name>[A-Za-z]\w*)(?P<component>\[i\])?$")


def signature(text: Text) -> Function:
    """The function with its arguments but without formulas: what a formula that calls it needs to know."""
    defaults = {name: number(value) for name, value in text.settings.items() if value is not None}
    letters = (COMPONENT, OTHER) if text.vector else None
    return Function(text.name, (*text.arguments, *text.settings), number(0), defaults, own=text.own, axis_index=letters)


class Formulas:
    """Reads the formulas of one text, given the signatures of all functions."""

    def __init__(self, text: Text, signatures: Mapping[str, Function]) -> None:
        self.text = text
        self.signatures = signatures
        along: Layout = (AXIS, None) if text.vector else (None, None)
        self.layouts: dict[str, Layout] = {text.own: along}
        for position, name in enumerate(text.arguments):
            self.layouts[name] = along if position == 0 else (None, None)
        self.layouts.update(dict.fromkeys(text.settings, (None, None)))

    def term(self, place: Span) -> Term:
        surface = formula(place, self.signatures)
        scope = Scope(self.layouts, {}, self.signatures)
        return elaborate(surface, scope, (COMPONENT, OTHER) if self.text.vector else (None, None))

    def identity(self, line: Line) -> Identity:
        """``left = right``, or ``left = right for given y``, with names that are not arguments."""
        found = _GIVEN.search(line.text)
        given: tuple[str, ...] = ()
        if found is not None:
            given = tuple(name.strip() for name in found["names"].split(","))
            taken = next((name for name in given if name in self.layouts), None)
            if taken is not None:
                raise NotationError(f"{taken} has a meaning already", span=line.span, hint="Give it another name.")
            end = line.span.start + found.start()
            line = replace(line, text=line.text[: found.start()], span=replace(line.span, end=end))
        left, right = split_equality(line)
        self.layouts.update(dict.fromkeys(given, (None, None)))
        identity = Identity(self.term(left), self.term(right), line.text, given)
        for name in given:
            del self.layouts[name]
        return identity

    def stable(self, steps: tuple[Line, ...], result: Line) -> StableForm:
        """The stable form; each ``where`` line may use those before it."""
        definitions: dict[str, Definition] = {}
        for line in steps:
            left, right = split_equality(line)
            name = _STEP.match(left.source[left.start : left.end].strip())
            if name is None or name["name"] in self.layouts:
                raise NotationError("where gives a new name to a part: p = exp(-abs(z))", span=line.span)
            value = self.term(right)
            along = name["component"] is not None
            layout: Layout = (AXIS, None) if along else (None, None)
            indices = (COMPONENT,) if along else ()
            definitions[name["name"]] = Definition(name["name"], indices, layout, value)
            self.layouts[name["name"]] = layout
        term = self.term(result.span)
        return StableForm(tuple(definitions.values()), term, _put_in(term, definitions))

    def interval(self, line: Line) -> Range:
        """``[0, inf)``: brackets say whether the ends belong to it."""
        text, span = line.text, line.span
        middle = text.find(",")
        if text[0] not in "([" or text[-1] not in ")]" or middle < 0:
            raise NotationError("an interval is written (0, 1) or [0, inf)", span=span)
        low = self._end(Span(span.source, span.start + 1, span.start + middle, span.filename), "-inf")
        high = self._end(Span(span.source, span.start + middle + 1, span.end - 1, span.filename), "inf")
        return Range(low, high, text[0] == "[", text[-1] == "]", text)

    def _end(self, span: Span, infinite: str) -> Term | None:
        return None if span.source[span.start : span.end].strip() == infinite else self.term(span)


def formula(place: Span, functions: Collection[str]) -> Surface:
    return read_expression(place.source, functions=functions, place=place)


def split_equality(line: Line) -> tuple[Span, Span]:
    """The places of both sides of ``left = right``."""
    found = _EQUALS.search(line.text)
    if found is None:
        raise NotationError(f"{line.keyword} needs an equality: left = right", span=line.span)
    span = line.span
    return (
        Span(span.source, span.start, span.start + found.start(), span.filename),
        Span(span.source, span.start + found.end(), span.end, span.filename),
    )


def _put_in(term: Term, definitions: Mapping[str, Definition]) -> Term:
    """The term with every named part replaced by what it stands for."""

    def change(entry: Entry) -> Term:
        definition = definitions.get(entry.name)
        if definition is None:
            return entry
        return _put_in(instantiate(definition.value, definition.indices, entry.indices), definitions)

    return replace_entries(term, change)
