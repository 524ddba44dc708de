"""The last lines of a derivation: from what the rules of differentiation give to the form one would keep.

No form is the goal by itself. One fraction is written if its numerator has no more parts than there were fractions;
a common factor is taken out if the line becomes shorter by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..terms import Div, Mul, Neg, Sum, Term, free_indices, walk
from .chain import Chain, attempt
from .factors import summands
from .fractions import has_named_denominator
from .moves import (
    ADD_UP,
    CANCEL,
    COLLECT,
    DISTRIBUTE,
    DIVIDE_EACH,
    INTO_PIECES,
    POWERS,
    TAKE_FACTORS_OUT,
    TAKE_SCALE_OUT,
    TAKE_SIGN_IN,
    TIDY,
    TO_ONE_FRACTION,
    Move,
)
from .settled import length


def simplify(chain: Chain) -> None:
    """To one fraction if that is no longer, else fractions apart; then common factors in front."""
    chain.moves((ADD_UP, TIDY, CANCEL, DIVIDE_EACH, CANCEL, POWERS))
    if len(summands(inside(chain.term))) == 1 or not has_named_denominator(inside(chain.term)):
        chain.moves((TAKE_SIGN_IN, POWERS, COLLECT))
    else:
        chain.move(TAKE_SIGN_IN)
        if not attempt(chain, _write(TO_ONE_FRACTION), _no_longer_than(chain.term)):
            chain.moves((POWERS, COLLECT))
    take_factors_out(chain)
    if not free_indices(chain.term):
        chain.move(INTO_PIECES)


def after_putting_in(chain: Chain) -> None:
    """What is done when a gradient has been put in: factors into a bracket where they cancel, like terms together."""
    if any(isinstance(node, Div) for node in walk(chain.term)):
        chain.moves((DISTRIBUTE, CANCEL))
    chain.moves((TIDY, TAKE_SIGN_IN, COLLECT, POWERS, TAKE_SCALE_OUT))
    take_factors_out(chain)


def take_factors_out(chain: Chain) -> None:
    """p q + p r = p (q + r), if what stays in the bracket makes the line shorter."""
    before = _size(chain.term)
    moves = (TAKE_FACTORS_OUT, COLLECT, TAKE_SIGN_IN, POWERS, CANCEL, TIDY)
    attempt(chain, _write(moves), lambda term: _size(term) < before)


def _write(moves: Iterable[Move]) -> Callable[[Chain], None]:
    return lambda branch: branch.moves(moves)


def _no_longer_than(before: Term) -> Callable[[Term], bool]:
    """No more summands above the line than there were fractions, and nothing but a name more to read.

    Norms, and other sums below a line, are easier to read under each part.
    """
    parts, names = _parts(before), length(before)
    if any(isinstance(node, Div) and _has_sum(node.denominator) for node in walk(before)):
        return lambda term: False
    return lambda term: _parts(term) <= parts and length(term) <= names + 1


def _has_sum(term: Term) -> bool:
    return any(isinstance(node, Sum) for node in walk(term))


def _parts(term: Term) -> int:
    """The summands, above the line if it is one fraction."""
    term = inside(term)
    return len(summands(term.numerator if isinstance(term, Div) else term))


def inside(term: Term) -> Term:
    """The bracket behind a sign or a scalar factor such as 1/m."""
    term = term.body if isinstance(term, Neg) else term
    return term.factors[-1] if isinstance(term, Mul) else term


def _size(term: Term) -> tuple[int, int]:
    """How much there is to read: the names first, then brackets, powers and signs."""
    return length(term), sum(1 for _ in walk(term))
