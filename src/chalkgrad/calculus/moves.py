"""The named moves of a derivation: one row each, a rule that changes a term and the words that say why.

A move returns the term unchanged when it does not apply. Whether its result is right is not its business: every
step is certified by ``proof`` before it can be printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    ONE,
    Add,
    Component,
    Delta,
    Derivative,
    Div,
    Entry,
    Max,
    Mul,
    Neg,
    Number,
    Power,
    Sum,
    Term,
    free_indices,
    names,
    replace_entries,
    walk,
)
from . import common_factors, fractions, sums
from .derivation import Level
from .factors import as_powers, factored, in_order, product
from .tidy import tidy


@dataclass(frozen=True)
class Move:
    """``change`` applied to a term; ``words`` may look at the term before and after.

    ``between`` are smaller changes on the way, each with its reason, for a reader who wants every line.
    """

    rule: str
    change: Callable[[Term], Term]
    words: Callable[[Term, Term], str]
    level: Level = "lecture"
    between: tuple[tuple[Callable[[Term], Term], str], ...] = ()


def _say(words: str) -> Callable[[Term, Term], str]:
    return lambda before, after: words


def inside_scale(change: Callable[[Term], Term]) -> Callable[[Term], Term]:
    """A move on sums that also reaches a single bracket behind a factor such as 1/m."""

    def changed(term: Term) -> Term:
        if isinstance(term, Neg) and isinstance(term.body, Mul):
            inner = changed(term.body)
            return term if inner is term.body else Neg(inner)
        if isinstance(term, Mul):
            scale, last = term.factors[:-1], term.factors[-1]
            if not any(free_indices(factor) for factor in scale):
                new = change(last)
                return term if new is last else tidy(Mul((*scale, new)))
        return change(term)

    return changed


def _take_sign_in(term: Term) -> Term:
    """Only where a bracket behind a minus, or a leading minus, can go."""
    changed = fractions.take_sign_in(term)
    return inside_scale(fractions.take_sign_in)(term) if changed is term else changed


def _core(term: Term) -> Term:
    """What stands behind signs and scalar factors."""
    while isinstance(term, (Neg, Mul)):
        term = term.body if isinstance(term, Neg) else term.factors[-1]
    return term


def _said(term: Term) -> str:
    """A factor or summand as it is named in a reason: without letters where every entry has the same ones."""
    patterns = {node.indices for node in walk(term) if isinstance(node, Entry) and node.indices}
    pointwise = not any(isinstance(node, (Sum, Max, Delta, Derivative, Component)) for node in walk(term))
    if len(patterns) == 1 and pointwise:
        term = replace_entries(term, lambda entry: Entry(entry.name, ()))
    return text(spell(term))


#: The reason for a line in which nothing but a factor 1 goes.
ONES_LEFT_OUT = "a factor 1 is left out"


def _tidied(before: Term, after: Term) -> str:
    """What tidying did, in words."""
    products = [node for node in walk(before) if isinstance(node, Mul)]
    factors = [factor for node in products for factor in node.factors]
    said = _divided(products)
    if any(factor is ONE for factor in factors):
        said.append(ONES_LEFT_OUT)
    numbers = [factor for factor in factors if _is_number(factor) and factor is not ONE]
    if any(isinstance(factor, Neg) or (isinstance(factor, Number) and factor.value < 0) for factor in factors):
        said.append("the minus goes in front")
    if len([number for number in numbers if number not in (Neg(ONE), Number(Fraction(-1)))]) > 1:
        said.append("the numbers are multiplied")
    nested = [node for node in walk(before) if isinstance(node, Power) and isinstance(node.base, Power)]
    said += [f"{_said(node)} is {_said(tidy(node))}" for node in nested[:1] if tidy(node) is not node]
    if not said and any(isinstance(factor, Mul) for factor in factors):
        return "a product of products needs no brackets"
    return "; ".join(said) or "signs and brackets in order"


def _divided(products: list[Mul]) -> list[str]:
    """``Y times 1/A2 is Y/A2`` for the first such product, and which others go the same way."""
    found: dict[str, str] = {}
    for node in products:
        factors = [
            part for factor in node.factors for part in (factor.factors if isinstance(factor, Mul) else (factor,))
        ]
        for factor in factors:
            inverse = factor.body if isinstance(factor, Neg) else factor
            if isinstance(inverse, Div) and inverse.numerator is ONE and names(inverse.denominator):
                others = [f for f in factors if f is not factor and not _is_number(f)]
                told = ""
                if len(others) == 1 and isinstance(others[0], (Entry, Add, Power)) and not _has_sums(node):
                    whole = Div(others[0], inverse.denominator)
                    told = f"{_bracketed(others[0])} times {_said(inverse)} is {_said(whole)}"
                found.setdefault(_said(inverse.denominator), told)
    if not found:
        return []
    if not all(found.values()):
        return ["products with a fraction become one fraction"]
    (_, first), *rest = found.items()
    return [f"{first}, likewise with {' and '.join(below for below, _ in rest)}" if rest else first]


def _has_sums(term: Term) -> bool:
    return any(isinstance(node, (Sum, Max, Component)) for node in walk(term))


def _bracketed(term: Term) -> str:
    return f"({_said(term)})" if isinstance(term, Add) else _said(term)


def _is_number(term: Term) -> bool:
    inside = term.body if isinstance(term, Neg) else term
    return isinstance(inside, Number) or (isinstance(inside, Div) and not names(inside))


def _picked(before: Term, after: Term) -> str:
    """Which term of which sum Kronecker's delta leaves."""
    said: dict[str, None] = {}
    for node in walk(before):
        if isinstance(node, Sum):
            for inner in walk(node.body):
                if isinstance(inner, Delta) and node.bound in (inner.left, inner.right):
                    other = inner.right if inner.left == node.bound else inner.left
                    shown = f"δ[{inner.left.name},{inner.right.name}]"
                    at = f"{node.bound.name} = {other.name}"
                    said.setdefault(f"{shown} is 1 for {at}, else 0: of the sum only the term {at} stays")
    return "; ".join(said) or "δ is 1 where its letters agree, else 0: it picks one term of the sum"


def _pulled_out(before: Term, after: Term) -> str:
    """What went in front of a sum, and which letter it does not have."""
    for node in walk(before):
        if isinstance(node, Sum):
            parts = factored(node.body)
            fixed = [f for f in (*parts.over, *parts.under) if node.bound not in free_indices(f)]
            if fixed and len(fixed) < len(parts.over) + len(parts.under):
                shown = " ".join(f"({text(spell(f))})" if isinstance(f, Add) else text(spell(f)) for f in fixed)
                return f"{shown} does not depend on {node.bound.name}, so it goes in front of the sum"
    return "what does not depend on the summed letter goes in front"


def _opposites(before: Term, after: Term) -> str:
    """-y a and + a y cancel: which terms went."""
    inside = _core(before)
    numerator = _core(inside.numerator) if isinstance(inside, Div) else inside
    if not isinstance(numerator, Add):
        return "like terms are added up"
    gone: list[str] = []
    for summand in numerator.terms:
        parts = factored(summand)
        if parts.coefficient > 0:
            for other in numerator.terms:
                against = factored(other)
                if against.coefficient == -parts.coefficient and sorted(map(id, against.over)) == sorted(
                    map(id, parts.over)
                ):
                    gone = [_said(other), f"+{_said(summand)}"]
    if gone:
        return f"opposite terms cancel: {gone[0]} and {gone[1]}"
    return "like terms are added up"


def _cancelled(before: Term, after: Term) -> str:
    """What went, from each part of the line."""
    parts = common_factors.cancelled_factors(before)
    shown = [" ".join(map(_bracketed, part)) if len(part) > 1 else _said(part[0]) for part in parts]
    if len(shown) > 1:
        return f"cancel {' and '.join(shown)}, which stand above and below"
    return f"cancel {shown[0]}, which stands above and below" if shown else "cancel what stands above and below"


def _taken_out(before: Term, after: Term) -> str:
    """Which factors went in front of the bracket."""
    inside = before.body if isinstance(before, Neg) else before
    inside = inside.numerator if isinstance(inside, Div) else inside
    if isinstance(inside, Mul):
        inside = next(f for f in inside.factors if isinstance(f, Add) and common_factors.take_factors_out(f) is not f)
    shared = common_factors.common_factors(inside) if isinstance(inside, Add) else Counter[Term]()
    return f"take out the common factor {_said(product(in_order(as_powers(shared))))}"


def _opened(before: Term, after: Term) -> str:
    """Whether brackets or fractions with a delta were taken apart."""
    inside = [node.numerator for node in walk(before) if isinstance(node, Div)]
    if any(isinstance(above, Add) and sums.has_delta(above) for above in inside):
        return "each part of the numerator over the denominator, as δ picks in one of them"
    return "multiply out the bracket with δ"


def _denominator(before: Term, after: Term) -> str:
    below = _core(after)
    shown = _said(below.denominator) if isinstance(below, Div) else ""
    return f"common denominator {shown}".strip()


TIDY = Move("tidy", tidy, _tidied)
TAKE_SIGN_IN = Move("take-sign-in", _take_sign_in, _say("take the minus into the bracket"))
COMMON_DENOMINATOR = Move(
    "common-denominator",
    inside_scale(fractions.common_denominator),
    _denominator,
    between=((inside_scale(fractions.extended), "every fraction extended to the same denominator"),),
)
MULTIPLY_OUT = Move("multiply-out", inside_scale(fractions.multiply_out), _say("multiply out"))
COLLECT = Move("collect", inside_scale(fractions.collect), _opposites)
TAKE_FACTORS_OUT = Move("factor-out", common_factors.take_factors_out, _taken_out)
ADD_UP = Move("collect", fractions.add_up, _opposites)
DIVIDE_EACH = Move("split-fraction", common_factors.divide_each, _say("divide each part"))
DISTRIBUTE = Move("multiply-out", common_factors.distribute, _say("multiply into the bracket"))
INTO_PIECES = Move("pieces", common_factors.into_pieces, _say("the factor goes into both cases; times 0 it is 0"))
TAKE_SCALE_OUT = Move("factor-out", fractions.take_scale_out, _say("the common factor goes in front"))
CANCEL = Move("cancel", common_factors.cancel, _cancelled)
POWERS = Move("powers", fractions.merge_powers, _say("equal factors as a power"))
OPEN_DELTAS = Move("multiply-out", sums.open_deltas, _opened)
SPLIT_SUMS = Move("split-sum", sums.split_sums, _say("the sum is taken term by term"))
PICK = Move("delta", sums.pick, _picked)
PULL_OUT = Move("pull-out", sums.pull_out, _pulled_out)

#: To one fraction without brackets: the way every course does dL/da.
TO_ONE_FRACTION = (COMMON_DENOMINATOR, MULTIPLY_OUT, COLLECT, CANCEL, POWERS)
#: Sums with Kronecker's delta resolved.
RESOLVE_SUMS = (OPEN_DELTAS, SPLIT_SUMS, PICK, PULL_OUT, PICK, PULL_OUT, TIDY)
