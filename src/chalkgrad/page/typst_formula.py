"""A formula as Typst mathematics, printed from the tree.

Guarantees: parentheses are there exactly where the tree needs them, names are typeset as in the course, and nothing a
user wrote is executed: words go into string literals, letters and digits stand alone, and the only names of Typst in
the result are those of this file. A ``flat`` pen writes fractions with a slash, for running text.
"""

from __future__ import annotations

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

RELATIONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"}
_OPERATORS = frozenset(("log", "exp", "tanh", "sin", "cos", "sinh", "cosh", "max", "min"))
_TALL = (Quotient, Over, Conditional, Partial, Block)
_SPACED = (*_OPERATORS, "∑", "op(")  # these bring a thin space of their own
_FUNCTIONS_OF_STYLE = 4
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def quoted(text: str) -> str:
    """A string literal of Typst: nothing inside is markup or code. Control characters are left out."""
    written = [_ESCAPED.get(c, c) for c in text if c in _ESCAPED or c.isprintable() or c == "\u00a0"]
    return f'"{"".join(written)}"'


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes formulas. ``follow`` are the names to mark, each in a style of its own, wherever they occur."""

    follow: tuple[str, ...] = ()
    flat: bool = field(default=False, kw_only=True)
    in_fraction: bool = field(default=False, kw_only=True)

    def write(self, surface: Surface) -> str:
        """The formula, to be put between dollar signs."""
        match surface:
            case Literal(value):
                return self._number(surface) if self.flat else _number(decimal(value))
            case Name(text):
                return self._marked(text, _lettered(lettering(text)))
            case Indexed(name, indices):
                return self._marked(name, _entry(name, indices))
            case DeltaOf(left, right):
                between = " " if len(left) == len(right) == 1 else " comma "
                return f"δ_({between.join((_letter(left), _letter(right)))})"
            case Minus(body):
                return f"-{self.inside(body, Binding.OVER)}"
            case Plus(terms):
                return self._sum(terms)
            case Product(kind, factors):
                return self._elementwise(factors) if kind is Kind.ELEMENTWISE else self._juxtaposed(factors)
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator)
            case Raised(base, exponent):
                return f"{self._base(base)}^({replace(self, in_fraction=False).write(exponent)})"
            case Transposed(Name(text)):
                return self._marked(text, _lettered(lettering(text), more_above="⊤"))
            case Transposed(body):
                return f"{self._base(body)}^(⊤)"
            case Call():
                return self._call(surface)
            case At(Name(text), indices):
                return self._marked(text, _entry(text, indices))
            case At(body, indices):
                return f"{self.inside(body, Binding.CALL)}_({_indices(indices)})"
            case Over(operator, index, body):
                inside = self.write(body) if isinstance(body, Over) else self.inside(body, Binding.ELEMENTWISE)
                return f"{over(operator, index)} {inside}"
            case Comparison(relation, left, right):
                return f"{self.write(left)} {RELATIONS[relation]} {self.write(right)}"
            case Conditional():
                return self._cases(surface)
            case Partial(of, wrt):
                return self._partial(of, wrt)
            case Block(rows):
                # as large within a fraction as elsewhere, where Typst would make them small
                written = "; ".join(", ".join(f"inline({self.write(cell)})" for cell in row) for row in rows)
                return f'mat(delim: "[", {written})'

    def inside(self, surface: Surface, least: Binding) -> str:
        """The formula where something that binds like ``least`` surrounds it."""
        return self.write(surface) if self.binding(surface) >= least else self._parenthesised(surface)

    def binding(self, surface: Surface) -> Binding:
        """How tightly the outermost operation binds as this pen writes it: a slash holds no more than a product."""
        bound = binding(surface)
        return Binding.PRODUCT if self.flat and bound is Binding.FRACTION else bound

    def tall(self, surface: Surface) -> bool:
        """Whether the formula is higher than a line of text."""
        if self.flat:
            return False
        return any(
            isinstance(part, _TALL) or (isinstance(part, Literal) and decimal(part.value).startswith("("))
            for part in walk_surface(surface)
        )

    def partial(self, wrt: Surface) -> str:
        """The sign of a derivative by ``wrt`` that stands before what is differentiated."""
        below = f"∂ {self.inside(wrt, Binding.ATOM)}"
        return rf"∂\/{below}" if self.flat else self._over_each_other("∂", below)

    def _marked(self, name: str, written: str) -> str:
        if name not in self.follow:
            return written
        return f"follow{self.follow.index(name) % _FUNCTIONS_OF_STYLE}({written})"

    def _number(self, literal: Literal) -> str:
        written = decimal(literal.value)
        if written.startswith("("):
            return written.strip("()").replace("/", r"\/")
        return _number(written)

    def _parenthesised(self, surface: Surface) -> str:
        return enclosed(self.write(surface), self.tall(surface))

    def _quotient(self, numerator: Surface, denominator: Surface) -> str:
        if not self.flat:
            inner = replace(self, in_fraction=True)
            return self._over_each_other(inner.write(numerator), inner.write(denominator))
        above = self.inside(numerator, Binding.PRODUCT)
        return rf"{above}\/{self.inside(denominator, Binding.POWER)}"

    def _over_each_other(self, above: str, below: str) -> str:
        """A fraction; within another one it is told to be as large as that."""
        return f"{'fraction' if self.in_fraction else 'frac'}({above}, {below})"

    def _base(self, surface: Surface) -> str:
        """What carries an exponent: a letter with a superscript of its own, or ``log(a)``, goes into parentheses."""
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
            sign, body = ("-", term.body) if isinstance(term, Minus) else ("+", term)
            written += f" {sign} {self.inside(body, Binding.OVER)}"
        return written

    def factors(self, factors: tuple[Surface, ...], first: Binding) -> list[str]:
        """Each factor, in parentheses where it must be: a Σ that is not last would swallow what follows."""
        written = []
        for place, factor in enumerate(factors):
            last = place == len(factors) - 1
            if isinstance(factor, Over) and last:
                written.append(self.write(factor))
            elif ends_open(factor) and not last:
                written.append(self._parenthesised(factor))
            else:
                written.append(self.inside(factor, first if place == 0 else Binding.FRACTION))
        return written

    def _elementwise(self, factors: tuple[Surface, ...]) -> str:
        return " ⊙ ".join(self.factors(factors, Binding.PRODUCT))

    def _juxtaposed(self, factors: tuple[Surface, ...]) -> str:
        first = Binding.PRODUCT if self.flat else Binding.FRACTION
        written = self.factors(factors, first)
        joined = written[0]
        for before, text in zip(factors, written[1:], strict=False):
            joined += f" {joint(before, text)} {text}"
        return joined

    def _call(self, call: Call) -> str:
        function, arguments, primes = call.function, call.arguments, call.primes
        inside = " comma ".join(self.write(argument) for argument in arguments)
        if not primes and len(arguments) == 1:
            if function == "sqrt":
                return f"sqrt({inside})"
            if function == "abs":
                return f"abs({inside})"
            if function == "exp" and small(arguments[0]):
                return f"e^({inside})"
        return f"{function_name(function, primes)} {enclosed(inside, any(map(self.tall, arguments)))}"

    def _partial(self, of: Surface, wrt: Surface) -> str:
        if binding(of) is Binding.ATOM and not self.tall(of):
            above, below = f"∂ {self.write(of)}", f"∂ {self.inside(wrt, Binding.ATOM)}"
            return rf"{above}\/{below}" if self.flat else self._over_each_other(above, below)
        return f"{self.partial(wrt)} {enclosed(self.write(of), self.tall(of), '[]')}"

    def condition(self, stated: Comparison) -> str:
        """What stands after ``if``; pieces as a side of it are in brackets."""
        left, right = (self.inside(side, Binding.SUM) for side in (stated.left, stated.right))
        return f"{left} {RELATIONS[stated.relation]} {right}"

    def _cases(self, conditional: Conditional) -> str:
        rows: list[tuple[str, str]] = []
        rest: Surface = conditional
        while isinstance(rest, Conditional):
            then = self.inside(rest.then, Binding.SUM) if self.flat else self.write(rest.then)
            rows.append((then, f'"if" {self.condition(rest.condition)}'))
            rest = rest.otherwise
        rows.append((self.write(rest), '"otherwise"'))
        if self.flat:
            return ' comma " " '.join(f'{then} " "{when}' for then, when in rows)
        return "cases(" + ", ".join(f"{then} & quad {when}" for then, when in rows) + ")"


def enclosed(written: str, tall: bool, brackets: str = "()") -> str:
    """In brackets: those around something tall grow with it, others stay as high as a letter."""
    opening, closing = brackets[0], brackets[1]
    return f"lr({opening} {written} {closing})" if tall else rf"\{opening}{written}\{closing}"


def over(operator: str, index: str) -> str:
    """The sign Σ or max with its letter below."""
    return f"{'∑' if operator == 'sum' else 'max'}_({_letter(index)})"


def function_name(function: str, primes: int = 0) -> str:
    """The name of a function, with its primes."""
    if function in _OPERATORS:
        return function + "'" * primes
    found = lettering(function)
    if not _is_word(function) or not found.is_word:
        return _lettered(found, primes=primes)
    return f"op({quoted(ACRONYMS.get(function, function))}){primes * chr(39)}"


def joint(before: Surface, text: str) -> str:
    """What stands between two factors: a dot before a digit, a thin space, or what the sign brings itself."""
    if text[0].isdigit():
        return "dot.op"
    if text.startswith(_SPACED) or (isinstance(before, Literal) and not text.startswith("frac")):
        return ""
    return "thin"


def _number(written: str) -> str:
    if written.startswith("("):
        sign = "-" if "-" in written else ""
        above, below = written.strip("()").removeprefix("-").split("/")
        return f"{sign}frac({above}, {below})"
    mantissa, mark, exponent = written.partition("e")
    if not mark:
        return mantissa
    return f"10^({exponent})" if mantissa == "1" else f"{mantissa} dot.op 10^({exponent})"


def _lettered(found: Lettering, below: str = "", more_above: str = "", primes: int = 0) -> str:
    """A letter with what stands small beside it."""
    lowered = " comma ".join(filter(None, (_word(found.below) if found.below else "", below)))
    raised = " ".join(filter(None, (_layer(found.above), more_above)))
    word = ACRONYMS.get(found.letter, found.letter)
    letter = quoted(word) if found.is_word else _one(SYMBOLS.get(found.letter, found.letter))
    script = "'" * (primes + found.primes) + (f"^({raised})" if raised else "") + (f"_({lowered})" if lowered else "")
    return f"{found.before} {letter}{script}" if found.before else f"{letter}{script}"


def _one(letter: str) -> str:
    return letter if (letter.isascii() and letter.isalpha()) or letter in SYMBOLS.values() else quoted(letter)


def _word(text: str) -> str:
    return text if text.isascii() and (text.isdigit() or (len(text) == 1 and text.isalpha())) else quoted(text)


def _layer(above: str) -> str:
    """``[2]``, ``[l]``, ``[l-1]`` or ``[L]``, in the brackets of the course."""
    if not above:
        return ""
    tokens = [c if c.isascii() and (c.isalnum() or c in "+-") else quoted(c) for c in above[1:-1] if c != " "]
    digits = above[1:-1].isdigit()
    return r"\[" + ("" if digits else " ").join(tokens) + r"\]"


def _entry(name: str, indices: tuple[str, ...]) -> str:
    return _lettered(lettering(name), below=_indices(indices))


def _indices(indices: tuple[str, ...]) -> str:
    return " comma ".join(map(_letter, indices))


def _letter(index: str) -> str:
    """A letter below a name; the number of ``k2`` tells letters apart, it is no layer."""
    found = lettering(index)
    return _lettered(Lettering(found.letter, found.before, found.below or found.above.strip("[]")))


def _is_word(function: str) -> bool:
    return function not in ("sqrt", "abs") and function not in SYMBOLS and len(function) > 1
