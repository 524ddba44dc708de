"""The sign of a term, read off how it is written: a mean of squares plus 0.001 is positive.

The exact engine multiplies everything out, so it no longer sees that ``Σ_e (Z[i,e] - mu[i])²`` adds up squares. Here
the term is taken as it stands, definition after definition. Nothing is known about a name without one, and where the
sign of a part is not found, neither is that of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from ..terms import (
    Add,
    Apply,
    Compare,
    Component,
    Context,
    Delta,
    Div,
    Entry,
    Max,
    Membership,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Size,
    Sum,
    Term,
)
from .ring import Stuck

#: Nodes looked at for one sign.
STEPS = 5_000


class Sign(IntEnum):
    """What a term is at every point where it is defined."""

    NEGATIVE = -2
    NOT_POSITIVE = -1
    UNKNOWN = 0
    NOT_NEGATIVE = 1
    POSITIVE = 2


def sign(term: Term, context: Context, depth: int = 3) -> Sign:
    """The sign, definitions looked into ``depth`` deep. UNKNOWN means: not found, or not found in time.

    Every axis has at least one entry.
    """
    try:
        return _Signs(context).of(term, depth, {})
    except (Stuck, RecursionError):
        return Sign.UNKNOWN


class _Signs:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.known: dict[tuple[Term, int], Sign] = {}
        self.steps = STEPS

    def of(self, term: Term, depth: int, given: Mapping[str, Sign]) -> Sign:
        """``given`` are the signs of the arguments, inside the formula of a function."""
        if given:
            return self._found(term, depth, given)
        key = (term, depth)
        if key not in self.known:
            self.known[key] = Sign.UNKNOWN  # while it is looked for
            self.known[key] = self._found(term, depth, given)
        return self.known[key]

    def _found(self, term: Term, depth: int, given: Mapping[str, Sign]) -> Sign:
        self.steps -= 1
        if self.steps < 0:
            raise Stuck("the sign of a term takes too long")

        def within(part: Term) -> Sign:
            return self.of(part, depth, given)

        match term:
            case Number(value):
                return Sign.NOT_NEGATIVE if value == 0 else Sign.POSITIVE if value > 0 else Sign.NEGATIVE
            case Size():
                return Sign.POSITIVE
            case Entry(name, _):
                return given[name] if name in given else self._of_name(name, depth)
            case Neg(body):
                return Sign(-within(body))
            case Add(terms):
                return _of_sum([within(part) for part in terms])
            case Mul(factors):
                odd = [factor for place, factor in enumerate(factors) if factor not in factors[:place]]
                return _of_product([_repeated(within(factor), factors.count(factor)) for factor in odd])
            case Div(numerator, denominator):
                below = within(denominator)
                return _of_product([within(numerator), below]) if abs(below) == Sign.POSITIVE else Sign.UNKNOWN
            case Power(base, Number(exponent)) if exponent.denominator == 1 and exponent > 0:
                return _repeated(within(base), int(exponent))
            case Power(base, Number(exponent)) if exponent.denominator == 2 and exponent > 0:  # a root
                return Sign.POSITIVE if within(base) == Sign.POSITIVE else Sign.NOT_NEGATIVE
            case Power(base, _):
                return Sign.POSITIVE if within(base) == Sign.POSITIVE else Sign.UNKNOWN
            case Sum(_, body) | Max(_, body):
                return within(body)
            case Delta() | Compare():
                return Sign.NOT_NEGATIVE
            case Select(_, then, otherwise):
                return _either(within(then), within(otherwise))
            case Apply(function, arguments):
                return self._of_call(function, [within(argument) for argument in arguments])
            case Component(function, _, _, _):
                return self._of_call(function, [Sign.UNKNOWN])
        return Sign.UNKNOWN

    def _of_name(self, name: str, depth: int) -> Sign:
        definition = self.context.definitions.get(name)
        if definition is not None:
            return self.of(definition.value, depth - 1, {}) if depth else Sign.UNKNOWN
        for fact in self.context.facts:
            if isinstance(fact, Membership) and fact.entry.name == name:
                signs = [self.of(value, depth, {}) for value in fact.values]
                return _either(*signs) if signs else Sign.UNKNOWN
        return Sign.UNKNOWN

    def _of_call(self, function: str, arguments: list[Sign]) -> Sign:
        match function:
            case "exp":
                return Sign.POSITIVE
            case "sqrt":
                return Sign.POSITIVE if arguments[0] == Sign.POSITIVE else Sign.NOT_NEGATIVE
            case "abs":
                return Sign.POSITIVE if abs(arguments[0]) == Sign.POSITIVE else Sign.NOT_NEGATIVE
            case "max":
                return max(arguments) if max(arguments) > 0 else _either(*arguments)
            case "min":
                return min(arguments) if min(arguments) < 0 else _either(*arguments)
        known = self.context.functions.get(function)
        if known is None or known.stands_for_any or len(known.arguments) != len(arguments):
            return Sign.UNKNOWN
        return self._found(known.value, 0, dict(zip(known.arguments, arguments, strict=True)))


def _of_sum(signs: list[Sign]) -> Sign:
    """Zeros and what has the sign of the others do no harm; one that is strictly so makes the sum so."""
    if min(signs) > 0:
        return max(signs)
    return min(signs) if max(signs) < 0 else Sign.UNKNOWN


def _of_product(signs: list[Sign]) -> Sign:
    if Sign.UNKNOWN in signs:
        return Sign.UNKNOWN
    size = min(map(abs, signs))
    return Sign(size if sum(found < 0 for found in signs) % 2 == 0 else -size)


def _repeated(base: Sign, times: int) -> Sign:
    """The sign of a power: a square is not negative, whatever it is the square of."""
    if times % 2:
        return base
    return Sign.POSITIVE if abs(base) == Sign.POSITIVE else Sign.NOT_NEGATIVE


def _either(*signs: Sign) -> Sign:
    """What holds for a term that is one of several."""
    if min(signs) > 0:
        return min(signs)
    return max(signs) if max(signs) < 0 else Sign.UNKNOWN
