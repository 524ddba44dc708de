"""Quotients whose denominator may round to 0 although it is never 0 as a real number.

In ``-Y / A2`` with ``A2 = sigmoid(Z2)`` the denominator is positive, but at Z2 = -200 single precision rounds it to 0.
If the numerator is 0 there, the quotient is 0, not NaN. That is exact only if the numerator is: something given, not
computed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..library import Activation
from ..terms import ZERO
from . import operations as op
from .operations import Line, Operation, references


def guarded(lines: Sequence[Line], exact: Collection[str], activations: Mapping[str, Activation]) -> tuple[Line, ...]:
    """The lines with such quotients made exact. ``exact`` are the names that were given."""
    vanishing: set[str] = set()
    done = []
    for line in lines:
        if _vanishes(line.value, vanishing, activations):
            vanishing.add(line.name)
        done.append(replace(line, value=_guard(line.value, vanishing, exact, activations)))
    return tuple(done)


def _vanishes(operation: Operation, vanishing: Collection[str], activations: Mapping[str, Activation]) -> bool:
    """Whether the value is never 0 but comes as close as one likes."""
    match operation:
        case op.Ref(name):
            return name in vanishing
        case op.LibraryCall(name):
            found = activations.get(name)
            if found is None:
                return False
            interval = found.range
            return (interval.low is ZERO and not interval.low_closed) or (
                interval.high is ZERO and not interval.high_closed
            )
        case op.Primitive("exp"):
            return True
        case op.Binary("*", left, right):
            return any(_vanishes(side, vanishing, activations) for side in (left, right))
        case op.Binary("/" | "**", left, _):
            return _vanishes(left, vanishing, activations)
        case op.Negate(body) | op.Transpose(body):
            return _vanishes(body, vanishing, activations)
        case _:
            return False


def _guard(
    operation: Operation, vanishing: Collection[str], exact: Collection[str], activations: Mapping[str, Activation]
) -> Operation:
    def inside(part: Operation) -> Operation:
        return _guard(part, vanishing, exact, activations)

    match operation:
        case op.Binary("/", numerator, denominator) if _vanishes(denominator, vanishing, activations):
            given = references(numerator)
            if given and given <= set(exact):
                return op.ExactQuotient(numerator, denominator)
            return operation
        case op.Binary(operator, left, right):
            return op.Binary(operator, inside(left), inside(right))
        case op.Negate(body):
            return op.Negate(inside(body))
        case op.Transpose(body):
            return op.Transpose(inside(body))
        case op.MatrixProduct(left, right):
            return op.MatrixProduct(inside(left), inside(right))
        case op.Reduce(operator, body, axis, keep):
            return op.Reduce(operator, inside(body), axis, keep)
        case _:
            return operation
