"""Constant parts of a formula that can have no value: the log of a negative number, a division by zero."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from ..errors import NotationError, Span
from ..notation.spell import spell
from ..notation.text import decimal, text
from ..terms import Add, Apply, Div, Mul, Neg, Number, Power, Term, walk


def check_constants(term: Term, place: Span) -> None:
    """Raises NotationError if a constant part of the term is not defined."""
    for node in walk(term):
        match node:
            case Apply("log" | "sqrt" | "log1p" as function, (argument,)):
                value = constant(argument)
                least = -1 if function == "log1p" else 0
                if value is not None and (value < least or (value == least and function != "sqrt")):
                    shown = (
                        decimal(value)
                        if not any(isinstance(part, Apply) for part in walk(argument))
                        else (text(spell(argument)))
                    )
                    needed = "positive" if function == "log" else f"at least {least}"
                    raise NotationError(
                        f"{function}({shown}) is not defined: {shown} is not {needed}",
                        span=place,
                        hint="Did a sign get lost?" if value < least else "",
                    )
            case Div(_, denominator) if constant(denominator) == 0 or _vanishes(denominator):
                raise NotationError(f"{text(spell(node))} divides by zero", span=place)
            case Power(base, exponent):
                _check_power(constant(base), constant(exponent), node, place)
            case _:
                pass


def _vanishes(term: Term) -> bool:
    """x - x and the like."""
    match term:
        case Add((left, Neg(right))):
            return left is right
        case _:
            return False


def _check_power(base: Fraction | None, exponent: Fraction | None, node: Term, place: Span) -> None:
    if base is None or exponent is None:
        return
    if base == 0 and exponent < 0:
        raise NotationError(f"{text(spell(node))} divides by zero", span=place)
    if base < 0 and exponent.denominator != 1:
        raise NotationError(f"{text(spell(node))} is no real number", span=place)


def constant(term: Term) -> Fraction | None:
    """The value of a formula without names; None if it has any."""
    match term:
        case Number(value):
            return value
        case Neg(body):
            inner = constant(body)
            return None if inner is None else -inner
        case Add(terms) | Mul(terms):
            values = [constant(t) for t in terms]
            known = [value for value in values if value is not None]
            if len(known) < len(values):
                return None
            return sum(known, Fraction(0)) if isinstance(term, Add) else prod(known, start=Fraction(1))
        case Div(left, right):
            above, below = constant(left), constant(right)
            return above / below if above is not None and below else None
        case Power(base, Number(exponent)) if exponent.denominator == 1 and abs(exponent) <= 64:
            inner = constant(base)
            small = inner is not None and abs(inner.numerator).bit_length() + inner.denominator.bit_length() < 256
            return inner ** int(exponent) if inner is not None and small and (inner or exponent >= 0) else None
        case Apply("exp", (argument,)) if constant(argument) is not None:
            return Fraction(1)  # some positive number; only its sign is of use here
        case _:
            return None
