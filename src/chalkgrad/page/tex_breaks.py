r"""Formulas that are too wide for a line of TeX: broken before a + or -, or between the factors of a product.

``\left`` and ``\right`` cannot stand on different lines, so brackets around a break have a fixed size. A fraction stays
one: what is too wide above or below its bar has several lines there.
"""

from __future__ import annotations

from ..notation.latex import Binding, binding, function_name, latex
from ..notation.surface import Call, Kind, Minus, Name, Over, Partial, Plus, Product, Quotient, Surface
from .breadth import breadth

_Part = tuple[str, float]

_INDENT = 3  # letters of room for the lines after the first within a fraction
_WIDEST_BAR = 0.9  # of the line: what stands before a fraction has no room of its own
_NO_BRACKETS = ("sqrt", "abs", "exp")  # their arguments stand under a root, between bars or above the line


def broken(surface: Surface, width: float) -> list[str]:
    """The formula on as many lines as the width asks for and its sums and products allow."""
    if breadth(surface) <= width:
        return [latex(surface)]
    lines: list[str] = []
    used = 0.0
    for text, wide in _parts(surface, width):
        if lines and used + wide <= width:
            lines[-1] += text
            used += wide
        else:
            lines.append(text.lstrip())
            used = wide
    return lines


def longest_piece(surface: Surface, width: float) -> float:
    """About how wide the piece is that stays longest where the formula is broken for this width."""
    return breadth(surface) if breadth(surface) <= width else max(wide for _, wide in _parts(surface, width))


def _parts(surface: Surface, width: float) -> list[_Part]:
    """The pieces between which a line may break, each with about its width."""
    if breadth(surface) <= width / 2:
        return [(latex(surface), breadth(surface))]
    match surface:
        case Plus(terms):
            parts = _inside(terms[0], Binding.SIGN, width)
            for term in terms[1:]:
                sign, body = ("-", term.body) if isinstance(term, Minus) else ("+", term)
                parts += _led(f" {sign} ", 3, _inside(body, Binding.OVER, width))
            return parts
        case Minus(body):
            return _led("-", 1, _inside(body, Binding.OVER, width))
        case Over(operator, index, body):
            return _led(rf"\{operator}_{{{latex(Name(index))}}} ", 3, _inside(body, Binding.ELEMENTWISE, width))
        case Partial(of, wrt) if binding(of) is not Binding.ATOM:
            sign = rf"\frac{{\partial}}{{\partial {latex(wrt)}}}"
            return _led(sign, breadth(wrt) + 1, _bracketed(_parts(of, width), r"\Big[", r"\Big]"))
        case Product(kind, factors):
            joint = r" \odot " if kind is Kind.ELEMENTWISE else r"\,"
            others = Binding.PRODUCT if kind is Kind.ELEMENTWISE else Binding.FRACTION
            parts = _inside(factors[0], others, width)
            for place, factor in enumerate(factors[1:], start=2):
                least = Binding.OVER if place == len(factors) and isinstance(factor, Over) else Binding.FRACTION
                parts += _led(joint, 2, _inside(factor, least, width))
            return parts
        case Call(function, (argument,), primes) if function not in _NO_BRACKETS and breadth(surface) > width:
            name = function_name(function, primes)
            return _led(name, breadth(Name(function)), _bracketed(_parts(argument, width), r"\Big(", r"\Big)"))
        case Quotient(above, below) if breadth(surface) > width * _WIDEST_BAR:
            sides = [broken(side, width * _WIDEST_BAR - _INDENT) for side in (above, below)]
            return [(rf"\frac{{{_stacked(sides[0])}}}{{{_stacked(sides[1])}}}", min(breadth(surface), width))]
        case _:
            return [(latex(surface), breadth(surface))]


def _stacked(lines: list[str]) -> str:
    """Lines under each other within a formula, those after the first indented."""
    if len(lines) == 1:
        return lines[0]
    rows = r" \\ ".join((lines[0], *(rf"\quad {line}" for line in lines[1:])))
    return rf"\begin{{array}}{{l}} {rows} \end{{array}}"


def _inside(surface: Surface, least: Binding, width: float) -> list[_Part]:
    parts = _parts(surface, width)
    return parts if binding(surface) >= least else _bracketed(parts, r"\Big(", r"\Big)")


def _bracketed(parts: list[_Part], opening: str, closing: str) -> list[_Part]:
    if len(parts) == 1:
        text, wide = parts[0]
        return [(rf"\left{opening[-1]}{text}\right{closing[-1]}", wide + 2)]
    last, wide = parts[-1]
    return [*_led(opening, 1, parts)[:-1], (last + closing, wide + 1)]


def _led(sign: str, wide: float, parts: list[_Part]) -> list[_Part]:
    """The parts with a sign before the first."""
    return [(sign + parts[0][0], wide + parts[0][1]), *parts[1:]]
