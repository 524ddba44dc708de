"""The declared range and the declared kinks of an activation, held against its values and slopes in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import Span
from ..library import Activation
from ..library.samples import Numbers, along, of_vector
from ..library.sections import Text
from ..proof import Certificate
from ..terms import Function, Term
from .differentiate import Differentiator

#: Where values are compared with the declared range, and where slopes are searched for kinks.
_FAR = np.concatenate([-np.logspace(3, -3, 49), [0.0], np.logspace(-3, 3, 49)])
_NEAR = np.linspace(-8.0, 8.0, 257)
_VECTORS = ((0.5, -1.5, 3.0), (2.0, 2.0, -4.0), (0.0, 0.0, 0.0, 0.0), (-7.0, 1.0))
#: Values nearer to 0 than this are not expected to be rounded to the end of an interval.
_MODERATE = 3.0
_ROUNDING = 1e-12
_JUMP = 1e-4


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: ``problem`` is empty if it holds; ``way_out`` says what to do if not.

    ``certificate`` is None for what was only held against numbers.
    """

    what: str
    certificate: Certificate | None = None
    problem: str = ""
    way_out: str = ""
    span: Span | None = None


def declared_range(entry: Activation, lines: Text, functions: Mapping[str, Function]) -> Finding:
    """Whether every value that was computed lies in the range."""
    line = lines.maybe("range")
    what, span = (f"range {line.text}", line.span) if line is not None else ("range, any number", lines.span)
    z, values = _values(entry, functions)
    if np.all(np.isnan(values)):
        return Finding(what, None, f"{entry.name} has no value at any of {len(z)} numbers", "", span)
    outside = np.isnan(values) & False
    for end, closed, sign in (
        (entry.range.low, entry.range.low_closed, 1),
        (entry.range.high, entry.range.high_closed, -1),
    ):
        if end is None:
            continue
        limit = float(along(end, entry.function, functions, np.zeros(1))[0])
        beyond = sign * (values - limit) < -_ROUNDING * np.maximum(1.0, np.abs(values))
        reached = (values == limit) & (np.abs(z) <= _MODERATE) & (not closed)
        outside |= ~np.isnan(values) & (beyond | reached)
    if outside.any():
        worst = int(np.argmin(np.where(outside, np.abs(z), np.inf)))  # the one nearest to 0 is the easiest to check
        at, value = z[worst], values[worst]
        problem = f"{entry.name}({at:.4g}) = {value:.6g}, which is outside {entry.range.text}"
        return Finding(what, None, problem, "Correct the interval: [ and ] where the end belongs to it.", span)
    return Finding(what)


def _values(entry: Activation, functions: Mapping[str, Function]) -> tuple[Numbers, Numbers]:
    function = entry.function
    if entry.is_vector:
        vectors = [np.array(vector) for vector in _VECTORS]
        return np.concatenate(vectors), np.concatenate([of_vector(function, functions, v) for v in vectors])
    z = np.concatenate([_FAR, _NEAR])
    return z, along(entry.stable.whole if entry.stable is not None else function.value, function, functions, z)


def declared_kinks(entry: Activation, lines: Text, functions: Mapping[str, Function]) -> Iterator[Finding]:
    """Whether the slope jumps at the declared kinks, takes the declared side there, and jumps nowhere else."""
    function = entry.function
    slope = Differentiator(functions).slope_formula(function)
    kinks = [float(along(kink.at, function, functions, np.zeros(1))[0]) for kink in entry.kinks]
    for kink, at, line in zip(entry.kinks, kinks, lines.many("kink"), strict=True):
        step = 1e-9 * max(1.0, abs(at))
        left, here, right = along(slope, function, functions, np.array([at - step, at, at + step]))
        what, beside = f"kink {line.text}", right if kink.side == "right" else left
        if not abs(right - left) > _JUMP:
            yield Finding(what, None, f"the slope does not jump at {at:g}", "Leave the line out.", line.span)
        elif not abs(here - beside) <= _JUMP:
            problem = f"at {at:g} the slope is {here:.4g}, from the {kink.side} it is {beside:.4g}"
            yield Finding(what, None, problem, "Correct the side, or the slope at the kink.", line.span)
        else:
            yield Finding(what)
    for term, quantity in ((function.value, "value"), (slope, "slope")):
        for at in _jumps(term, function, functions):
            if quantity == "value":
                problem, way_out = f"the value jumps at {at:.6g}: there is no slope there", "Use a continuous formula."
            elif any(abs(at - kink) <= 1e-6 * max(1.0, abs(kink)) for kink in kinks):
                continue
            else:
                problem = f"the slope jumps at {at:.6g}"
                way_out = _kink_to_declare(entry, lines, f"kink {function.arguments[0]} = {at:.6g} from the right")
            yield Finding("no other kinks", None, problem, way_out, lines.one("value").span)
            return
    yield Finding("no other kinks" if entry.kinks else "no kinks")


def _kink_to_declare(entry: Activation, lines: Text, kink: str) -> str:
    """How the kink is declared; a definition of one line gets a heading for it."""
    value = lines.one("value")
    if value.span.line_number > lines.span.line_number:
        return f"Declare it: {kink}"
    head = f"activation a = {entry.name}({entry.function.arguments[0]})"
    return f"Declare it, with a heading:\n{head}\n  value {value.text}\n  {kink}"


def _jumps(term: Term, function: Function, functions: Mapping[str, Function]) -> list[float]:
    """Where a formula jumps between -8 and 8: stretches are halved towards the greater difference, to nothing."""
    low, high = _NEAR[:-1] + 1e-3, _NEAR[1:] + 1e-3  # the grid itself meets the kinks people choose
    at_low, at_high = (along(term, function, functions, ends) for ends in (low, high))
    before = np.zeros_like(low)
    for halving in range(36):
        if halving == 28:
            before = np.abs(at_high - at_low)
        middle = (low + high) / 2
        at_middle = along(term, function, functions, middle)
        left = np.abs(at_middle - at_low) >= np.abs(at_high - at_middle)
        low, high = np.where(left, low, middle), np.where(left, middle, high)
        at_low, at_high = np.where(left, at_low, at_middle), np.where(left, at_middle, at_high)
    left_over = np.abs(at_high - at_low)
    jumped = (left_over > _JUMP) & (left_over > before / 2)  # what is only steep has become 256 times less
    return [round(float(place), 9) + 0.0 for place in ((low + high) / 2)[jumped]]
