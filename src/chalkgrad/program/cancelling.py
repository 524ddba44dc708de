"""Factors that cancel when an adjoint is put into a product.

If A2 = sigmoid(W2 A1 + b2) has no name for its argument, the weights' gradient holds dA2 ⊙ A2 ⊙ (1 - A2), with
dA2 = (A2 - Y) / (A2 ⊙ (1 - A2)). In single precision the one is infinite where the other is 0; their product is A2 - Y.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..terms import ONE, Div, Entry, Mul, Neg, Term
from .matching import LookUp


@dataclass
class _Fraction:
    negative: bool = False
    above: list[Term] = field(default_factory=list)
    below: list[Term] = field(default_factory=list)


def cancelled(product: Mul, taught: LookUp) -> tuple[Term, tuple[str, ...]]:
    """The product with an adjoint written out where that cancels its denominator, and the names written out.

    ``taught`` gives an adjoint's equation. Where nothing cancels, the product itself is returned.
    """
    whole = _Fraction()
    opened: dict[str, None] = {}
    waiting: list[Term] = [product]
    while waiting:
        term = waiting.pop(0)
        match term:
            case Mul(factors):
                waiting = [*factors, *waiting]
            case Neg(body):
                whole.negative = not whole.negative
                waiting.insert(0, body)
            case Entry(name) if (value := taught(term)) is not None and _helps(value, product):
                opened.setdefault(name)
                waiting.insert(0, value)
            case Div(numerator, denominator):
                whole.below += _factors(denominator)
                waiting.insert(0, numerator)
            case _:
                whole.above.append(term)
    if not opened:
        return product, ()
    for factor in list(whole.below):
        if factor in whole.above:
            whole.above.remove(factor)
            whole.below.remove(factor)
    return _built(whole), tuple(opened)


def _helps(value: Term, product: Mul) -> bool:
    """Whether a quotient in ``value`` has a denominator of which some factor stands in the product."""
    present = {factor for part in product.factors for factor in _factors(part)}
    match value:
        case Neg(body):
            return _helps(body, product)
        case Mul(factors):
            return any(_helps(factor, product) for factor in factors)
        case Div(numerator, denominator):
            return any(factor in present for factor in _factors(denominator)) or _helps(numerator, product)
        case _:
            return False


def _factors(term: Term) -> list[Term]:
    if isinstance(term, Mul):
        return [inner for factor in term.factors for inner in _factors(factor)]
    return [term]


def _built(whole: _Fraction) -> Term:
    above = [factor for factor in whole.above if factor is not ONE]
    top: Term = ONE if not above else above[0] if len(above) == 1 else Mul(tuple(above))
    if whole.below:
        below = whole.below[0] if len(whole.below) == 1 else Mul(tuple(whole.below))
        top = Div(top, below)
    return Neg(top) if whole.negative else top
