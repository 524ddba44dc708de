"""Formulas as ``math`` elements between which a line may break: at a relation, a sum, a factor or inside brackets.

Browsers do not break inside a formula. A short formula is one element; a long one becomes several, which stand side by
side where there is room. A product without a sign, a fraction with a stroke, an argument or a base is taken apart only
where it is long itself. Brackets that grow with what they hold are never broken.
"""

from __future__ import annotations

import re

from ..notation.latex import Binding, binding, ends_open
from ..notation.surface import Call, Comparison, Kind, Minus, Over, Partial, Plus, Product, Quotient, Raised, Surface
from .board import draw
from .breadth import breadth
from .glyphs import UNICODE
from .mathml import APPLY, RELATIONS, STROKE, TIMES, TOUCHING, Setter, operator_sign, tall


def formula(surface: Surface, setter: Setter, *, relation: str = "") -> str:
    """The formula as one or more ``math`` elements, with a ``relation`` before it if there is one."""
    parts = _parts(surface, setter) if breadth(surface) > setter.together else [setter.set(surface)]
    if relation:
        parts[0] = f"<mo>{relation}</mo>{parts[0]}"
    return "<wbr>".join(f"<math>{unwrapped(part)}</math>" for part in parts)


_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
#: An operator that is a bracket of a fixed size: it has the same form wherever it stands.
_FIXED = re.compile(r"size=|stretchy=")
#: What lays its children out in a row, as ``math`` does.
_ROWS = ("mrow", "msqrt", "mtd")


def unwrapped(written: str) -> str:
    """Without the plain ``mrow`` elements that change nothing to be seen.

    Those are an ``mrow`` around all of it, for a ``math`` element groups what it holds anyway, and one inside another
    that neither begins nor ends with an operator: the form of an operator depends on where it stands in its ``mrow``.
    Brackets of a fixed size have one form wherever they stand.
    """
    opened: list[tuple[str, re.Match[str] | None, list[str]]] = [("mrow", None, [])]
    needless: list[tuple[int, int]] = []
    for tag in _TAG.finditer(written):
        if not tag[1]:
            opened.append((tag[2], tag, []))
            continue
        name, start, inside = opened.pop()
        assert start is not None
        outside, _, around = opened[-1]
        if start[0] == "<mrow>" and inside:
            is_whole = len(opened) == 1 and start.start() == 0 and tag.end() == len(written)
            is_inside = outside in _ROWS and "mo" not in (inside[0], inside[-1])
            if is_whole or is_inside:
                needless += [start.span(), tag.span()]
                around += inside
                continue
        around.append("bracket" if _FIXED.search(start[0]) else name)
    kept, done = [], 0
    for begin, end in sorted(needless):
        kept.append(written[done:begin])
        done = end
    return "".join((*kept, written[done:]))


def _parts(surface: Surface, setter: Setter) -> list[str]:
    match surface:
        case Comparison(relation, left, right):
            return [*_parts(left, setter), *_led(f"<mo>{RELATIONS[relation]}</mo>", _parts(right, setter))]
        case Plus(terms):
            parts = _inside(terms[0], Binding.SIGN, setter)
            for term in terms[1:]:
                sign, body = ("−", term.body) if isinstance(term, Minus) else ("+", term)
                parts += _led(f'<mo form="infix">{sign}</mo>', _inside(body, Binding.OVER, setter))
            return parts
        case Minus(body):
            return _led('<mo form="prefix">−</mo>', _inside(body, Binding.OVER, setter))
        case Over(operator, index, body):
            parts = _parts(body, setter) if isinstance(body, Over) else _inside(body, Binding.ELEMENTWISE, setter)
            return _led(operator_sign(operator, index), parts)
        case Product(Kind.ELEMENTWISE, factors):
            parts = _inside(factors[0], Binding.PRODUCT, setter)
            for place, factor in enumerate(factors[1:], start=2):
                open_end = place == len(factors) and isinstance(factor, Over)
                least = Binding.OVER if open_end else Binding.FRACTION
                parts += _led('<mo form="infix">⊙</mo>', _inside(factor, least, setter))
            return parts
        case Product(_, (first, last)) if isinstance(last, Call | Over | Plus) and not ends_open(first):
            least, joint = (Binding.OVER, TOUCHING) if isinstance(last, Over) else (Binding.FRACTION, TIMES)
            before, parts = setter.inside(first, Binding.FRACTION), _inside(last, least, setter)
            if breadth(first) > setter.together:
                return [before, *_led(joint, parts)]
            return _led(before + joint, parts)
        case Call(function, (argument,), 0) if function in ("sum", "rowsum", "colsum"):
            return _led(setter.function(function) + APPLY, _bracketed(argument, setter))
        case Partial(of, wrt) if binding(of) is not Binding.ATOM:
            return _led(setter.derivative(wrt), _bracketed(of, setter, "[]"))
        case _ if breadth(surface) > setter.together:
            return _parts_of_long(surface, setter)
    return [setter.set(surface)]


def _parts_of_long(surface: Surface, setter: Setter) -> list[str]:
    """The parts of what is broken only if it must be."""
    match surface:
        case Product(_, factors):
            return setter.juxtaposed(factors)
        case Call(function, (argument,), primes) if function not in ("sqrt", "abs", "exp"):
            return _led(setter.function(function, primes) + APPLY, _bracketed(argument, setter))
        case Raised(base, exponent) if binding(base) < Binding.CALL:
            *first, last = _bracketed(base, setter)
            body, bracket, end = last.rpartition("<mo ")
            return [*first, f"{body}<msup>{bracket}{end}{setter.set(exponent)}</msup>"]
        case Quotient(above, below) if setter.flat:
            over, under = (_inside(above, Binding.PRODUCT, setter), _inside(below, Binding.POWER, setter))
            return [*over, *_led(STROKE, under)]
        case Partial(of, wrt) if setter.flat and binding(of) is Binding.ATOM and not tall(of):
            denominator = f"{STROKE}<mrow><mi>∂</mi>{setter.inside(wrt, Binding.ATOM)}</mrow>"
            return [f"<mrow><mi>∂</mi>{setter.set(of)}</mrow>", denominator]
    return [setter.set(surface)]


def _inside(surface: Surface, least: Binding, setter: Setter) -> list[str]:
    return _parts(surface, setter) if binding(surface) >= least else _bracketed(surface, setter)


def _bracketed(surface: Surface, setter: Setter, pair: str = "()") -> list[str]:
    """The parts between brackets of one size: the two may come to stand on different lines."""
    size = 'stretchy="false"'
    if setter.is_tall(surface):
        height = f"{0.3 + 0.68 * draw(surface, UNICODE).height:.2f}em"
        size = f'minsize="{height}" maxsize="{height}"'
    opened = _led(f"<mo {size}>{pair[0]}</mo>", _parts(surface, setter))
    return [*opened[:-1], f"{opened[-1]}<mo {size}>{pair[1]}</mo>"]


def _led(sign: str, parts: list[str]) -> list[str]:
    """The parts with something before the first."""
    return [sign + parts[0], *parts[1:]]
