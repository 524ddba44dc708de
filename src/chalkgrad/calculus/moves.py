"""The named moves of a derivation: one row each, a rule that changes a term and the words that say why.

A move returns the term unchanged when it does not apply. Whether its result is right is not its business: every
step is certified by ``proof`` before it can be printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    Add,
    Delta,
    Div,
    Mul,
    Neg,
    Sum,
    Term,
    free_indices,
    walk,
)
from . import common_factors, fractions, sums
from .derivation import Level
from .factors import Factored, as_powers, factored, in_order, product, rebuilt
from .said import said
from .tidied import IN_ORDER, tidied
from .tidy import tidy


@dataclass(frozen=True)
class Move:
    """``change`` applied to a term; ``words`` may look at the term before and after, and name its parts.

    The last argument of ``words`` says whether the line is shown in letters, entry by entry.

    ``between`` are smaller changes on the way, each with its reason, for a reader who wants every line.
    """

    rule: str
    change: Callable[[Term], Term]
    words: Callable[[Term, Term, bool], str]
    level: Level = "lecture"
    between: tuple[tuple[Callable[[Term], Term], str], ...] = ()


def _say(words: str) -> Callable[[Term, Term, bool], str]:
    return lambda before, after, letters: words


SIGN_TAKEN_IN = "take the minus into the bracket"
POSITIVE_FIRST = "the positive terms first"


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


def _picked(before: Term, after: Term, letters: bool) -> str:
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


def _pulled_out(before: Term, after: Term, letters: bool) -> str:
    """What went in front of a sum, and which letter it does not have."""
    for node in walk(before):
        if isinstance(node, Sum):
            parts = factored(node.body)
            fixed = [f for f in (*parts.over, *parts.under) if node.bound not in free_indices(f)]
            if fixed and len(fixed) < len(parts.over) + len(parts.under):
                front = (tuple(f for f in side if f in fixed) for side in (parts.over, parts.under))
                shown = text(spell(rebuilt(Factored(abs(parts.coefficient), *front))))
                return f"{shown} does not depend on {node.bound.name}, so it goes in front of the sum"
    return "what does not depend on the summed letter goes in front"


def _opposites(before: Term, after: Term, letters: bool) -> str:
    """-y a and + a y cancel: which terms went."""
    inside = _core(before)
    numerator = _core(inside.numerator) if isinstance(inside, Div) else inside
    gone = _opposite(numerator) if isinstance(numerator, Add) else None
    if gone is not None:
        return f"opposite terms cancel: {said(gone[0], letters)} and +{said(gone[1], letters)}"
    return "like terms are added up" if _summands(after) < _summands(before) else POSITIVE_FIRST


def _opposite(term: Add) -> tuple[Term, Term] | None:
    """Two summands that cancel, the one with the minus first."""
    for summand, other in ((one, two) for one in reversed(term.terms) for two in reversed(term.terms)):
        parts, against = factored(summand), factored(other)
        opposite = parts.coefficient > 0 and against.coefficient == -parts.coefficient
        if opposite and all(Counter(a) == Counter(b) for a, b in zip(_sides(parts), _sides(against), strict=True)):
            return other, summand
    return None


def _sides(parts: Factored) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    return parts.over, parts.under


def _summands(term: Term) -> int:
    return sum(len(node.terms) - 1 for node in walk(term) if isinstance(node, Add))


def _sign_taken_in(before: Term, after: Term, letters: bool) -> str:
    """A bracket behind a minus changes its signs; where there is none, the summands change places."""
    inside = before.body if isinstance(before, Neg) else before
    behind = [before, *inside.terms] if isinstance(inside, Add) else [before]
    if any(isinstance(part, Neg) and isinstance(_core(part.body), Add) for part in behind):
        return SIGN_TAKEN_IN
    return POSITIVE_FIRST


def _multiplied_out(before: Term, after: Term, letters: bool) -> str:
    return "multiply out" if _brackets(after) < _brackets(before) else IN_ORDER


def _brackets(term: Term) -> int:
    """How many factors are sums."""
    return sum(isinstance(factor, Add) for node in walk(term) if isinstance(node, Mul) for factor in node.factors)


def _deltas_opened(before: Term, after: Term, letters: bool) -> str:
    """Whether brackets or fractions with a delta were taken apart."""
    inside = [node.numerator for node in walk(before) if isinstance(node, Div)]
    if any(isinstance(above, Add) and sums.has_delta(above) for above in inside):
        return "each part of the numerator over the denominator, as δ picks in one of them"
    return "multiply out the bracket with δ" if _brackets(after) < _brackets(before) else SIGN_TAKEN_IN


def _into_pieces(before: Term, after: Term, letters: bool) -> str:
    what = "the minus" if isinstance(before, Neg) and not isinstance(before.body, Mul) else "the factor"
    return f"{what} goes into both cases; times 0 it is 0"


def _cancelled(before: Term, after: Term, letters: bool) -> str:
    """What went, from each part of the line."""
    parts = common_factors.cancelled_factors(before)
    shown = [said(product(part), letters) for part in parts]
    if len(shown) > 1:
        return f"cancel {' and '.join(shown)}, which stand above and below"
    return f"cancel {shown[0]}, which stands above and below" if shown else "cancel what stands above and below"


def _taken_out(before: Term, after: Term, letters: bool) -> str:
    """Which factors went in front of the bracket."""
    inside = before.body if isinstance(before, Neg) else before
    inside = inside.numerator if isinstance(inside, Div) else inside
    if isinstance(inside, Mul):
        inside = next(f for f in inside.factors if isinstance(f, Add) and common_factors.take_factors_out(f) is not f)
    shared = common_factors.common_factors(inside) if isinstance(inside, Add) else Counter[Term]()
    return f"take out the common factor {said(product(in_order(as_powers(shared))), letters)}"


def _denominator(before: Term, after: Term, letters: bool) -> str:
    below = _core(after)
    shown = said(below.denominator, letters) if isinstance(below, Div) else ""
    return f"common denominator {shown}".strip()


TIDY = Move("tidy", tidy, tidied)
TAKE_SIGN_IN = Move("take-sign-in", _take_sign_in, _sign_taken_in)
COMMON_DENOMINATOR = Move(
    "common-denominator",
    inside_scale(fractions.common_denominator),
    _denominator,
    between=((inside_scale(fractions.extended), "every fraction extended to the same denominator"),),
)
MULTIPLY_OUT = Move("multiply-out", inside_scale(fractions.multiply_out), _multiplied_out)
COLLECT = Move("collect", inside_scale(fractions.collect), _opposites)
TAKE_FACTORS_OUT = Move("factor-out", common_factors.take_factors_out, _taken_out)
ADD_UP = Move("collect", fractions.add_up, _opposites)
DIVIDE_EACH = Move("split-fraction", common_factors.divide_each, _say("divide each part"))
DISTRIBUTE = Move("multiply-out", common_factors.distribute, _say("multiply into the bracket"))
INTO_PIECES = Move("pieces", common_factors.into_pieces, _into_pieces)
TAKE_SCALE_OUT = Move("factor-out", fractions.take_scale_out, _say("the common factor goes in front"))
CANCEL = Move("cancel", common_factors.cancel, _cancelled)
POWERS = Move("powers", fractions.merge_powers, _say("equal factors as a power"))
OPEN_DELTAS = Move("multiply-out", sums.open_deltas, _deltas_opened)
SPLIT_SUMS = Move("split-sum", sums.split_sums, _say("the sum is taken term by term"))
PICK = Move("delta", sums.pick, _picked)
PULL_OUT = Move("pull-out", sums.pull_out, _pulled_out)

#: To one fraction without brackets: the way every course does dL/da.
TO_ONE_FRACTION = (COMMON_DENOMINATOR, MULTIPLY_OUT, COLLECT, CANCEL, POWERS)
#: Sums with Kronecker's delta resolved.
RESOLVE_SUMS = (OPEN_DELTAS, SPLIT_SUMS, PICK, PULL_OUT, PICK, PULL_OUT, TIDY)
