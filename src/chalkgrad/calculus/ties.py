"""What is known where two pieces of a formula meet: which of them comes from the right, and whose slope is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product as pairs

from ..convention import Kink
from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    ONE,
    ZERO,
    Add,
    Apply,
    Compare,
    Delta,
    Div,
    Entry,
    Function,
    Mul,
    Neg,
    Number,
    Select,
    Size,
    Term,
    names,
    replace_entries,
    walk,
)
from .factors import Factored, added, factored, product, rebuilt, summands
from .kinks import SPOKEN, chosen
from .tidy import tidy

_ANY = frozenset({-1, 0, 1})


@dataclass(frozen=True)
class Tie:
    """Two pieces whose conditions are equal somewhere. ``wrt`` is what is differentiated by.

    ``rising`` says whether left - right of the condition grows with it; None where that is not known, and no side can
    be named: then the first argument of max, min and abs stands for the right, the second for the left, and a
    conditional goes ``as_written``. ``sided`` is a slope that is the one of its side all the same, as both sides were
    compared. ``then`` and ``otherwise`` are the pieces themselves, not their slopes.
    """

    wrt: Entry
    rising: bool | None
    then: Term
    otherwise: Term
    as_written: bool = False
    sided: bool = False

    def choice(self, condition: Compare, slopes: tuple[Term, Term], kink: Kink) -> Term:
        """The slopes of both pieces in one, with δ in front that both have."""
        shared, (then, otherwise) = without_shared_deltas((tidy(slopes[0]), tidy(slopes[1])))
        if self.rising is None and self.as_written and kink != "mean":
            return product([*shared, Select(condition, then, otherwise)])
        rising = condition.relation in (">", ">=") if self.rising is None else self.rising
        return product([*shared, chosen(condition, then, otherwise, rising, kink)])

    def note(self, condition: Compare, kink: Kink, functions: Mapping[str, Function], by: str = "") -> str:
        """``where z = 0, the right-hand slope is taken``, or whose slope it is where no side is known.

        ``by`` is what the formula is a derivative by, where that is told.
        """
        by = f" with respect to {self.wrt.name}" if by and by != self.wrt.name else ""
        at = f"{text(spell(condition.left))} = {text(spell(condition.right))}"
        strict = condition.relation in (">", "<", "!=")
        told = self.sided or self.rising is not None
        if condition.relation not in ("=", "!=") and (kink == "mean" or told):
            said = SPOKEN[kink] if told else "the mean of both slopes"
            return f"where {at}, {said}{by} is taken"
        taken = self.otherwise if strict else self.then
        unknown = "" if condition.relation in ("=", "!=") else " (from which side is not known)"
        return f"where {at}, the slope of {text(spell(taken, functions))} is taken{unknown}"


def ties_in(term: Term, met: Mapping[tuple[str, Compare], Tie], name: str) -> list[tuple[Select, Tie]]:
    """The ties at which a slope by ``name`` was chosen and that a formula still shows, each once, with the slopes."""
    found: dict[Compare, tuple[Select, Tie]] = {}
    for node in walk(term):
        if isinstance(node, Select):
            at = key(node.condition)
            tie = met.get((name, at)) or next((tie for (_, other), tie in met.items() if other is at), None)
            if tie is not None:
                found.setdefault(at, (node, tie))
    return list(found.values())


def rising_with(gap: Term, *, weakly: bool = False) -> bool | None:
    """Whether something with this derivative grows, ``weakly`` or stands still; None if the sign is not known."""
    _, (rest, _) = without_shared_deltas((tidy(gap), ZERO))
    signs = signs_of(rest) - ({0} if weakly else set())
    return None if signs not in ({1}, {-1}) else signs == {1}


def key(condition: Compare) -> Compare:
    """The condition whatever the letters and the relation, as a derivation may change both."""
    bare = tidy(replace_entries(condition, lambda entry: Entry(entry.name, ())))
    assert isinstance(bare, Compare)
    return Compare("=", bare.left, bare.right)


def without_shared_deltas(slopes: tuple[Term, Term]) -> tuple[list[Term], tuple[Term, Term]]:
    """The δ that every summand of both slopes has, and the slopes without them."""
    parts = [[factored(summand) for summand in summands(tidy(slope))] for slope in slopes if tidy(slope) is not ZERO]
    every = [factor for slope in parts for factor in slope]
    if not every:
        return [], slopes
    shared = [f for f in every[0].over if isinstance(f, Delta) and all(f in part.over for part in every)]
    if not shared:
        return [], slopes

    def without(slope: Term) -> Term:
        slope = tidy(slope)
        if slope is ZERO:
            return ZERO
        seen = [factored(summand) for summand in summands(slope)]
        return added(
            [
                rebuilt(Factored(part.coefficient, tuple(f for f in part.over if f not in shared), part.under))
                for part in seen
            ]
        )

    return list(shared), (without(slopes[0]), without(slopes[1]))


def signs_of(term: Term) -> frozenset[int]:
    """The signs that a term may have, of -1, 0 and 1."""
    match term:
        case Number(value):
            return frozenset({(value > 0) - (value < 0)})
        case Size():
            return frozenset({1})
        case Apply("exp", _):
            return frozenset({1})
        case Neg(body):
            return frozenset(-sign for sign in signs_of(body))
        case Add(terms):
            every = [signs_of(part) for part in terms]
            found = frozenset(sign for signs in every for sign in signs)
            if {-1, 1} <= found:
                return _ANY
            moving = found - {0}  # 0 only if every part may be 0
            return found if all(0 in signs for signs in every) else moving
        case Mul(factors):
            signs = frozenset({1})
            for factor in factors:
                signs = frozenset(a * b for a, b in pairs(signs, signs_of(factor)))
            return signs
        case Div(left, right):
            return frozenset(a * b for a, b in pairs(signs_of(left), signs_of(right) - {0}))
        case Select(_, then, otherwise):
            return signs_of(then) | signs_of(otherwise)
        case _:
            return _ANY


def pulled_apart(term: Mul, name: str) -> Select | None:
    """``z (1 if z > 0 else 0)`` as ``z 1 if z > 0 else z 0``: the pieces of the whole product, where a factor has some.

    A factor may jump where the product does not; only of the whole it makes sense to speak of a slope from one side.
    """
    from_name = [
        (place, f) for place, f in enumerate(term.factors) if isinstance(f, Select) and name in names(f.condition)
    ]
    if not from_name:
        return None
    place, piece = from_name[0]

    def with_factor(factor: Term) -> Term:
        others = [*term.factors[:place], factor, *term.factors[place + 1 :]]
        return ZERO if factor is ZERO else product([other for other in others if other is not ONE])

    return Select(piece.condition, with_factor(piece.then), with_factor(piece.otherwise))
