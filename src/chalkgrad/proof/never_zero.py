"""Which side conditions always hold: an exponential is never 0, nor is a sigmoid, a softmax entry, 1 + (a - t)² or a
variance plus 0.001."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from ..errors import ProofError
from ..terms import Context, Term, names
from .completing_squares import is_positive_by_squares
from .reading import Reader
from .ring import Poly, Stuck
from .signs import Sign, sign
from .vanishing import Prover

#: Steps for one condition: what takes longer is printed.
BUDGET = 300
WORK = 6_000
#: How many definitions deep a condition is looked into.
DEPTHS = (1, 3)
#: Answers kept: every step of a derivation asks about the same few denominators.
LARGEST_STORE = 2_000
_answers: dict[Hashable, bool] = {}


def never_zero(term: Term, context: Context) -> bool:
    """Whether the term, with definitions and functions written out, is positive everywhere or negative everywhere."""
    opened = sorted(_opened(term, context, max(DEPTHS)))
    definitions = tuple((name, context.definitions[name].indices, context.definitions[name].value) for name in opened)
    functions = tuple((f.name, f.arguments, f.value, f.slope) for f in context.functions.values())
    key = (term, definitions, functions, context.facts)  # all that the answer rests on
    if key not in _answers:
        if len(_answers) >= LARGEST_STORE:
            _answers.clear()
        _answers[key] = abs(sign(term, context, max(DEPTHS))) == Sign.POSITIVE or any(
            _has_a_sign(term, context, _opened(term, context, depth)) for depth in DEPTHS
        )
    return _answers[key]


def is_positive(term: Term, context: Context) -> bool:
    """Whether the sign of the term, definitions looked into, shows that it is positive everywhere."""
    return sign(term, context, max(DEPTHS)) == Sign.POSITIVE


def _opened(term: Term, context: Context, depth: int) -> frozenset[str]:
    found: set[str] = set()
    layer = names(term)
    for _ in range(depth):
        fresh = {name for name in layer if name in context.definitions and name not in found}
        found |= fresh
        layer = frozenset().union(*(names(context.definitions[name].value) for name in fresh))
    return frozenset(found)


def _has_a_sign(term: Term, context: Context, opened: Collection[str]) -> bool:
    prover = Prover(BUDGET)
    prover.work = WORK
    try:
        poly = Reader(prover, context, lambda function: False, unfold=opened, open_functions=True).read(term)
        for _, powers in poly:
            if any(exponent < 0 and not prover.is_positive(atom) for atom, exponent in powers):
                return False
        cleared = prover.cleared(poly)
    except (Stuck, ProofError, RecursionError, OverflowError):
        return False
    opposite: Poly = {monomial: -coefficient for monomial, coefficient in cleared.items()}
    if prover.poly_is_positive(cleared) or prover.poly_is_positive(opposite):
        return True
    return is_positive_by_squares(prover, cleared) or is_positive_by_squares(prover, opposite)
