"""A formula as it stands on the board, drawn in characters: fractions with bars, Σ with its index below.

``draw`` gives the two-dimensional form, ``flat`` one line; ``board_breaks`` breaks what is too wide. Parentheses stand
exactly where the tree needs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from ..notation.latex import GREEK, Binding, binding, ends_open, small
from ..notation.surface import (
    At,
    Block,
    Call,
    Comparison,
    Conditional,
    DeltaOf,
    Indexed,
    Kind,
    Literal,
    Minus,
    Name,
    Over,
    Partial,
    Plus,
    Product,
    Quotient,
    Raised,
    Surface,
    Transposed,
)
from ..notation.text import decimal
from .box import Box, beside, bracket, enclosed, fraction, one_line, stacked, superscript, under
from .glyphs import Glyphs

#: A page asks for a formula several times: for its width, for the columns, for its lines.
_KEPT = 1024


@lru_cache(_KEPT)
def draw(surface: Surface, glyphs: Glyphs) -> Box:
    """The formula in two dimensions."""
    return Pen(glyphs, flat=False).draw(surface)


@lru_cache(_KEPT)
def flat(surface: Surface, glyphs: Glyphs) -> str:
    """The formula on one line."""
    return Pen(glyphs, flat=True).draw(surface).lines[0]


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws formulas: in two dimensions, or ``flat`` on one line; each part once, however often it is asked."""

    glyphs: Glyphs
    flat: bool
    #: What was drawn, by the part's address; the part is kept, so no address is used again.
    drawn: dict[int, tuple[Surface, Box]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def draw(self, surface: Surface) -> Box:
        known = self.drawn.get(id(surface))
        if known is None:
            known = self.drawn[id(surface)] = (surface, self._draw(surface))
        return known[1]

    def _draw(self, surface: Surface) -> Box:
        match surface:
            case Literal(value):
                return one_line(decimal(value))
            case Name(text):
                return one_line(self.glyphs.name(text))
            case Indexed(name, indices):
                return one_line(f"{self.glyphs.name(name)}[{','.join(indices)}]")
            case DeltaOf(left, right):
                return one_line(f"{self.glyphs.delta}[{left},{right}]")
            case Minus(body):
                return self.negative(self.inside(body, Binding.OVER))
            case Plus(terms):
                return self._sum(terms)
            case Product():
                return self._product(surface)
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator)
            case Raised(base, exponent):
                return self._raised(base, exponent)
            case Transposed(body):
                return self.turned(self._base(body))
            case Call():
                return self._call(surface)
            case At(body, indices):
                return beside((self.inside(body, Binding.CALL), one_line(f"[{','.join(indices)}]")))
            case Over(operator, index, body):
                return self._over(operator, index, body)
            case Comparison(relation, left, right):
                sign = one_line(f" {self.glyphs.relations[relation]} ")
                return beside((self.draw(left), sign, self.draw(right)))
            case Conditional():
                return self._cases(surface)
            case Partial(of, wrt):
                return self._partial(of, wrt)
            case Block(rows):
                return self._block(rows)

    def _block(self, rows: tuple[tuple[Surface, ...], ...]) -> Box:
        if not self.flat and all_numbers(rows):
            return self._numbers(rows)
        pieces: list[Box] = []
        for place, row in enumerate(rows):
            for number, cell in enumerate(row):
                if place or number:
                    pieces.append(one_line(", " if number else "; "))
                pieces.append(self.draw(cell))
        return enclosed(beside(pieces), "[", "]", self.glyphs)

    def inside(self, surface: Surface, least: Binding) -> Box:
        box = self.draw(surface)
        return box if binding(surface) >= least else enclosed(box, "(", ")", self.glyphs)

    def negative(self, box: Box) -> Box:
        """The box with a minus, kept off the bar of a fraction."""
        gap = " " if box.height > 1 and box.lines[box.baseline].startswith(self.glyphs.bar) else ""
        return beside((one_line("-" + gap), box))

    def _sum(self, terms: tuple[Surface, ...]) -> Box:
        boxes = [self.inside(terms[0], Binding.SIGN)]
        for term in terms[1:]:
            negative = isinstance(term, Minus)
            boxes.append(one_line(" - " if negative else " + "))
            boxes.append(self.inside(term.body if isinstance(term, Minus) else term, Binding.OVER))
        return beside(boxes)

    def _product(self, product: Product) -> Box:
        return beside(self.factors(product))

    def factors(self, product: Product) -> list[Box]:
        """The factors, each but the first with what stands before it."""
        if product.kind is not Kind.ELEMENTWISE:
            return self._juxtaposed(product.factors)
        drawn = self._factors(product.factors, Binding.PRODUCT, Binding.FRACTION)
        sign = one_line(f" {self.glyphs.elementwise} ")
        return [drawn[0], *(beside((sign, box)) for box in drawn[1:])]

    def _factors(self, factors: tuple[Surface, ...], first: Binding, others: Binding) -> list[Box]:
        drawn = []
        for place, factor in enumerate(factors):
            last = place == len(factors) - 1
            if isinstance(factor, Over) and last:
                drawn.append(self.draw(factor))
            elif ends_open(factor) and not last:
                drawn.append(enclosed(self.draw(factor), "(", ")", self.glyphs))
            else:
                drawn.append(self.inside(factor, first if place == 0 else others))
        return drawn

    def _juxtaposed(self, factors: tuple[Surface, ...]) -> list[Box]:
        """Factors with a space between; a number before a number needs a sign.

        A leading coefficient such as 1/m or λ/m stays on the line when nothing else in the product is higher.
        """
        others = Binding.POWER if self.flat else Binding.FRACTION
        drawn = self._factors(factors, Binding.FRACTION, others)
        if isinstance(factors[0], Quotient) and all(box.height == 1 for box in drawn[1:]):
            match factors[0]:
                case Quotient(Literal() | Name() as above, Literal() | Name()) if _is_constant(above):
                    drawn[0] = Pen(self.glyphs, flat=True).draw(factors[0])
        boxes = [drawn[0]]
        for box in drawn[1:]:
            digit = box.lines[box.baseline].lstrip()[:1].isdigit()
            boxes.append(beside((one_line(f" {self.glyphs.times} " if digit else " "), box)))
        return boxes

    def _quotient(self, numerator: Surface, denominator: Surface) -> Box:
        if self.flat:
            above = self.inside(numerator, Binding.PRODUCT)
            return beside((above, one_line("/"), self.inside(denominator, Binding.POWER)))
        return fraction(self.draw(numerator), self.draw(denominator), self.glyphs)

    def _base(self, surface: Surface) -> Box:
        """What carries an exponent."""
        box = self.inside(surface, Binding.CALL)
        return enclosed(box, "(", ")", self.glyphs) if isinstance(surface, Partial) else box

    def _raised(self, base: Surface, exponent: Surface) -> Box:
        return self.lifted(self._base(base), exponent)

    def lifted(self, below: Box, exponent: Surface) -> Box:
        """A box with an exponent."""
        if isinstance(exponent, Literal):
            above = self.glyphs.raised(decimal(exponent.value))
            if above and below.height == 1:
                return beside((below, one_line(above)))
        if self.flat or (isinstance(exponent, Literal) and below.height == 1):
            return beside((below, one_line("^"), self.inside(exponent, Binding.ATOM)))
        return superscript(below, self.draw(exponent))

    def turned(self, box: Box) -> Box:
        """A box with the sign of the transpose at its top."""
        below = tuple(" " * len(self.glyphs.transpose) for _ in box.lines[1:])
        return beside((box, Box((self.glyphs.transpose, *below), box.baseline)))

    def _call(self, call: Call) -> Box:
        if call.function == "exp" and not call.primes and not self.flat and small(call.arguments[0]):
            return superscript(one_line("e"), self.draw(call.arguments[0]))
        arguments = [self.draw(argument) for argument in call.arguments]
        separated = [box for argument in arguments for box in (one_line(", "), argument)][1:]
        inside = beside(separated)
        if call.function == "abs" and not call.primes:
            return enclosed(inside, "|", "|", self.glyphs)
        if call.function == "sqrt" and not call.primes and self.glyphs.unicode:
            simple = binding(call.arguments[0]) is Binding.ATOM and inside.height == 1
            body = inside if simple else enclosed(inside, "(", ")", self.glyphs)
            return beside((one_line(self.glyphs.root), body))
        name = one_line(self.glyphs.function(call.function) + "'" * call.primes)
        return beside((name, enclosed(inside, "(", ")", self.glyphs)))

    def _over(self, operator: str, index: str, body: Surface) -> Box:
        inside = self.draw(body) if isinstance(body, Over) else self.inside(body, Binding.ELEMENTWISE)
        return beside((self.sigma(operator, index), inside))

    def sigma(self, operator: str, index: str) -> Box:
        sign = self.glyphs.sum if operator == "sum" else operator
        if self.flat:
            return one_line(f"{sign}_{index} ")
        return beside((under(one_line(sign), one_line(index)), one_line(" ")))

    def _partial(self, of: Surface, wrt: Surface) -> Box:
        sign = one_line(self.glyphs.partial)
        below = beside((sign, self.inside(wrt, Binding.ATOM)))
        above = self.draw(of)
        if binding(of) is Binding.ATOM and above.height == 1:
            numerator = beside((sign, above))
            if self.flat:
                return beside((numerator, one_line("/"), below))
            return fraction(numerator, below, self.glyphs)
        operator = beside((sign, one_line("/"), below)) if self.flat else fraction(sign, below, self.glyphs)
        return beside((operator, one_line(" "), enclosed(above, "[", "]", self.glyphs)))

    def _cases(self, conditional: Conditional) -> Box:
        if self.flat:
            then = self.inside(conditional.then, Binding.SUM)
            condition, otherwise = self.condition(conditional.condition), self.draw(conditional.otherwise)
            return beside((then, one_line(" if "), condition, one_line(" else "), otherwise))
        rows: list[tuple[Box, Box]] = []
        rest: Surface = conditional
        while isinstance(rest, Conditional):
            rows.append((self.draw(rest.then), beside((one_line("if "), self.condition(rest.condition)))))
            rest = rest.otherwise
        rows.append((self.draw(rest), one_line("otherwise")))
        width = max(then.width for then, _ in rows)
        lines = []
        for number, (then, condition) in enumerate(rows):
            if number and len(rows) == 2:
                lines.append(one_line(" "))  # room for the tip of the brace
            lines.append(beside((then, one_line(" " * (width - then.width + 3)), condition)))
        height = sum(line.height for line in lines)
        body = stacked(lines, height // 2, centred=False)
        return beside((bracket("{", body, self.glyphs), one_line(" "), body))

    def condition(self, stated: Comparison) -> Box:
        """What stands after ``if``: pieces as a side of it are in brackets, so that no word ``if`` follows another."""
        sides = [self.inside(side, Binding.SUM) for side in (stated.left, stated.right)]
        return beside((sides[0], one_line(f" {self.glyphs.relations[stated.relation]} "), sides[1]))

    def _numbers(self, rows: tuple[tuple[Surface, ...], ...]) -> Box:
        """Entries in columns, aligned at the right, in brackets; on one line rows are set apart by semicolons."""
        drawn = [[self.draw(entry) for entry in row] for row in rows]
        if self.flat:
            lines = "; ".join(", ".join(box.lines[0] for box in row) for row in drawn)
            return one_line(f"[{lines}]")
        widths = [max(row[place].width for row in drawn) for place in range(len(drawn[0]))]
        padded = []
        for row in drawn:
            cells = [_right(box, wide) for box, wide in zip(row, widths, strict=True)]
            padded.append(beside([piece for cell in cells for piece in (one_line("  "), cell)][1:]))
        height = sum(box.height for box in padded)
        return enclosed(stacked(padded, (height - 1) // 2, centred=False), "[", "]", self.glyphs)


def _right(box: Box, width: int) -> Box:
    return Box(tuple(line.rjust(width) for line in box.lines), box.baseline)


def all_numbers(rows: tuple[tuple[Surface, ...], ...]) -> bool:
    """Whether the entries of a block are to stand in columns."""
    return all(isinstance(cell, Literal) for row in rows for cell in row)


def _is_constant(surface: Literal | Name) -> bool:
    """A number or a Greek letter, which the board writes into a coefficient."""
    return isinstance(surface, Literal) or surface.text in GREEK
