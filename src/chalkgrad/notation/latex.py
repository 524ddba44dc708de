r"""A formula as LaTeX, in the few macros that KaTeX, MathJax and GitHub all accept.

Guarantees: parentheses are there exactly where the tree needs them; names are typeset as in the course
(``dZ2`` is ``dZ^{[2]}``, ``beta1`` is ``\beta_{1}``); no ``\operatorname``, no definitions, no vertical bar, no bare
``<``, and nothing but ASCII. Sources of the limits: the documentation and issue trackers of the three renderers.
The one macro that is not theirs is ``\followed{..}`` around a name that begins with ``FOLLOWED``: whoever marks names
says how the mark is written.
"""

from __future__ import annotations

import re
from enum import IntEnum
from fractions import Fraction

from .lettering import GREEK as GREEK
from .lettering import lettering
from .surface import (
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
from .text import decimal

RELATIONS = {"<": r"\lt", "<=": r"\le", ">": r"\gt", ">=": r"\ge", "=": "=", "!=": r"\ne"}
_SYMBOLS = {"sigmoid": r"\sigma", "eps": r"\varepsilon", **{name: f"\\{name}" for name in GREEK}}
_CHARACTERS = {character: f"\\{name} " for name, character in GREEK.items()} | {"ε": r"\varepsilon "}
_OPERATORS = {name: f"\\{name}" for name in ("log", "exp", "tanh", "sin", "cos", "sinh", "cosh", "max", "min")}
#: Functions whose usual spelling is not their name.
ACRONYMS = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU"}
_SPACED = (*_OPERATORS.values(), r"\sum", r"\mathop", r"\left")  # these bring a thin space of their own
_TALL = (Quotient, Over, Conditional, Partial, Block)

#: Before a name in a tree: this name is to be followed with the eye.
FOLLOWED = "\ue000"


class Binding(IntEnum):
    """How tightly the parts of a formula hold together; the outermost operation decides."""

    CASES = 0
    SUM = 1
    SIGN = 2
    OVER = 3
    ELEMENTWISE = 4
    PRODUCT = 5
    FRACTION = 6
    POWER = 7
    CALL = 8
    ATOM = 9


def latex(surface: Surface) -> str:
    """The formula as LaTeX, to be put into math mode."""
    match surface:
        case Literal(value):
            return _number(value)
        case Name(text) if text.startswith(FOLLOWED):
            return _followed(Name(text[1:]))
        case Indexed(name, indices) | At(Name(name), indices) if name.startswith(FOLLOWED):
            return _followed(Indexed(name[1:], indices))
        case Transposed(Name(text)) if text.startswith(FOLLOWED):
            return rf"{_followed(Name(text[1:]))}^{{\top}}"
        case Name(text):
            return _scripted(*_name(text))
        case Indexed(name, indices):
            return _entry(name, indices)
        case DeltaOf(left, right):
            short = len(left) == len(right) == 1
            return rf"\delta_{{{_indices((left, right), '' if short else ',')}}}"
        case Minus(body):
            return f"-{_inside(body, Binding.OVER)}"
        case Plus(terms):
            return _sum(terms)
        case Product(kind, factors):
            return _elementwise(factors) if kind is Kind.ELEMENTWISE else _juxtaposed(factors)
        case Quotient(numerator, denominator):
            return rf"\frac{{{latex(numerator)}}}{{{latex(denominator)}}}"
        case Raised(base, exponent):
            return f"{_base(base)}^{{{latex(exponent)}}}"
        case Transposed(Name(text)):
            stem, below, above = _name(text)
            return _scripted(stem, below, above + r"\top")
        case Transposed(body):
            return rf"{_base(body)}^{{\top}}"
        case Call():
            return _call(surface)
        case At(Name(text), indices):
            return _entry(text, indices)
        case At(body, indices):
            return f"{_inside(body, Binding.CALL)}_{{{_indices(indices)}}}"
        case Over(operator, index, body):
            inside = latex(body) if isinstance(body, Over) else _inside(body, Binding.ELEMENTWISE)
            return rf"\{operator}_{{{_indices((index,))}}} {inside}"
        case Comparison(relation, left, right):
            return f"{latex(left)} {RELATIONS[relation]} {latex(right)}"
        case Conditional():
            return _cases(surface)
        case Partial(of, wrt):
            below = rf"\partial {_inside(wrt, Binding.ATOM)}"
            if binding(of) is Binding.ATOM and not _tall(of):
                return rf"\frac{{\partial {latex(of)}}}{{{below}}}"
            return rf"\frac{{\partial}}{{{below}}}\left[{latex(of)}\right]"
        case Block(rows):
            cells = r" \\ ".join(" & ".join(latex(cell) for cell in row) for row in rows)
            return rf"\begin{{bmatrix}} {cells} \end{{bmatrix}}"


def binding(surface: Surface) -> Binding:
    """How tightly the outermost operation of the formula binds when it is typeset."""
    match surface:
        case Conditional() | Comparison():
            return Binding.CASES
        case Plus():
            return Binding.SUM
        case Minus():
            return Binding.SIGN
        case Literal(value) if value < 0:
            return Binding.SIGN
        case Over():
            return Binding.OVER
        case Product(kind, _):
            return Binding.ELEMENTWISE if kind is Kind.ELEMENTWISE else Binding.PRODUCT
        case Literal(value) if decimal(value).startswith("("):
            return Binding.FRACTION
        case Literal(value) if "e" in decimal(value):
            return Binding.PRODUCT
        case Quotient():
            return Binding.FRACTION
        case Raised() | Transposed():
            return Binding.POWER
        case Call("exp", (argument,), 0) if small(argument):
            return Binding.POWER
        case Call("sqrt" | "abs", (_,), 0):
            return Binding.ATOM
        case Call():
            return Binding.CALL
        case Literal() | Name() | Indexed() | DeltaOf() | At() | Partial() | Block():
            return Binding.ATOM


def ends_open(surface: Surface) -> bool:
    """Whether what is written directly after the formula would be read as part of it (the body of a Σ)."""
    match surface:
        case Over():
            return True
        case Product(_, factors):
            return ends_open(factors[-1])
        case Minus(body):
            return ends_open(body)
        case _:
            return False


def small(surface: Surface) -> bool:
    """Whether the formula is short and low enough to stand in an exponent: ``e^{-z}``."""
    return not _tall(surface) and sum(1 for _ in walk_surface(surface)) <= 5


def _number(value: Fraction) -> str:
    written = decimal(value)
    if written.startswith("("):
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    mantissa, mark, exponent = written.partition("e")
    if not mark:
        return mantissa
    power = f"10^{{{exponent}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def _followed(surface: Surface) -> str:
    """The formula under the mark, in braces of its own, which every way of writing the mark can use."""
    return rf"\followed{{{{{latex(surface)}}}}}"


def _name(text: str) -> tuple[str, str, str]:
    """A name as letter, subscript and superscript: ``dZ2`` is ("dZ", "", "[2]"), ``beta1`` is ("\\beta", "1", "")."""
    found = lettering(text)
    marks = "'" * found.primes
    if found.is_word:
        return r"\mathrm{" + found.letter.replace("_", r"\_") + "}" + marks, found.below, found.above
    below = found.below if found.below.isdigit() or len(found.below) < 2 else rf"\mathrm{{{found.below}}}"
    return found.before + _SYMBOLS.get(found.letter, found.letter) + marks, below, found.above


def _scripted(stem: str, below: str, above: str) -> str:
    if not stem.isascii():
        stem = re.sub(r"[^\x00-\x7f]", lambda found: _CHARACTERS.get(found[0], ""), stem).rstrip()
    return stem + (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")


def _entry(name: str, indices: tuple[str, ...]) -> str:
    stem, below, above = _name(name)
    letters = _indices(indices)
    return _scripted(stem, f"{below},{letters}" if below else letters, above)


def _indices(indices: tuple[str, ...], between: str = ",") -> str:
    """Letters below a name; the number of ``k2`` tells letters apart, it is no layer."""
    return between.join(word if word.isdecimal() else _letter(word) for word in indices)


def _letter(word: str) -> str:
    stem, below, above = _name(word)
    return _scripted(stem, below or above.strip("[]"), "")


def _tall(surface: Surface) -> bool:
    return any(
        isinstance(part, _TALL) or (isinstance(part, Literal) and decimal(part.value).startswith("("))
        for part in walk_surface(surface)
    )


def _parenthesised(surface: Surface) -> str:
    return rf"\left({latex(surface)}\right)" if _tall(surface) else f"({latex(surface)})"


def _inside(surface: Surface, least: Binding) -> str:
    return latex(surface) if binding(surface) >= least else _parenthesised(surface)


def _base(surface: Surface) -> str:
    """What carries an exponent: a letter with a superscript of its own, or ``log(a)``, goes into parentheses."""
    match surface:
        case Name(text) | Indexed(text, _) if _name(text.removeprefix(FOLLOWED))[2]:
            return _parenthesised(surface)
        case Call(function, _, primes) if primes or _is_word(function):
            return _parenthesised(surface)
        case Partial():
            return _parenthesised(surface)
        case _:
            return _inside(surface, Binding.CALL)


def _is_word(function: str) -> bool:
    return function not in ("sqrt", "abs") and function not in _SYMBOLS and len(function) > 1


def _sum(terms: tuple[Surface, ...]) -> str:
    written = _inside(terms[0], Binding.SIGN)
    for term in terms[1:]:
        if isinstance(term, Minus):
            written += f" - {_inside(term.body, Binding.OVER)}"
        else:
            written += f" + {_inside(term, Binding.OVER)}"
    return written


def _factors(factors: tuple[Surface, ...], first: Binding, others: Binding) -> list[str]:
    """Each factor, in parentheses where it must be: a Σ that is not last would swallow what follows."""
    written = []
    for place, factor in enumerate(factors):
        least = first if place == 0 else others
        swallows = ends_open(factor) and place < len(factors) - 1
        opens = isinstance(factor, Over) and not swallows  # a last Σ needs no parentheses
        written.append(latex(factor) if opens else _parenthesised(factor) if swallows else _inside(factor, least))
    return written


def _elementwise(factors: tuple[Surface, ...]) -> str:
    return r" \odot ".join(_factors(factors, Binding.PRODUCT, Binding.FRACTION))


def _juxtaposed(factors: tuple[Surface, ...]) -> str:
    written = _factors(factors, Binding.FRACTION, Binding.FRACTION)
    joined = written[0]
    for before, text in zip(factors, written[1:], strict=False):
        if text[0].isdigit():
            joined += rf" \cdot {text}"
        elif text.startswith(_SPACED) or (isinstance(before, Literal) and not text.startswith(r"\frac")):
            joined += text
        else:
            joined += rf"\,{text}"
    return joined


def _call(call: Call) -> str:
    function, arguments, primes = call.function, call.arguments, call.primes
    inside = ", ".join(latex(argument) for argument in arguments)
    tall = any(_tall(argument) for argument in arguments)
    if not primes and len(arguments) == 1:
        if function == "sqrt":
            return rf"\sqrt{{{inside}}}"
        if function == "abs":
            return rf"\left\lvert {inside} \right\rvert" if tall else rf"\lvert {inside} \rvert"
        if function == "exp" and small(arguments[0]):
            return f"e^{{{inside}}}"
    opening, closing = (r"\left(", r"\right)") if tall else ("(", ")")
    return f"{function_name(function, primes)}{opening}{inside}{closing}"


def function_name(function: str, primes: int = 0) -> str:
    """The name of a function; a ``\\mathop`` would set the prime above it, so a primed word is upright letters."""
    marks = "'" * primes
    if function in _OPERATORS:
        return _OPERATORS[function] + marks
    if not _is_word(function) or _name(function)[0] in (function[:1], f"d{function[1:2]}"):
        stem, below, above = _name(function)
        return _scripted(stem, below, above + r"\prime" * primes) if above else _scripted(stem, below, "") + marks
    word = ACRONYMS.get(function, function)
    if primes or "_" in word:
        return r"\mathrm{" + word.replace("_", r"\_") + "}" + marks
    return rf"\mathop{{\text{{{word}}}}}"


def _condition(stated: Comparison) -> str:
    """What stands after ``if``; pieces as a side of it are in brackets."""
    return f"{_inside(stated.left, Binding.SUM)} {RELATIONS[stated.relation]} {_inside(stated.right, Binding.SUM)}"


def _cases(conditional: Conditional) -> str:
    rows, last = [], conditional
    while True:
        rows.append(rf"{latex(last.then)} & \text{{if }} {_condition(last.condition)}")
        if not isinstance(last.otherwise, Conditional):
            break
        last = last.otherwise
    rows.append(rf"{latex(last.otherwise)} & \text{{otherwise}}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
