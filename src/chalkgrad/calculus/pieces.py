"""Slopes of what is made of pieces: max, min, abs, conditionals, and functions with a kink.

Where two pieces meet the convention takes the slope from one side, or the mean of both sides. Where the pieces have
kinks of their own at the same point, as in max(max(z, 0), -z), it is not enough to choose piece by piece: the slope
from the right of max(u, v) is the larger of the slopes from the right of u and v, the slope from the left the smaller
of those from the left (R. T. Rockafellar, Convex Analysis, section 23: one-sided derivatives). So there both sides are
written out, and the mean is half their sum.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from ..convention import Kink
from ..errors import NotSupported
from ..notation.spell import spell
from ..notation.text import text
from ..terms import ONE, ZERO, Add, Apply, Compare, Entry, Function, Mul, Neg, Select, Term, names, number, walk
from .factors import added, product
from .meeting import gaps, has_kinks, may_meet
from .tidy import tidy
from .ties import Tie, key, rising_with, signs_of, without_shared_deltas
from .work import refuse_long

_HALF = number("1/2")


class Undecided(NotSupported):
    """It is not known which piece holds on which side."""


class Pieces(ABC):
    """The rules for pieces. ``of`` differentiates anything; ``met`` collects where a slope was chosen.

    With ``exact`` every slope is that of one side, functions with kinks written out; else only where kinks meet.
    """

    def __init__(self, functions: Mapping[str, Function], kink: Kink = "right", *, exact: bool = False) -> None:
        self.functions = functions
        self.kink = kink
        self.exact = exact
        self.met: dict[tuple[str, Compare], Tie] = {}

    @abstractmethod
    def of(self, term: Term, wrt: Entry) -> Term:
        """∂term/∂wrt."""

    @abstractmethod
    def put_in(self, term: Term, function: Function, arguments: tuple[Term, ...], own: Term | None = None) -> Term:
        """A formula about a function's formal arguments, at the actual ones."""

    # -- kinks that meet ---------------------------------------------------------------------------------------

    def where_kinks_meet(self, term: Term, wrt: Entry) -> Term | None:
        """The slope from the side of the convention, or half the sum of both; None where no kinks meet."""
        # whose slope a conditional takes is said of its pieces, which holds where kinks meet for some values as well
        some = self.kink == "mean" or not isinstance(term, Select)
        meet = may_meet(term, wrt, self.functions, for_some=some)
        if self.exact or not (meet or self.turns_with_a_kink(term, wrt)):
            return None
        try:
            if self.kink != "mean":
                return self.from_side(self.kink, term, wrt)
            right, left = self.from_side("right", term, wrt), self.from_side("left", term, wrt)
        except Undecided:
            if self.kink != "mean":
                return None  # as it is written; the note says whose slope is taken
            raise
        return right if right is left else Mul((_HALF, Add((right, left))))

    def turns_with_a_kink(self, term: Term, wrt: Entry) -> bool:
        """Whether it depends on a kink inside max, min or abs which argument is the larger one to the right."""
        if not isinstance(term, Apply) or term.function not in ("abs", "max", "min"):
            return False
        if not any(gaps(node, wrt.name, self.functions) for part in term.arguments for node in walk(part)):
            return False
        aside = type(self)(self.functions, self.kink)
        gap = [aside.of(argument, wrt) for argument in term.arguments]
        return rising_with(added([gap[0], *map(Neg, gap[1:])])) is None

    def from_side(self, side: Kink, term: Term, wrt: Entry) -> Term:
        """The slope from the right or from the left. Raises Undecided where that depends on more than slopes."""
        aside = type(self)(self.functions, side, exact=True)
        found = aside.of(term, wrt)
        for place, tie in aside.met.items():
            self.met.setdefault(place, tie)
        return found

    # -- max, min, abs -----------------------------------------------------------------------------------------

    def larger(self, function: str, arguments: tuple[Term, ...], wrt: Entry) -> Term:
        """The slope of max, min or abs: that of one argument or the other."""
        slopes = [self.of(argument, wrt) for argument in arguments]
        for slope in slopes:  # each stands in the line several times, so it doubles with every max around it
            refuse_long(slope)
        if function == "abs":
            (body,), (inner,) = arguments, slopes
            tie = Tie(wrt, self.grows(inner), body, Neg(body))
            if self.exact and tie.rising is None:
                return self.three_ways(Compare(">", body, ZERO), (inner, Neg(inner)), tie)
            return times(self.at_tie(Compare(">=", body, ZERO), ONE, number(-1), tie), inner)
        moving = [place for place, argument in enumerate(arguments) if wrt.name in names(argument)]
        first, second = (moving[0], 1 - moving[0])
        relation = ">=" if function == "max" else "<="
        condition = Compare(relation, arguments[first], arguments[second])
        gap = added([slopes[first], Neg(slopes[second])])
        tie = Tie(wrt, self.grows(gap), arguments[first], arguments[second])
        if self.exact and tie.rising is None:
            strict = Compare(relation[0], arguments[first], arguments[second])
            return self.three_ways(strict, (slopes[first], slopes[second]), tie)
        if len(moving) > 1:
            return self.at_tie(condition, slopes[first], slopes[second], tie)
        return times(self.at_tie(condition, ONE, ZERO, tie), slopes[first])

    def grows(self, gap: Term) -> bool | None:
        """Whether a difference with this slope grows; from one side, where it stands still both slopes are the same."""
        return rising_with(gap, weakly=self.exact)

    def three_ways(self, condition: Compare, slopes: tuple[Term, Term], tie: Tie) -> Term:
        """``then if l > r else (.. if l = r else otherwise)``: at the tie the larger slope, or the smaller one.

        max has the larger slope from the right and the smaller one from the left; min has it the other way round.
        """
        shared, (then, otherwise) = without_shared_deltas(slopes)
        wants_larger = (condition.relation == ">") == (self.kink == "right")
        there = Select(Compare(">=" if wants_larger else "<=", then, otherwise), then, otherwise)
        equal = Compare("=", condition.left, condition.right)
        return self.noted(condition, tie, [*shared, Select(condition, then, Select(equal, there, otherwise))])

    # -- conditionals ------------------------------------------------------------------------------------------

    def conditional(self, condition: Compare, then: Term, otherwise: Term, wrt: Entry) -> Term:
        slopes = self.of(then, wrt), self.of(otherwise, wrt)
        if wrt.name not in names(condition):
            return Select(condition, *slopes)
        gap = self.gap(condition, wrt)
        rising = None if gap is None else rising_with(gap)
        tie = Tie(wrt, rising, then, otherwise, as_written=True)
        if not self.exact or rising is not None:
            return self.at_tie(condition, *slopes, tie)
        _, (rate, _) = without_shared_deltas((ZERO if gap is None else tidy(gap), ZERO))
        if 0 in signs_of(rate) or condition.relation in ("=", "!="):
            raise Undecided(
                f"not supported: where {text(spell(condition.left))} = {text(spell(condition.right))}, kinks meet, "
                "and it is not known which piece holds on which side",
                hint="Write it with max, min or abs, or choose one side: --kink right.",
            )
        # the sign of the slope of left - right says on which side the condition holds
        after = (condition.relation[0] == ">") == (self.kink == "right")
        there = Select(Compare(">" if after else "<", rate, ZERO), *slopes)
        strict = Compare(condition.relation[0], condition.left, condition.right)
        equal = Compare("=", condition.left, condition.right)
        return self.noted(condition, tie, [Select(strict, slopes[0], Select(equal, there, slopes[1]))])

    def gap(self, condition: Compare, wrt: Entry) -> Term | None:
        """The slope of left - right; what the condition itself is made of is no tie of the value."""
        try:
            aside = type(self)(self.functions, self.kink, exact=self.exact)
            return added([aside.of(condition.left, wrt), Neg(aside.of(condition.right, wrt))])
        except NotSupported:
            return None

    # -- functions with a kink ---------------------------------------------------------------------------------

    def falls_into_kink(self, known: Function, arguments: tuple[Term, ...], wrt: Entry) -> bool:
        """Whether u of f(u) falls, so that f'(u) has to be that of the other side: relu(-z).

        f'(u) itself is from the right of u, which is the right of z only where u grows.
        """
        if self.kink == "mean" or not has_kinks(known, self.functions):
            return False
        if any(wrt.name in names(other) for other in arguments[1:]):
            return False
        return rising_with(self.of(arguments[0], wrt)) is False

    def slope_from_side(self, known: Function, argument: tuple[Term, ...], inner: Term, wrt: Entry) -> Term:
        """f'(u) from the side from which u comes: from its right where u grows to the right."""
        formal = Entry(known.arguments[0], ())

        def seen(side: Kink) -> Term:
            aside = type(self)(self.functions, side, exact=True)
            found = self.put_in(aside.of(known.value, formal), known, argument)
            for (_, place), tie in aside.met.items():
                at = self.put_in(place, known, argument)
                then, otherwise = (self.put_in(each, known, argument) for each in (tie.then, tie.otherwise))
                assert isinstance(at, Compare)
                self.met.setdefault((wrt.name, key(at)), Tie(wrt, tie.rising, then, otherwise, sided=True))
            return found

        other: Kink = "left" if self.kink == "right" else "right"
        rising = rising_with(inner, weakly=True)
        if rising is not None:
            return seen(self.kink if rising else other)
        _, (rate, _) = without_shared_deltas((inner, ZERO))
        return Select(Compare(">=", rate, ZERO), seen(self.kink), seen(other))

    # -- the choice --------------------------------------------------------------------------------------------

    def at_tie(self, condition: Compare, then: Term, otherwise: Term, tie: Tie) -> Term:
        """A slope in pieces, with the one of the convention where they meet."""
        found = tie.choice(condition, (then, otherwise), self.kink)
        self.met.setdefault((tie.wrt.name, key(condition)), tie)
        return found

    def noted(self, condition: Compare, tie: Tie, factors: list[Term]) -> Term:
        """A slope in pieces that is the one of the side, whatever the direction."""
        self.met.setdefault(
            (tie.wrt.name, key(condition)), Tie(tie.wrt, tie.rising, tie.then, tie.otherwise, sided=True)
        )
        return product(factors)


def times(slope: Term, inner: Term) -> Term:
    """The slope times the inner derivative, which is left out where it is 1."""
    return product([slope, *([inner] if inner is not ONE else [])])
