"""Formulas on a terminal that are too wide: broken before a + or -, or between factors, on lines under each other.

What a function or a power is of is broken in the same way, and on one line a fraction before its slash. A break may
stand inside brackets (``-(a + b)``); then both brackets are as high as the highest part between them.
"""

from __future__ import annotations

from itertools import product

from ..notation.latex import Binding, binding
from ..notation.surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    Minus,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from .board import Pen, all_numbers, draw, flat
from .box import Box, beside, bracket, enclosed, fraction, one_line
from .glyphs import Glyphs

#: Where the lines after the first begin, the space before a sign or a factor included.
_INDENT = 2
#: A part that is to stay whole leaves this much for the signs before it and the brackets around it; where that proves
#: too little, more. At first only the indentation: a factor is not torn where it has room on a line of its own.
_ROOMS_FOR_SIGNS = (1, 6, 14, 24)
_BREAKABLE = (Plus, Minus, Product, Over, Partial, Call, Raised, Transposed, At, Block)
#: Functions that are not always written as a name with brackets behind it.
_DRAWN = frozenset(["abs", "sqrt", "exp"])


def draw_within(surface: Surface, glyphs: Glyphs, width: int) -> list[Box]:
    """The formula in as many pieces under each other as the width asks for.

    Where it cannot be broken enough, it is drawn flat if that is narrower.
    """
    whole = draw(surface, glyphs)
    if whole.width <= width:
        return [whole]
    broken = _broken(surface, Pen(glyphs, flat=False), width)
    if _widest(broken) <= width:
        return broken
    flattened = _broken(surface, Pen(glyphs, flat=True), width)
    return flattened if _widest(flattened) < _widest(broken) else broken


def flat_within(surface: Surface, glyphs: Glyphs, width: int) -> list[str]:
    """The formula on one line, or broken where the width asks for it."""
    written = flat(surface, glyphs)
    if len(written) <= width:
        return [written]
    return [box.lines[0].rstrip() for box in _broken(surface, Pen(glyphs, flat=True), width)]


def _broken(surface: Surface, pen: Pen, width: int) -> list[Box]:
    """The formula with as few breaks as make it fit, or the narrowest there is."""
    attempts = []
    for after_sums, room in product((False, True), _ROOMS_FOR_SIGNS):
        attempts.append(_Breaker(pen, width, room, after_sums).lines(surface))
        if _widest(attempts[-1]) <= width:
            return attempts[-1]
    return min(attempts, key=_widest)


def _widest(boxes: list[Box]) -> int:
    return max(box.width for box in boxes)


class _Breaker:
    """``after_sums``: a Σ may stand on another line than what is summed, which is the last resort."""

    def __init__(self, pen: Pen, width: int, room: int, after_sums: bool = False) -> None:
        self.pen = pen
        self.glyphs = pen.glyphs
        self.width = width
        self.part_width = width - room
        self.after_sums = after_sums

    @property
    def breakable(self) -> tuple[type, ...]:
        return (*_BREAKABLE, Quotient, Conditional) if self.pen.flat else _BREAKABLE

    def lines(self, surface: Surface) -> list[Box]:
        """The pieces put on as few lines as the width allows; each line after the first is indented."""
        lines: list[list[Box]] = [[]]
        used = 0
        for piece in self.pieces(surface):
            if lines[-1] and used + len(piece.lines[0].rstrip() if piece.height == 1 else piece.lines[0]) > self.width:
                used = 1 if _is_led_by_space(piece) or _INDENT + piece.width > self.width else _INDENT
                lines.append([one_line(" " * used)])
            lines[-1].append(piece)
            used += piece.width
        return [beside(line) for line in lines]

    def pieces(self, surface: Surface) -> list[Box]:
        """The formula in parts that may stand on different lines; each sign begins its part."""
        match surface:
            case Plus(terms):
                pieces = self.inside(terms[0], Binding.SIGN)
                for term in terms[1:]:
                    sign, body = (" - ", term.body) if isinstance(term, Minus) else (" + ", term)
                    pieces += _led(one_line(sign), self.inside(body, Binding.OVER))
                return pieces
            case Product(_, factors):
                return self.product(surface, self.pen.factors(surface), factors)
            case Minus(body):
                first, *rest = self.inside(body, Binding.OVER)
                return [self.pen.negative(first), *rest]
            case Over(operator, index, body):
                least = Binding.OVER if isinstance(body, Over) else Binding.ELEMENTWISE
                sigma, inner = self.pen.sigma(operator, index), self.inside(body, least)
                return self.applied(sigma, inner) if self.after_sums else _led(sigma, inner)
            case Partial(of, wrt) if binding(of) is not Binding.ATOM:
                slope, whole = self.operator(wrt), enclosed(self.pen.draw(of), "[", "]", self.glyphs)
                if not _is_sum(of) and whole.width <= self.part_width:
                    return self.applied(slope, [whole])  # rather than tear a product
                return self.applied(slope, self.bracketed(self.pieces(of), "[", "]"))
            case Partial(of, wrt) if self.pen.flat:
                numerator = beside((one_line(self.glyphs.partial), self.pen.draw(of)))
                return [numerator, beside((one_line(f"/{self.glyphs.partial}"), self.pen.inside(wrt, Binding.ATOM)))]
            case Call(function, arguments, primes) if function not in _DRAWN:
                name = one_line(self.glyphs.function(function) + "'" * primes)
                return _led(name, self.bracketed(self.listed(arguments), "(", ")"))
            case Block(rows) if self.pen.flat or not all_numbers(rows):
                return self.bracketed(self.rows(rows), "[", "]")
            case Raised(base, exponent):
                *before, last = self.base(base)
                return [*before, self.pen.lifted(last, exponent)]
            case Transposed(body):
                *before, last = self.base(body)
                return [*before, self.pen.turned(last)]
            case At(body, indices):
                *before, last = self.inside(body, Binding.CALL)
                return [*before, beside((last, one_line(f"[{','.join(indices)}]")))]
            case Conditional(then, condition, otherwise) if self.pen.flat:
                pieces = [*self.inside(then, Binding.SUM), *_led(one_line(" if "), self.condition(condition))]
                return [*pieces, *_led(one_line(" else "), self.part(otherwise))]
            case Comparison(relation, left, right):
                equals = one_line(f" {self.glyphs.relations[relation]} ")
                return [*self.part(left), *_led(equals, self.part(right))]
            case Quotient(numerator, denominator) if self.pen.flat:
                whole = self.pen.inside(denominator, Binding.POWER)
                below = [whole] if whole.width < self.part_width else self.inside(denominator, Binding.POWER)
                return [*self.inside(numerator, Binding.PRODUCT), *_led(one_line("/"), below)]
            case _:
                return [self.pen.draw(surface)]

    def listed(self, surfaces: tuple[Surface, ...]) -> list[Box]:
        """The arguments of a function or the blocks of a row, each with the comma behind it."""
        return self.separated([self.part(surface) for surface in surfaces], ", ")

    def rows(self, rows: tuple[tuple[Surface, ...], ...]) -> list[Box]:
        """The rows of a matrix of blocks, each with the semicolon behind it."""
        return self.separated([self.listed(row) for row in rows], "; ")

    def separated(self, groups: list[list[Box]], sign: str) -> list[Box]:
        pieces: list[Box] = []
        for group in groups:
            if pieces:
                pieces[-1] = beside((pieces[-1], one_line(sign)))
            pieces += group
        return pieces

    def product(self, product: Product, drawn: list[Box], factors: tuple[Surface, ...]) -> list[Box]:
        """Factors stay whole unless they are too wide; a Σ or a derivative at the end may be broken inside."""
        pieces: list[Box] = []
        for place, (box, factor) in enumerate(zip(drawn, factors, strict=True)):
            if box.width <= self.part_width or not isinstance(factor, self.breakable):
                pieces.append(box)
                continue
            last = place == len(factors) - 1
            least = Binding.OVER if isinstance(factor, Over) and last else Binding.FRACTION
            sign = f" {self.glyphs.elementwise} " if product.kind.value == "*" else " "
            inner = self.inside(factor, least)
            pieces += _led(one_line(sign), inner) if place else inner
        return pieces

    def part(self, surface: Surface) -> list[Box]:
        """A part of a formula: whole if it fits."""
        box = self.pen.draw(surface)
        return [box] if box.width <= self.part_width else self.pieces(surface)

    def inside(self, surface: Surface, least: Binding) -> list[Box]:
        """A part with the brackets that it needs where it stands."""
        if binding(surface) >= least:
            return self.part(surface)
        return self.bracketed(self.pieces(surface), "(", ")")

    def condition(self, stated: Comparison) -> list[Box]:
        sign = one_line(f" {self.glyphs.relations[stated.relation]} ")
        return [*self.inside(stated.left, Binding.SUM), *_led(sign, self.inside(stated.right, Binding.SUM))]

    def base(self, surface: Surface) -> list[Box]:
        """What carries an exponent or is transposed."""
        if isinstance(surface, Partial):
            return self.bracketed(self.pieces(surface), "(", ")")
        return self.inside(surface, Binding.CALL)

    def operator(self, wrt: Surface) -> Box:
        sign = one_line(self.glyphs.partial)
        below = beside((sign, self.pen.inside(wrt, Binding.ATOM)))
        if self.pen.flat:
            return beside((sign, one_line("/"), below, one_line(" ")))
        return beside((fraction(sign, below, self.glyphs), one_line(" ")))

    def applied(self, operator: Box, pieces: list[Box]) -> list[Box]:
        """Σ or ∂/∂z before what it is of, on a line of its own where that is too wide."""
        fits = operator.width + pieces[0].width <= self.part_width
        return _led(operator, pieces) if fits else [operator, *pieces]

    def bracketed(self, pieces: list[Box], opening: str, closing: str) -> list[Box]:
        if len(pieces) == 1:
            return [enclosed(pieces[0], opening, closing, self.glyphs)]
        above, below = max(piece.baseline for piece in pieces), max(piece.below for piece in pieces)
        inside = Box(("",) * (above + 1 + below), above)
        left = beside((bracket(opening, inside, self.glyphs), pieces[0]))
        return [left, *pieces[1:-1], beside((pieces[-1], bracket(closing, inside, self.glyphs)))]


def _is_sum(surface: Surface) -> bool:
    """Whether there are signs to break it at."""
    while isinstance(surface, (Over, Minus)):
        surface = surface.body
    return isinstance(surface, Plus)


def _is_led_by_space(box: Box) -> bool:
    return all(line.startswith(" ") for line in box.lines)


def _led(sign: Box, pieces: list[Box]) -> list[Box]:
    return [beside((sign, pieces[0])), *pieces[1:]]
