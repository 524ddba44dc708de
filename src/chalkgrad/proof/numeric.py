"""The numeric engine's comparison of two index-form terms at random points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import ProofError
from ..terms import Context, Index, Term, free_indices
from .arithmetic import FLOAT, Arithmetic, Array
from .boundaries import boundaries
from .certificate import Witness
from .drawing import CannotDraw, Point, Sizes
from .evaluation import LEAD, Evaluation, places_for
from .manners import ALL_MAGNITUDES, RANGES, TIES, AtBoundary, EachItsOwn, Manner
from .precision import HighPrecision
from .second_opinion import Opinion, second_opinion
from .seeking import seek
from .watching import Sight, Watching

#: An even number: half of the points of a symmetric range mirror the other half.
POINTS_PER_RANGE = 16
NEVER_DEFINED = "the two sides are not both defined at any of the points tried"
#: Fewer defined points than this are no test.
FEWEST_POINTS = 3
#: Below this size float64 does not hold numbers to full precision.
SMALLEST = 1e-300
_MOST_DOUBTFUL = 4
#: At so many points that are sought together many digits are asked, where float64 sees no difference.
CONFIRMED_EACH = 3
#: Two numbers this far apart, relative to the larger, are apart whatever rounding did to a moderate formula.
PLAIN = 1e-3
PLAINLY_APART = "the two sides are plainly apart"


@dataclass(frozen=True)
class Agreement:
    """Equal at this many points in float64, and with many digits at some of them."""

    points: int
    largest_error: float


@dataclass(frozen=True)
class Difference:
    """A point at which both sides are defined and differ, confirmed with many digits."""

    witness: Witness


@dataclass(frozen=True)
class Untestable:
    """No verdict, and why."""

    reason: str


Outcome = Agreement | Difference | Untestable


@dataclass(frozen=True)
class _Sides:
    """Both sides at some points: arrays (points, free indices ...)."""

    point: Point
    left: Array
    right: Array
    indices: tuple[Index, ...]

    def differing(self, floor: float) -> tuple[npt.NDArray[np.bool_], list[int], float]:
        """Which points are defined in every entry, at which points an entry differs where both sides are defined (the
        plainest first), and the largest error.

        Errors are relative to the larger side, or to ``floor`` if that is larger.
        """
        defined = np.isfinite(self.left) & np.isfinite(self.right)
        usable: npt.NDArray[np.bool_] = np.all(defined.reshape(len(defined), -1), axis=1)
        size = np.where(defined, np.maximum(np.abs(self.left), np.abs(self.right)), 0.0)
        gap = np.where(defined, np.abs(self.left - self.right), 0.0)
        apart = (gap / np.maximum(size, floor)).reshape(len(gap), -1).max(axis=1, initial=0.0)
        wrong = apart > FLOAT.tolerance
        error = gap / np.maximum(size, 1.0)
        doubtful = [int(n) for n in np.argsort(-apart, kind="stable") if wrong[n]]
        return usable, doubtful, float(error[usable & ~wrong].max(initial=0.0))

    def witness(self, where: tuple[int, ...], left: float, right: float) -> Witness:
        """The values at the point and entry ``where``."""
        values = {
            name: np.asarray(dual.value[min(where[0], len(dual.value) - 1), 0]).astype(np.float64)
            for name, dual in self.point.values.items()
        }
        place = ", ".join(f"{index.name} = {number}" for index, number in zip(self.indices, where[1:], strict=True))
        return Witness(values, left, right, place)


def contradicted(before: Term, after: Term, context: Context, computed: Collection[str]) -> Outcome | None:
    """What the numbers say against an equality that the exact engine has proved; None if nothing.

    Both engines have to be wrong together for a false equality to pass; and an equality of two things that are never
    both defined says nothing.
    """
    try:
        with np.errstate(all="ignore"):
            return _Comparison(before, after, context, computed, 1).contradiction()
    except (CannotDraw, ProofError, RecursionError):
        return None  # no point can be drawn or evaluated here: the proof stands alone


def compare(
    before: Term, after: Term, context: Context, computed: Collection[str], seed: int = 0, *, hasty: bool = False
) -> Outcome:
    """Both terms at random points; ``computed`` names follow their definitions, all others are free.

    A ``hasty`` comparison may say Untestable where float64 sees a plain difference: for one who only asks whether they
    agree. An agreement is the same, hasty or not.
    """
    test = _Comparison(before, after, context, computed, seed)
    try:
        with np.errstate(all="ignore"):
            return Untestable(PLAINLY_APART) if hasty and test.plainly_apart() else test.outcome()
    except (CannotDraw, ProofError) as error:
        return Untestable(str(error))
    except RecursionError:
        return Untestable("the formula is nested too deeply")


class _Apart(Exception):
    """The two sides differ."""

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self.difference = difference


class _Comparison:
    def __init__(self, before: Term, after: Term, context: Context, computed: Collection[str], seed: int) -> None:
        self.before, self.after = before, after
        self.context = context
        self.computed = computed
        self.seed = seed
        self.sizes = Sizes()
        self.sights: dict[Manner, Sight] = {}
        self.points, self.worst, self.confirmed = 0, 0.0, 0
        self.free = tuple(sorted(free_indices(before) | free_indices(after), key=_order))
        self.places = list(dict.fromkeys((*self.free, *places_for(before, after))))
        for index in self.places:
            self.sizes[index.axis.name]  # free and bound indices get the smallest sizes

    def plainly_apart(self) -> bool:
        """Whether most points of the first range, where numbers are moderate, are apart in the first digits."""
        sides = self.at(FLOAT, RANGES[0])
        defined = np.isfinite(sides.left) & np.isfinite(sides.right)
        size = np.where(defined, np.maximum(np.abs(sides.left), np.abs(sides.right)), 0.0)
        gap = np.where(defined, np.abs(sides.left - sides.right), 0.0)
        return len(_points(gap > PLAIN * size)) > POINTS_PER_RANGE // 2

    def outcome(self) -> Outcome:
        try:
            for number, manner in enumerate(self._manners()):
                self._confirm(manner, 3 if number < 2 or isinstance(manner, AtBoundary) else 1)
            self._seek()
        except _Apart as apart:
            return apart.difference
        return Agreement(self.points, self.worst) if self.confirmed >= FEWEST_POINTS else self._beyond_float()

    def _confirm(self, manner: Manner, asked: int) -> Sight:
        """Adds a manner's points to those that agree; many digits are asked at so many of them. Raises _Apart."""
        found = self._agreeing(manner, SMALLEST)
        if isinstance(found, Difference):
            raise _Apart(found)
        agreeing, error, already = found
        fresh = [point for point in agreeing if point not in already]
        picks = fresh[:: max(1, len(fresh) // asked)] if isinstance(manner, EachItsOwn) else fresh
        usable, difference = self._exactly(manner, picks[:asked])
        if difference is not None:
            raise _Apart(difference)
        self.confirmed += len(already) + usable
        self.points += len(agreeing)
        self.worst = max(self.worst, error)
        return self.sights[manner]

    def _seek(self) -> None:
        """Points on all pieces of the two sides, each name from a range of its own. Raises _Apart."""
        sights = [self.sights[interval] for interval in RANGES]
        if any(sight.has_pieces for sight in sights):
            usable = [int(sight.usable.sum()) for sight in sights]
            best = int(np.argmax(usable))
            start = RANGES[best] if usable[best] else None
            seek(lambda manner: self._confirm(manner, CONFIRMED_EACH), sights[best].names, start)

    def _leaves(self, point: Point) -> tuple[str, ...]:
        """The names that were drawn, not computed."""
        return tuple(sorted(n for n in point.values if n not in self.computed or n not in self.context.definitions))

    def _manners(self) -> list[Manner]:
        """How points are drawn: ranges, all magnitudes, values that agree, and at the boundaries of comparisons."""
        met = boundaries((self.before, self.after), self.context, self.computed)
        return [
            *RANGES,
            ALL_MAGNITUDES,
            TIES,
            *(AtBoundary(boundary, *interval) for boundary in met for interval in ((-1.5, 1.5), (0.5, 3.0))),
        ]

    def _beyond_float(self) -> Outcome:
        """The verdict where float64 has hardly a value: numbers of many digits have a wider range."""
        points = 0
        manners: tuple[Manner, ...] = (*RANGES[:2], ALL_MAGNITUDES)
        for manner in manners:
            usable, difference = self._exactly(manner, [0, 1, 2, 3])
            if difference is not None:
                return difference
            points += usable
        return Agreement(points, 0.0) if points >= FEWEST_POINTS else Untestable(NEVER_DEFINED)

    def contradiction(self) -> Outcome | None:
        """None where the two sides agree at points of the first range in which both are defined."""
        for interval in RANGES:
            found = self._agreeing(interval, 1.0)
            if isinstance(found, Difference):
                return found
            if found[0]:
                return None
        found_exactly = self._beyond_float()
        return None if isinstance(found_exactly, Agreement) else found_exactly

    def _agreeing(self, manner: Manner, floor: float) -> tuple[list[int], float, list[int]] | Difference:
        """The points at which both sides are defined and equal, and those of them that many digits have confirmed.

        Where float64 sees a difference, many digits decide; of many such points the first few count.
        """
        arithmetic = Watching()
        sides = self.at(arithmetic, manner)
        usable, doubtful, error = sides.differing(floor)
        self.sights[manner] = Sight(self._leaves(sides.point), usable, tuple(arithmetic.gaps), arithmetic.broken)
        confirmed: list[int] = []
        if doubtful:
            picks = doubtful[:_MOST_DOUBTFUL]
            for asked in (picks[:1], picks) if len(picks) > 1 else (picks,):  # the first one mostly settles it
                opinion, difference = self._opinion(manner, asked)
                if difference is not None:
                    return difference
            confirmed = [point for point, fine in zip(picks, opinion.usable, strict=True) if fine]
        agreeing = [point for point in _points(usable) if point not in doubtful]
        return [*confirmed, *agreeing], error, confirmed

    def _exactly(self, manner: Manner, picks: list[int]) -> tuple[int, Difference | None]:
        """How many of the picked points many digits confirm, and a difference there."""
        if not picks:
            return 0, None
        opinion, difference = self._opinion(manner, picks)
        return int(opinion.usable.sum()), difference

    def _opinion(self, manner: Manner, picks: list[int]) -> tuple[Opinion, Difference | None]:
        """The second opinion with many digits at the same points."""
        latest: list[_Sides] = []

        def sides(arithmetic: HighPrecision) -> tuple[Array, Array]:
            found = self.at(arithmetic, manner, picks)
            latest[:] = [found]
            return found.left, found.right

        opinion = second_opinion(sides)
        if opinion.different is None:
            return opinion, None
        return opinion, Difference(latest[0].witness(opinion.different, opinion.left, opinion.right))

    def at(self, arithmetic: Arithmetic, interval: Manner, picks: list[int] | None = None) -> _Sides:
        """Both sides at all points of a range, or at the picked ones; the same in every kind of number."""
        point = Point(
            self.context,
            arithmetic,
            self.sizes,
            interval,
            count=POINTS_PER_RANGE,
            seed=self.seed,
            computed=self.computed,
            picks=picks,
        )
        point.need(point.entries(self.before))
        point.need(point.entries(self.after))
        evaluation = Evaluation(point.world, self.places)
        sizes = tuple(self.sizes[index.axis.name] for index in self.free)

        def trimmed(term: Term) -> Array:
            values = evaluation.value(term).value
            values = values.reshape(values.shape[: LEAD + len(self.free)])
            return np.broadcast_to(values, (point.count, 1, *sizes))[:, 0]

        return _Sides(point, trimmed(self.before), trimmed(self.after), self.free)


def _points(mask: npt.NDArray[np.bool_]) -> list[int]:
    """The points at which an entry is True."""
    return [int(n) for n in np.flatnonzero(mask.reshape(len(mask), -1).max(axis=1))]


def _order(index: Index) -> tuple[str, str]:
    return index.name, index.axis.name
