"""Formulas that may be too wide for a line of print: the pieces between which a line may break.

A line breaks before a + or -, or between the factors of a product. How many pieces go on a line is decided when they
are measured, so here they are only taken apart. Brackets around a break cannot grow with what they hold: their size is
fixed.
"""

from __future__ import annotations

import re

from ..notation.latex import Binding
from ..notation.surface import Call, Kind, Minus, Over, Partial, Plus, Product, Quotient, Surface
from .board import flat
from .breadth import breadth
from .glyphs import UNICODE
from .typst_formula import Pen, enclosed, function_name, joint, over

#: Pieces narrower than about so many letters are not taken apart.
SMALLEST = 36.0
_BIG = "lr(size: #1.5em, \\{})"


def pieces(surface: Surface, pen: Pen, smallest: float = SMALLEST) -> list[str]:
    """The formula in the pieces between which it may be broken; put together they are the formula."""
    if breadth_of(surface, pen) <= smallest:
        return [pen.write(surface)]
    match surface:
        case Plus(terms):
            parts = _inside(terms[0], Binding.SIGN, pen, smallest)
            for term in terms[1:]:
                sign, body = ("-", term.body) if isinstance(term, Minus) else ("+", term)
                parts += _led(f'"" {sign}', _inside(body, Binding.OVER, pen, smallest))
            return parts
        case Minus(body):
            return _led("-", _inside(body, Binding.OVER, pen, smallest))
        case Over(operator, index, body):
            return _led(over(operator, index), _inside(body, Binding.ELEMENTWISE, pen, smallest))
        case Partial(of, wrt) if pen.binding(of) is not Binding.ATOM:
            return _led(pen.partial(wrt), _bracketed(pieces(of, pen, smallest), "[]"))
        case Partial(of, wrt) if pen.flat:
            return [f"∂ {pen.write(of)}", rf"\/∂ {pen.inside(wrt, Binding.ATOM)}"]
        case Product(kind, factors):
            return _product(kind, factors, pen, smallest)
        case Call(function, (argument,), primes) if function not in ("sqrt", "abs", "exp"):
            return _led(function_name(function, primes), _bracketed(pieces(argument, pen, smallest), "()"))
        case Quotient(numerator, denominator) if pen.flat:
            return [*_inside(numerator, Binding.PRODUCT, pen, smallest), rf"\/{pen.inside(denominator, Binding.POWER)}"]
        case _:
            return [pen.write(surface)]


def breadth_of(surface: Surface, pen: Pen) -> float:
    """About how many letters wide the formula is as the pen writes it; letters below and above are small."""
    if not pen.flat:
        return breadth(surface)
    written = flat(surface, UNICODE)
    return len(written) - 0.4 * sum(len(entry) for entry in re.findall(r"\[.*?\]", written))


def _product(kind: Kind, factors: tuple[Surface, ...], pen: Pen, smallest: float) -> list[str]:
    elementwise = kind is Kind.ELEMENTWISE
    parts = _inside(factors[0], Binding.PRODUCT if elementwise else Binding.FRACTION, pen, smallest)
    for place, factor in enumerate(factors[1:], start=1):
        opens = isinstance(factor, Over) and place == len(factors) - 1
        inner = _inside(factor, Binding.OVER if opens else Binding.FRACTION, pen, smallest)
        parts += _led('"" ⊙' if elementwise else joint(factors[place - 1], inner[0]), inner)
    return parts


def _inside(surface: Surface, least: Binding, pen: Pen, smallest: float) -> list[str]:
    if pen.binding(surface) >= least:
        return pieces(surface, pen, smallest)
    parts = pieces(surface, pen, smallest)
    return [pen.inside(surface, least)] if len(parts) == 1 else _bracketed(parts, "()")


def _bracketed(parts: list[str], brackets: str) -> list[str]:
    if len(parts) == 1:
        return [enclosed(parts[0], tall=True, brackets=brackets)]
    opening, closing = (_BIG.replace("{}", bracket) for bracket in brackets)
    return [*_led(opening, parts)[:-1], f"{parts[-1]} {closing}"]


def _led(sign: str, parts: list[str]) -> list[str]:
    """The parts with a sign before the first."""
    return [f"{sign} {parts[0]}", *parts[1:]]
