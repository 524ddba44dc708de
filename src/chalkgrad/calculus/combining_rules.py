"""The quotient rule and the product rule as lines of their own: the derivatives of the parts are still to be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..terms import Add, Derivative, Div, Mul, Neg, Power, Term, map_children, names, number
from .factors import added, product


def quotient_rule(term: Term) -> Term:
    """``∂(u/v)`` as ``(∂u v - u ∂v)/v^2``, where the variable stands above and below."""
    if not isinstance(term, Derivative):
        return map_children(term, quotient_rule)
    match term.of:
        case Div(left, right) if term.wrt.name in names(left) and term.wrt.name in names(right):
            above = (
                product([Derivative(left, term.wrt), right]),
                Neg(product([left, Derivative(right, term.wrt)])),
            )
            return Div(Add(above), Power(right, number(2)))
        case _:
            return term


def product_rule(term: Term) -> Term:
    """``∂(u v)`` as ``∂u v + u ∂v``, where the variable stands in both."""
    if not isinstance(term, Derivative):
        return map_children(term, product_rule)
    if not isinstance(term.of, Mul):
        return term
    factors, wrt = term.of.factors, term.wrt
    moving = [place for place, factor in enumerate(factors) if wrt.name in names(factor)]
    if len(moving) < 2:
        return term
    return added(
        [product([*factors[:place], Derivative(factors[place], wrt), *factors[place + 1 :]]) for place in moving]
    )


#: What each is called in the reason for a line.
RULES: Mapping[Callable[[Term], Term], str] = {
    quotient_rule: "quotient rule: (u/v)' = (u' v - u v')/v²",
    product_rule: "product rule: (u v)' = u' v + u v'",
}
