"""A surface tree as plain text in the notation. What is printed here reads back to the identical tree."""

from __future__ import annotations

from fractions import Fraction

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
)

_JOINTS = {Kind.JUXTAPOSED: " ", Kind.ELEMENTWISE: " ⊙ ", Kind.MATRIX: " @ "}
_ATOMS = (Literal, Name, Indexed, DeltaOf, Call, At, Block)


def text(surface: Surface) -> str:
    """``W1 X + b1``; reads back with ``read_expression`` to an equal tree."""
    match surface:
        case Literal(value):
            return decimal(value)
        case Name(name):
            return name
        case Indexed(name, indices):
            return f"{name}[{','.join(indices)}]"
        case DeltaOf(left, right):
            return f"δ[{left},{right}]"
        case Minus(body):
            return f"-{_term(body)}"
        case Plus(terms):
            return _sum(terms)
        case Product(kind, factors):
            return _product(kind, factors)
        case Quotient(numerator, denominator):
            top = _factor(numerator) if not _is_plain_product(numerator) else text(numerator)
            bottom = text(denominator) if _is_power(denominator) else f"({text(denominator)})"
            return f"{top}/{bottom}"
        case Raised(base, exponent):
            return f"{_atom(base)}^{_exponent(exponent)}"
        case Transposed(body):
            return f"{_atom(body)}^T"
        case Call(function, arguments, primes):
            return f"{function}{primes * chr(39)}({', '.join(text(a) for a in arguments)})"
        case At(body, indices):
            return f"{_atom(body)}[{','.join(indices)}]"
        case Over(operator, index, body):
            return f"{operator}_{index} {_term(body)}"
        case Comparison(relation, left, right):
            return f"{_summed(left)} {relation} {_summed(right)}"
        case Conditional(then, condition, otherwise):
            return f"{_summed(then)} if {text(condition)} else {text(otherwise)}"
        case Partial(of, wrt):
            return f"∂{_atom(of)}/∂{_atom(wrt)}"
        case Block(rows):
            return f"[{'; '.join(', '.join(text(cell) for cell in row) for row in rows)}]"


def _is_short(number: int) -> bool:
    """Whether a whole number is better written out: up to 21 digits, or where powers of ten do not shorten it."""
    return abs(number) < 10**21 or number % 10**12 != 0


def decimal(value: Fraction) -> str:
    """An exact decimal if there is one (0.01), else a quotient in brackets, which reads back to the same value."""
    if value.denominator == 1:
        return str(value.numerator) if _is_short(value.numerator) else _scientific(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"({value.numerator}/{value.denominator})"
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    if digits > 6 and abs(value) < Fraction(1, 1000):
        return _scientific(value)
    scaled = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{scaled[:-digits]}.{scaled[-digits:]}"


def _scientific(value: Fraction) -> str:
    """1e-8 rather than 0.00000001, 1.458e-4 rather than 0.0001458, 1e30 rather than 1 and 30 zeros."""
    power = 0
    while abs(value * Fraction(10) ** power) < 1:
        power += 1
    while abs(value * Fraction(10) ** power) >= 10:
        power -= 1
    return f"{decimal(value * Fraction(10) ** power)}e{-power}"


def _sum(terms: tuple[Surface, ...]) -> str:
    pieces = [text(terms[0]) if isinstance(terms[0], Minus) else _term(terms[0])]
    for term in terms[1:]:
        if isinstance(term, Minus):
            pieces.append(f" - {_term(term.body)}")
        else:
            pieces.append(f" + {_term(term)}")
    return "".join(pieces)


def _product(kind: Kind, factors: tuple[Surface, ...]) -> str:
    pieces = []
    for position, factor in enumerate(factors):
        last = position == len(factors) - 1
        opens = position == 0 and isinstance(factor, Quotient) and kind is Kind.JUXTAPOSED
        if opens and isinstance(factor, Quotient) and _half_open(factor, factors[1]):
            pieces.append(f"({text(factor)})")
        elif opens or (last and isinstance(factor, Over)):
            pieces.append(text(factor))
        elif isinstance(factor, Literal) and position > 0 and kind is Kind.JUXTAPOSED:
            pieces.append(f"({text(factor)})")
        else:
            pieces.append(_factor(factor))
    return _JOINTS[kind].join(pieces)


def _half_open(first: Quotient, second: Surface) -> bool:
    """1/2 x could be read as 1/(2 x): the quotient is bracketed, (1/2) x."""
    return isinstance(first.denominator, Literal) and isinstance(second, Name)


def _is_plain_product(surface: Surface) -> bool:
    """A product that may stand before ``/`` without brackets: a b/c is (a b)/c."""
    return (
        isinstance(surface, Product)
        and surface.kind is Kind.JUXTAPOSED
        and not isinstance(surface.factors[0], Quotient)
        and not isinstance(surface.factors[-1], Over)
    )


def _is_power(surface: Surface) -> bool:
    if isinstance(surface, Literal):
        return surface.value >= 0 and not text(surface).startswith("(")
    return isinstance(surface, (*_ATOMS, Raised, Transposed))


def _summed(surface: Surface) -> str:
    return f"({text(surface)})" if isinstance(surface, (Conditional, Comparison)) else text(surface)


def _term(surface: Surface) -> str:
    """As a summand, or after a sign."""
    bracketed = isinstance(surface, (Plus, Minus, Conditional, Comparison)) or _is_negative(surface)
    return f"({text(surface)})" if bracketed else text(surface)


def _factor(surface: Surface) -> str:
    """As a factor of a product."""
    if _is_power(surface) or isinstance(surface, Partial):
        return text(surface)
    written = text(surface)  # once: twice at every level would be 2^depth times
    return written if isinstance(surface, Literal) and written.startswith("(") else f"({written})"


def _atom(surface: Surface) -> str:
    if isinstance(surface, _ATOMS) and not _is_negative(surface):
        return text(surface)
    return f"({text(surface)})"


def _is_negative(surface: Surface) -> bool:
    return isinstance(surface, Literal) and surface.value < 0


def _exponent(surface: Surface) -> str:
    match surface:
        case Literal() if _is_power(surface):
            return text(surface)
        case Name():
            return text(surface)
        case Minus(Literal() as body) if _is_power(body):
            return f"-{text(body)}"
        case _:
            return f"({text(surface)})"
