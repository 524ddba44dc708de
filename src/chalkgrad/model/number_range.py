"""Numbers that no floating point number holds, such as 9^(9^9). They are refused where they stand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from math import exp, inf, isinf, isnan, log, prod, sqrt

from ..errors import NotationError, Span
from ..notation.spell import spell
from ..notation.surface import Surface, walk_surface
from ..notation.text import text
from ..terms import Add, Apply, Div, Entry, Function, Mul, Neg, Number, Power, Term, children, map_children

_PRIMITIVES: Mapping[str, Callable[[float], float]] = {"exp": exp, "log": log, "sqrt": sqrt, "abs": abs}
_HINT = "A double lies between 2.3e-308 and 1.8e308. Take logarithms, or choose other units."


class NumberRange:
    """The numbers of a model, followed through its equations and functions."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions = functions
        self.known: dict[str, float] = {}
        self._seen: dict[Term, float | None] = {}

    def check(self, name: str, value: Term, written: Surface, place: Span) -> None:
        """Raises NotationError if a part without unknowns has a value that is too large, or so small that it is 0."""
        try:
            found = self.value(value)
        except _OutOfRange as error:
            shown = spell(error.term)
            spans = [node.span for node in walk_surface(written) if node == shown and node.span is not None]
            raise NotationError(
                f"the value of {text(shown)} is outside the range of floating point",
                span=spans[0] if spans else place,
                hint=_HINT,
            ) from None
        if found is not None:
            self.known[name] = found

    def value(self, term: Term) -> float | None:
        """The value of a formula in numbers; None if it has unknowns or is no plain arithmetic."""
        if term not in self._seen:
            self._seen[term] = self._value(term)
        return self._seen[term]

    def _value(self, term: Term) -> float | None:
        if isinstance(term, Number):
            return self._held(term, lambda: float(term.value), True)
        if isinstance(term, Entry):
            return self.known.get(term.name) if not term.indices else None
        parts = [self.value(part) for part in children(term)]
        if isinstance(term, Apply) and term.function in self.functions:
            return self._called(term, parts)
        numbers = [part for part in parts if part is not None]
        if not numbers:
            return None
        if isinstance(term, Mul):  # a number of its own in the derivative, whatever the unknown factors are
            together = self._held(term, lambda: prod(numbers), 0 in numbers)
            return together if len(numbers) == len(parts) else None
        if len(numbers) < len(parts):
            return None
        zero = 0 in numbers
        match term:
            case Neg():
                return -numbers[0]
            case Add():
                return self._held(term, lambda: sum(numbers), True)
            case Div():
                return self._held(term, lambda: numbers[0] / numbers[1], zero)
            case Power():
                return self._held(term, lambda: float(numbers[0] ** numbers[1]), zero)
            case Apply(function, _) if function in _PRIMITIVES:
                return self._held(term, lambda: _PRIMITIVES[function](numbers[0]), function != "exp")
            case _:
                return None

    def _called(self, call: Apply, parts: list[float | None]) -> float | None:
        """A function with numbers put in; its unknown arguments stay unknown."""
        known = self.functions[call.function]
        if known.stands_for_any or known.axis_index is not None or all(part is None for part in parts):
            return None
        given = dict(zip(known.arguments, call.arguments, strict=True))

        def put_in(term: Term) -> Term:
            if isinstance(term, Entry):
                return given.get(term.name, term) if not term.indices else term
            return map_children(term, put_in)

        return self.value(put_in(known.value))

    def _held(self, term: Term, compute: Callable[[], float], may_be_zero: bool) -> float | None:
        try:
            value = compute()
        except OverflowError:
            value = inf
        except (ValueError, ZeroDivisionError, TypeError):  # no real number: said by ``constants``
            return None
        if isinf(value) or (abs(value) < sys.float_info.min and not may_be_zero):
            raise _OutOfRange(term)
        return None if isnan(value) else value


class _OutOfRange(Exception):
    def __init__(self, term: Term) -> None:
        self.term = term
