"""Formulas as MathML Core, what every browser sets by itself.

Printed from the tree: parentheses stand exactly where the tree needs them, invisible signs say to a screen reader what
is a product and what a function, and names that differ look different, so that a page can tell them apart. Nothing
outside MathML Core is used (no ``menclose``, no ``columnalign``), and the result is well-formed XML whatever the names
are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..notation.latex import ACRONYMS, Binding, binding, ends_open, small
from ..notation.lettering import SYMBOLS, Lettering, lettering
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
    walk_surface,
)
from ..notation.text import decimal

_TALL = (Quotient, Over, Conditional, Partial, Block)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_UPRIGHT = frozenset("ΓΔΘΛΞΠΣΦΨΩ")
#: The signs of comparisons, as XML.
RELATIONS = {"<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥", "=": "=", "!=": "≠"}
_PIECES = re.compile(r"(?P<mn>\d+)|(?P<mi>[^\W\d_]+)|(?P<mo>\S)")
_NUMBER_FIRST = re.compile(r"(?:<(?:mrow|msup)>)*<mn>")
_LAYER = re.compile(r"\[\d+\]")
#: What may not stand in XML, and half characters.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The stroke of a fraction in running text.
STROKE = "<mi>/</mi>"  # as an identifier it has no space around it and does not grow
APPLY = "<mo>\u2061</mo>"
TIMES = '<mo rspace=".17em">\u2062</mo>'
#: On what looks like a name and is none: Kronecker's δ, Euler's e, the letters of a rule.
FIXED = ' class="fixed"'
TOUCHING = "<mo>\u2062</mo>"
_TOP = "<mi>⊤</mi>"


def escaped(text: str) -> str:
    """Text that means nothing to HTML or XML, in text and in attributes; what may not stand there becomes �."""
    return html.escape(_UNSPEAKABLE.sub("\ufffd", text))


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets formulas. ``marks`` are the classes of the names that are followed.

    ``flat`` writes fractions with a stroke, as in running text, where a small fraction cannot be read. ``names``
    collects the names that were set, in the order in which they first occur. About ``together`` letters stand on one
    line whatever the room. The ``known`` names of the page are names in running text as well, though they may look like
    words.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    flat: bool = False
    names: dict[str, None] = field(default_factory=dict)
    together: int = 28
    known: frozenset[str] = frozenset()

    def set(self, surface: Surface) -> str:
        """The formula as one MathML element."""
        match surface:
            case Literal(value):
                return _number(decimal(value))
            case Name(text):
                return self.name(text)
            case Indexed(name, indices):
                return self.name(name, indices=indices)
            case DeltaOf(left, right):
                return f"<msub{FIXED}><mi>δ</mi>{_letters((left, right), ',' if len(left + right) > 2 else '')}</msub>"
            case Minus(body):
                return f"<mrow><mo>−</mo>{self.inside(body, Binding.OVER)}</mrow>"
            case Plus(terms):
                return self._sum(terms)
            case Product(kind, factors):
                return self._elementwise(factors) if kind is Kind.ELEMENTWISE else self._juxtaposed(factors)
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator)
            case Raised(base, exponent):
                return f"<msup>{self._base(base)}{self.set(exponent)}</msup>"
            case Transposed(Name(text)):
                return self.name(text, behind=_TOP)
            case Transposed(body):
                return f"<msup>{self._base(body)}{_TOP}</msup>"
            case Call():
                return self._call(surface)
            case At(Name(text), indices):
                return self.name(text, indices=indices)
            case At(body, indices):
                return f"<msub>{self.inside(body, Binding.CALL)}{_letters(indices)}</msub>"
            case Over(operator, index, body):
                inside = self.set(body) if isinstance(body, Over) else self.inside(body, Binding.ELEMENTWISE)
                return f"<mrow>{operator_sign(operator, index)}{inside}</mrow>"
            case Comparison(relation, left, right):
                return f"<mrow>{self.set(left)}<mo>{RELATIONS[relation]}</mo>{self.set(right)}</mrow>"
            case Conditional():
                return self._cases(surface)
            case Partial(of, wrt):
                return self._partial(of, wrt)
            case Block(rows):
                table = "".join(f"<mtr>{''.join(f'<mtd>{self.set(cell)}</mtd>' for cell in row)}</mtr>" for row in rows)
                return f"<mrow><mo>[</mo><mtable>{table}</mtable><mo>]</mo></mrow>"

    def name(self, name: str, indices: tuple[str, ...] = (), behind: str = "") -> str:
        """A name with its layer, its indices below and what follows the layer above (⊤)."""
        self.names[name] = None
        letters = lettering(name)
        mark = f' class="{self.marks[name]}"' if name in self.marks else ""
        below = _below(letters, indices)
        above = _row(*filter(None, (_script(letters.above), behind)))
        if not below and not above:
            return _stem(letters, mark)
        tag = "msubsup" if below and above else "msub" if below else "msup"
        return f"<{tag}{mark}>{_stem(letters)}{below}{above}</{tag}>"

    @property
    def running(self) -> Setter:
        """The same for running text."""
        return replace(self, flat=True)

    def is_tall(self, surface: Surface) -> bool:
        """Whether the brackets around the formula grow with it."""
        return not self.flat and tall(surface)

    def inside(self, surface: Surface, least: Binding) -> str:
        """The formula, in parentheses if it holds together less than ``least``."""
        return self.set(surface) if binding(surface) >= least else self._parenthesised(surface)

    def _parenthesised(self, surface: Surface) -> str:
        return _fenced(self.set(surface), self.is_tall(surface))

    def _quotient(self, numerator: Surface, denominator: Surface) -> str:
        if not self.flat:
            return f"<mfrac>{self.set(numerator)}{self.set(denominator)}</mfrac>"
        return (
            f"<mrow>{self.inside(numerator, Binding.PRODUCT)}{STROKE}{self.inside(denominator, Binding.POWER)}</mrow>"
        )

    def _base(self, surface: Surface) -> str:
        """What carries an exponent: a letter with a layer above it, or ``log(a)``, goes into parentheses."""
        match surface:
            case Name(text) | Indexed(text, _) if lettering(text).above:
                return self._parenthesised(surface)
            case Call(function, _, primes) if primes or _is_word(function):
                return self._parenthesised(surface)
            case Partial():
                return self._parenthesised(surface)
            case _:
                return self.inside(surface, Binding.CALL)

    def _sum(self, terms: tuple[Surface, ...]) -> str:
        written = self.inside(terms[0], Binding.SIGN)
        for term in terms[1:]:
            sign, body = ("−", term.body) if isinstance(term, Minus) else ("+", term)
            written += f"<mo>{sign}</mo>{self.inside(body, Binding.OVER)}"
        return f"<mrow>{written}</mrow>"

    def factors(self, factors: tuple[Surface, ...], first: Binding) -> list[str]:
        """Each factor, in parentheses where it must be: a Σ that is not last would swallow what follows."""
        written = []
        others = Binding.POWER if self.flat and first is Binding.FRACTION else Binding.FRACTION
        for place, factor in enumerate(factors):
            is_last = place == len(factors) - 1
            if isinstance(factor, Over) and is_last:
                written.append(self.set(factor))
            elif ends_open(factor) and not is_last:
                written.append(self._parenthesised(factor))
            else:
                written.append(self.inside(factor, others if place else first))
        return written

    def _elementwise(self, factors: tuple[Surface, ...]) -> str:
        return f"<mrow>{'<mo>⊙</mo>'.join(self.factors(factors, Binding.PRODUCT))}</mrow>"

    def _juxtaposed(self, factors: tuple[Surface, ...]) -> str:
        return f"<mrow>{''.join(self.juxtaposed(factors))}</mrow>"

    def juxtaposed(self, factors: tuple[Surface, ...]) -> list[str]:
        """The factors of a product without a sign, each with what joins it to the one before."""
        written = self.factors(factors, Binding.FRACTION)
        joined = written[:1]
        for before, factor, text in zip(factors, factors[1:], written[1:], strict=False):
            if _NUMBER_FIRST.match(text):
                joint = "<mo>·</mo>"
            elif isinstance(factor, Over) or (isinstance(before, Literal) and not isinstance(factor, Quotient)):
                joint = TOUCHING
            else:
                joint = TIMES
            joined.append(joint + text)
        return joined

    def _call(self, call: Call) -> str:
        function, arguments, primes = call.function, call.arguments, call.primes
        inside = "<mo>,</mo>".join(self.set(argument) for argument in arguments)
        high = any(map(self.is_tall, arguments))
        if not primes and len(arguments) == 1:
            if function == "sqrt":
                return f"<msqrt>{inside}</msqrt>"
            if function == "abs":
                return f"<mrow><mo>|</mo>{inside}<mo>|</mo></mrow>"
            if function == "exp" and small(arguments[0]):
                return f"<msup><mi{FIXED}>e</mi>{inside}</msup>"
        name = self.function(function, primes)
        return f"<mrow>{name}{APPLY}{_fenced(inside, high)}</mrow>"

    def function(self, function: str, primes: int = 0) -> str:
        """The name of a function, in letters: σ, log, ReLU, with its primes."""
        if _is_word(function) and lettering(function).letter == function:
            name, above = f"<mi>{escaped(ACRONYMS.get(function, function))}</mi>", ""
        else:
            letters = lettering(function)
            below, above = _below(letters, ()), _script(letters.above)
            name = f"<msub>{_stem(letters)}{below}</msub>" if below else _stem(letters)
        name = f"<msup>{name}{above}</msup>" if above else name
        return f"<mrow>{name}<mo>{_primes(primes)}</mo></mrow>" if primes else name

    def _partial(self, of: Surface, wrt: Surface) -> str:
        below = f"<mrow><mi>∂</mi>{self.inside(wrt, Binding.ATOM)}</mrow>"
        if binding(of) is Binding.ATOM and not tall(of):
            above = f"<mrow><mi>∂</mi>{self.set(of)}</mrow>"
            return f"<mrow>{above}{STROKE}{below}</mrow>" if self.flat else f"<mfrac>{above}{below}</mfrac>"
        return f"<mrow>{self.derivative(wrt)}<mrow><mo>[</mo>{self.set(of)}<mo>]</mo></mrow></mrow>"

    def derivative(self, wrt: Surface) -> str:
        """The sign ∂/∂W, to be put before what is differentiated."""
        return f"<mfrac><mi>∂</mi><mrow><mi>∂</mi>{self.inside(wrt, Binding.ATOM)}</mrow></mfrac>"

    def condition(self, stated: Comparison) -> str:
        """What stands after ``if``; pieces as a side of it are in brackets."""
        left, right = (self.inside(side, Binding.SUM) for side in (stated.left, stated.right))
        return f"<mrow>{left}<mo>{RELATIONS[stated.relation]}</mo>{right}</mrow>"

    def _cases(self, conditional: Conditional) -> str:
        rows: list[tuple[str, str]] = []
        rest: Surface = conditional
        while isinstance(rest, Conditional):
            rows.append((self.set(rest.then), f"<mrow><mtext>if&#160;</mtext>{self.condition(rest.condition)}</mrow>"))
            rest = rest.otherwise
        rows.append((self.set(rest), "<mtext>otherwise</mtext>"))
        lines = "".join(f"<mtr><mtd>{then}</mtd><mtd>{condition}</mtd></mtr>" for then, condition in rows)
        return f'<mrow><mo>{{</mo><mtable class="cases">{lines}</mtable></mrow>'


def tall(surface: Surface) -> bool:
    """Whether the formula is higher than a line, so that the brackets around it grow with it."""
    return any(
        isinstance(part, _TALL) or (isinstance(part, Literal) and decimal(part.value).startswith("("))
        for part in walk_surface(surface)
    )


def _number(written: str) -> str:
    if written.startswith("("):  # a fraction without a finite decimal: (1/3) or (-1/3)
        sign, digits = ("<mo>−</mo>", written[2:-1]) if written[1] == "-" else ("", written[1:-1])
        above, _, below = digits.partition("/")
        return _row(sign, f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>") if sign else _fraction(above, below)
    sign, digits = ("<mo>−</mo>", written[1:]) if written.startswith("-") else ("", written)
    mantissa, mark, exponent = digits.partition("e")
    number = f"<mn>{mantissa}</mn>"
    if mark:
        power = f"<msup><mn>10</mn>{_script(exponent)}</msup>"
        number = power if mantissa == "1" else f"<mrow>{number}<mo>·</mo>{power}</mrow>"
    return f"<mrow>{sign}{number}</mrow>" if sign else number


def _fraction(above: str, below: str) -> str:
    return f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>"


def _stem(letters: Lettering, attributes: str = "") -> str:
    """The letter or word itself; capital Greek letters stand upright, as the field writes them."""
    letter = SYMBOLS.get(letters.letter, letters.letter)
    upright = ' mathvariant="normal"' if letter in _UPRIGHT else ""
    marks = f"<mo>{_primes(letters.primes)}</mo>" if letters.primes else ""
    if letters.before and not marks and _slanted(letter):  # the differential is one name
        return f"<mi{attributes}>{_slanted('d')}{_slanted(letter)}</mi>"
    if letters.before or marks:
        before = "<mi>d</mi>" if letters.before else ""
        return f"<mrow{attributes}>{before}<mi{upright}>{escaped(letter)}</mi>{marks}</mrow>"
    return f"<mi{upright}{attributes}>{escaped(letter)}</mi>"


def _slanted(letter: str) -> str:
    """The italic form of a small or capital letter, which a browser gives only to a letter that stands alone."""
    if len(letter) != 1 or letter not in _LETTERS:
        return ""
    return "ℎ" if letter == "h" else chr(0x1D434 + _LETTERS.index(letter))


def _primes(number: int) -> str:
    return "′″‴"[number - 1] if number < 4 else "′" * number


def _below(letters: Lettering, indices: tuple[str, ...]) -> str:
    own = f"<mi>{escaped(letters.below)}</mi>" if letters.below and not letters.below.isdigit() else ""
    own = f"<mn>{letters.below}</mn>" if letters.below.isdigit() else own
    if own and indices:
        return _row(own, "<mo>,</mo>", _letters(indices))
    return own or (_letters(indices) if indices else "")


def _letters(indices: tuple[str, ...], between: str = ",") -> str:
    """Letters below a name, as one element where they are plain; the number of ``k2`` tells letters apart."""
    slanted = [_slanted(index) for index in indices]
    if len(indices) > 1 and all(slanted):
        return f"<mi>{between.join(slanted)}</mi>"
    written = []
    for index in indices:
        letters = lettering(index)
        number = letters.below or letters.above.strip("[]")
        written.append(f"<msub>{_stem(letters)}<mn>{escaped(number)}</mn></msub>" if number else _stem(letters))
    comma = f"<mi>{between}</mi>" if between else ""  # as an identifier it has no space around it
    return written[0] if len(written) == 1 else f"<mrow>{comma.join(written)}</mrow>"


def _script(text: str) -> str:
    """What stands small at a letter, without the spaces of a sum: ``[2]``, ``[l-1]``, ``-8``."""
    if _LAYER.fullmatch(text):
        return f"<mn>{text}</mn>"
    pieces = []
    for found in _PIECES.finditer(text):
        kind = found.lastgroup or "mo"
        tight = ' lspace="0" rspace="0"' if found.group() in "+-" else ""
        pieces.append(f"<{kind}{tight}>{escaped(found.group().replace('-', '−'))}</{kind}>")
    return _row(*pieces)


def _row(*elements: str) -> str:
    """The elements as one."""
    return elements[0] if len(elements) == 1 else f"<mrow>{''.join(elements)}</mrow>" if elements else ""


def _fenced(inside: str, high: bool) -> str:
    fixed = "" if high else ' stretchy="false"'
    return f"<mrow><mo{fixed}>(</mo>{inside}<mo{fixed}>)</mo></mrow>"


def operator_sign(operator: str, index: str) -> str:
    """Σ or max with its index below."""
    sign = "<mo>∑</mo>" if operator == "sum" else f'<mo lspace="0" rspace=".17em">{escaped(operator)}</mo>'
    return f"<munder>{sign}{_letters((index,))}</munder>"


def _is_word(function: str) -> bool:
    return function not in ("sqrt", "abs") and function not in SYMBOLS and len(function) > 1
