"""Reasons in words: which rules of differentiation a line uses, and why a sum over an index is a matrix product."""

from __future__ import annotations

from collections.abc import Sequence

from ..notation.spell import spell
from ..notation.surface import Call, Name, Surface, walk_surface
from ..notation.text import text
from ..terms import (
    LAYERS,
    Add,
    Apply,
    Component,
    Derivative,
    Div,
    Entry,
    Index,
    Mul,
    Neg,
    Number,
    Power,
    Select,
    Sum,
    Term,
    children,
    free_indices,
    in_layer,
    names,
    replace_entries,
    walk,
)
from .differentiate import Differentiator
from .tidy import tidy


def slopes_used(term: Term, differentiator: Differentiator) -> str:
    """``sigmoid'(z) = a (1 - a) with a = sigmoid(z)``."""
    said: dict[str, None] = {}
    for node in walk(term):
        if isinstance(node, Apply) and node.function.endswith("'"):
            known = differentiator.functions[node.function.rstrip("'")]
            if known.slope is not None and not any(isinstance(part, Select) for part in walk(known.slope)):
                at = f"({known.arguments[0]})"
                own = f" with {known.own} = {known.name}{at}" if known.own in names(known.slope) else ""
                said.setdefault(f"{known.name}'{at} = {text(spell(known.slope))}{own}")
    return "; ".join(said)


def formula_rules(function: str, differentiator: Differentiator) -> str:
    """The rules that give the slope of a function for which none is taught; empty where one is."""
    known = differentiator.functions.get(function)
    if known is None or known.slope is not None or known.axis_index is not None or known.stands_for_any:
        return ""
    return rules_used(Derivative(known.value, Entry(known.arguments[0], ())), differentiator)


def slope_words(term: Term, differentiator: Differentiator, name: str) -> str:
    """Why the slopes ``f'(u)`` of a line are what they are, where they are not told by the value ``name``."""
    primes = [node.function[:-1] for node in walk(term) if isinstance(node, Apply) and node.function.endswith("'")]
    said = [formula_rules(function, differentiator) for function in dict.fromkeys(primes)]
    if any(said):
        return "; ".join(filter(None, said))
    return f"the slope of {' and '.join(dict.fromkeys(primes))}" if primes else ""


def rules_used(term: Term, differentiator: Differentiator, otherwise: str | None = None) -> str:
    """The rules of differentiation that the next line uses, in words; ``otherwise`` if it has none but of names."""
    said: dict[str, None] = {}
    plain: dict[str, None] = {}
    for node in walk(term):
        if isinstance(node, Derivative):
            if isinstance(node.of, Entry):
                plain.setdefault(_of_a_name(node.of, node.wrt))
            else:
                _say_rules(node.of, node.wrt, differentiator, said)
    if otherwise is None:
        return "; ".join([*said, *plain]) or "carry out the derivative"
    rules = [words for words in said if not words.startswith("∂")]  # of a name and itself there is nothing to say
    return "; ".join(rules) or otherwise


def _of_a_name(of: Entry, wrt: Entry) -> str:
    """∂x/∂x is 1; of two entries of one quantity it is δ."""
    if of is wrt:
        return f"the derivative of {text(spell(of))} with respect to itself is 1"
    apart = [f"{a.name} = {b.name}" for a, b in zip(of.indices, wrt.indices, strict=False) if a != b]
    slope = text(spell(Derivative(of, wrt)))
    deltas = " ".join(f"δ[{a.name},{b.name}]" for a, b in zip(of.indices, wrt.indices, strict=False) if a != b)
    return f"{slope} is 1 for {' and '.join(apart)}, else 0: that is {deltas}"


def _say_rules(term: Term, wrt: Entry, differentiator: Differentiator, said: dict[str, None]) -> None:
    if wrt.name not in names(term):
        return
    match term:
        case Entry() if term is not wrt:
            said.setdefault(_of_a_name(term, wrt))
        case Component(function, _, _, _):
            known = differentiator.functions.get(function)
            if known is not None and known.slope is not None:
                variable = known.arguments[0]
                said.setdefault(f"for {function} ∂{known.own}[i]/∂{variable}[j] = {text(spell(known.slope))}")
        case Apply(function, arguments):
            inner = arguments[0]
            said.setdefault(_RULES.get(function) or _rule_of(function, inner is wrt, differentiator))
            if function in differentiator.functions and differentiator.falls_into_kink(
                differentiator.functions[function], arguments, wrt
            ):
                side = {"right": "left", "left": "right"}[differentiator.kink]
                said.setdefault(f"{text(spell(inner))} falls, so at the kink {function}' is that from the {side}")
            if isinstance(inner, Add):
                slope = tidy(differentiator.of(inner, wrt))
                said.setdefault(f"the inner derivative of {text(spell(inner))} is {text(spell(slope))}")
            _say_rules(inner, wrt, differentiator, said)
        case Select(_, then, otherwise):
            said.setdefault("each case by itself")
            _say_rules(then, wrt, differentiator, said)
            _say_rules(otherwise, wrt, differentiator, said)
        case Power(base, exponent):
            if wrt.name in names(base) and not isinstance(exponent, Derivative):
                said.setdefault(_power_rule(base, exponent, wrt, differentiator))
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


def _rule_of(function: str, plain: bool, differentiator: Differentiator) -> str:
    known = differentiator.functions.get(function)
    if known is not None and len(known.arguments) - len(known.defaults) > 1:
        return f"{function}' is the derivative of {function} with respect to its first argument"
    return f"the derivative of {function} is written {function}'" if plain else f"({function}(u))' = {function}'(u) u'"


def _power_rule(base: Term, exponent: Term, wrt: Entry, differentiator: Differentiator) -> str:
    """The rule with the numbers it is used with: (u^2)' = 2 u u', here u = a - y and u' = 1."""
    if isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value > 1:
        n = int(exponent.value)
        rule = f"(u^{n})' = {n} u u'" if n == 2 else f"(u^{n})' = {n} u^{n - 1} u'"
    else:
        rule = "the exponent comes down, one less stays, times the inner derivative"
    if base is wrt:
        whole = Power(base, exponent)
        return f"power rule: ({text(spell(whole))})' = {text(spell(tidy(differentiator.of(whole, wrt))))}"
    slope = tidy(differentiator.of(base, wrt))
    return f"power rule: {rule}, here u = {text(spell(base))} and u' = {text(spell(slope))}"


_RULES = {
    "log": "(log u)' = u'/u",
    "exp": "(exp u)' = exp(u) u'",
    "sqrt": "(sqrt u)' = u'/(2 sqrt(u))",
    "log1p": "(log(1 + u))' = u'/(1 + u)",
    "abs": "the slope of |u| is u' where u is positive, and -u' where it is negative",
    "max": "the slope of a maximum is that of the larger argument",
    "min": "the slope of a minimum is that of the smaller argument",
}


def matrix_words(term: Term, row: Index | None, column: Index | None, shown: Surface) -> str:
    """Why the sums over an index are these products, in words; ``shown`` is the line with the products."""
    sums = [node for node in walk(term) if isinstance(node, Sum) and node.bound.axis is not LAYERS]
    said = list(dict.fromkeys(_sum_words(_of_one_layer(node), row, column, shown) for node in sums))
    if said:
        alike = "the sum runs over the second index of "
        same = [words.removeprefix(alike).partition(",")[0] for words in said[1:] if words.startswith(alike)]
        if same and said[0].startswith(alike) and len(same) == len(said) - 1:
            return f"{said[0]}; the same for {' and '.join(same)}"
        return "; ".join(said)
    crossing = _crossing(term, row)
    if crossing:
        return f"a column times a row: every entry of {crossing[0]} times every entry of {crossing[1]}"
    return "written for all entries at once"


def is_crossing(term: Term) -> bool:
    """Whether a product without a sum is a column times a row, as in dz[i] a[j]."""
    return any(_crossing(part) for part in (term.terms if isinstance(term, Add) else (term,)))


def _crossing(term: Term, row: Index | None = None) -> tuple[str, str] | None:
    """What depends on the row alone and what on the column alone, where no factor depends on both."""
    inside = term.body if isinstance(term, Neg) else term
    if isinstance(inside, Add):
        return next((found for found in (_crossing(part, row) for part in inside.terms) if found), None)
    if not isinstance(inside, Mul) or any(isinstance(node, (Sum, Derivative)) for node in walk(inside)):
        return None
    free = free_indices(inside)
    if len(free) != 2 or any(free_indices(factor) == free for factor in inside.factors):
        return None
    order = sorted(_in_order(inside), key=lambda index: index != row)
    first, second = ([f for f in inside.factors if free_indices(f) == {index}] for index in order)
    return " times ".join(map(_named, first)), " times ".join(map(_named, second))


def _in_order(term: Mul) -> list[Index]:
    return list(dict.fromkeys(i for factor in term.factors for i in sorted(free_indices(factor), key=lambda i: i.name)))


def _named(term: Term) -> str:
    return text(spell(replace_entries(term, lambda entry: Entry(entry.name, ()))))


def _of_one_layer(node: Sum) -> Sum:
    """The sum with its entries as they stand on the board, where the name says the layer."""
    return Sum(node.bound, replace_entries(node.body, lambda entry: Entry(entry.name, in_layer(entry.indices))))


def _added_up(shown: Surface, inside: Sequence[str]) -> str:
    """What a rowsum, colsum or sum of the line adds up, as it stands there; ``inside`` are names that it has."""
    for part in walk_surface(shown):
        if isinstance(part, Call) and part.function in ("rowsum", "colsum", "sum"):
            (argument,) = part.arguments
            if set(inside) <= {name.text for name in walk_surface(argument) if isinstance(name, Name)}:
                return text(argument)
    return " times ".join(inside)


def _sum_words(node: Sum, row: Index | None, column: Index | None, shown: Surface) -> str:
    bound = node.bound
    inside = [e for e in walk(node.body) if isinstance(e, Entry) and bound in e.indices]
    others = {index for entry in inside for index in entry.indices if index != bound}
    if len(others) <= 1 and len({entry.indices for entry in inside}) == 1:
        summed = _added_up(shown, list(dict.fromkeys(entry.name for entry in inside)))
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
