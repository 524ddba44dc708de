"""Reasons in words: which rules of differentiation a line uses, and why a sum over an index is a matrix product."""

from __future__ import annotations

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    Add,
    Apply,
    Derivative,
    Div,
    Entry,
    Index,
    Mul,
    Power,
    Select,
    Sum,
    Term,
    children,
    names,
    walk,
)
from .differentiate import Differentiator
from .tidy import tidy


def slopes_used(term: Term, differentiator: Differentiator) -> str:
    """``sigmoid' = a (1 - a), where a is its value``."""
    said: dict[str, None] = {}
    for node in walk(term):
        if isinstance(node, Apply) and node.function.endswith("'"):
            known = differentiator.functions[node.function.rstrip("'")]
            if known.slope is not None and not any(isinstance(part, Select) for part in walk(known.slope)):
                said.setdefault(f"{known.name}' = {text(spell(known.slope))}, where {known.own} is its value")
    return "; ".join(said)


def rules_used(term: Term, differentiator: Differentiator, otherwise: str = "carry out the derivative") -> str:
    """The rules of differentiation that the next line uses, in words."""
    said: dict[str, None] = {}
    for node in walk(term):
        if isinstance(node, Derivative):
            _say_rules(node.of, node.wrt, differentiator, said)
    return "; ".join(said) or otherwise


def _say_rules(term: Term, wrt: Entry, differentiator: Differentiator, said: dict[str, None]) -> None:
    if wrt.name not in names(term):
        return
    match term:
        case Apply(function, arguments):
            said.setdefault(_RULES.get(function, f"({function} u)' = {function}'(u) u'"))
            inner = arguments[0]
            if isinstance(inner, Add):
                slope = tidy(differentiator.of(inner, wrt))
                said.setdefault(f"the inner derivative of {text(spell(inner))} is {text(spell(slope))}")
            _say_rules(inner, wrt, differentiator, said)
        case Power(base, exponent):
            if wrt.name in names(base) and not isinstance(exponent, Derivative):
                said.setdefault("power rule: the exponent comes down, one less stays, times the inner derivative")
                _say_rules(base, wrt, differentiator, said)
        case Div(left, right) if wrt.name in names(right):
            simple = wrt.name not in names(left)
            said.setdefault("(1/v)' = -v'/v²" if simple else "quotient rule: (u/v)' = (u' v - u v')/v²")
            _say_rules(right, wrt, differentiator, said)
            _say_rules(left, wrt, differentiator, said)
        case Mul(factors) if sum(wrt.name in names(factor) for factor in factors) > 1:
            said.setdefault("product rule: (u v)' = u' v + u v'")
            for factor in factors:
                _say_rules(factor, wrt, differentiator, said)
        case _:
            for child in children(term):
                _say_rules(child, wrt, differentiator, said)


_RULES = {
    "log": "(log u)' = u'/u",
    "exp": "(exp u)' = exp(u) u'",
    "sqrt": "(sqrt u)' = u'/(2 sqrt(u))",
    "log1p": "(log(1 + u))' = u'/(1 + u)",
}


def matrix_words(term: Term, row: Index | None, column: Index | None) -> str:
    """Why the sum over an index is this product, in words."""
    for node in walk(term):
        if isinstance(node, Sum):
            words = _sum_words(node, row, column)
            if words:
                return words
    return "written for all entries at once"


def _sum_words(node: Sum, row: Index | None, column: Index | None) -> str:
    bound = node.bound
    inside = [e for e in walk(node.body) if isinstance(e, Entry) and bound in e.indices]
    others = {index for entry in inside for index in entry.indices if index != bound}
    if len(others) <= 1 and len({entry.indices for entry in inside}) == 1:
        summed = " times ".join(dict.fromkeys(entry.name for entry in inside))
        if others:
            kind = "row" if inside[0].indices[1] == bound else "column"
            return f"the sum over {bound} adds up every {kind} of {summed}"
        return f"the sum over {bound} adds up the entries of {summed}"
    turned = []
    for entry in inside:
        if len(entry.indices) != 2:
            continue
        other = entry.indices[0] if entry.indices[1] == bound else entry.indices[1]
        first = entry.indices[0] == bound
        if other == row and first:
            turned.append(f"the sum runs over the first index of {entry.name}, so {entry.name} is transposed")
        if other == column and not first:
            turned.append(f"the sum runs over the second index of {entry.name}, so {entry.name} is transposed")
    return "; ".join(turned) or f"the sum over {bound} is a matrix product"
