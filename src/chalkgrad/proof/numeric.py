"""The numeric engine's comparison of two index-form terms at random points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..errors import ProofError
from ..terms import Context, Index, Term, all_indices, free_indices
from .arithmetic import FLOAT, Arithmetic, Array
from .certificate import Witness
from .drawing import RANGES, CannotDraw, Point, Sizes
from .evaluation import LEAD, Evaluation
from .precision import high_precision

#: An even number: half of the points of a symmetric range mirror the other half.
POINTS_PER_RANGE = 16
NEVER_DEFINED = "the two sides are not both defined at any of the points tried"
#: Fewer defined points than this are no test.
FEWEST_POINTS = 3


@dataclass(frozen=True)
class Agreement:
    """Equal at this many points, float64 and 50 digits alike."""

    points: int
    largest_error: float


@dataclass(frozen=True)
class Difference:
    """A point at which both sides are defined and differ, confirmed with 50 digits."""

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

    def differing(self, arithmetic: Arithmetic) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], float]:
        """Which points are defined, which entries differ there, and the largest relative error."""
        defined = arithmetic.defined(self.left) & arithmetic.defined(self.right)
        usable: npt.NDArray[np.bool_] = np.all(defined.reshape(len(defined), -1), axis=1)
        shape = (-1,) + (1,) * (self.left.ndim - 1)
        keep = usable.reshape(shape)
        left, right = arithmetic.as_float(self.left), arithmetic.as_float(self.right)
        gap = arithmetic.as_float(np.where(keep, self.left - self.right, 0))
        scale = np.maximum(np.maximum(left, right), 1.0)
        error = np.where(keep, gap / scale, 0.0)
        return usable, error > arithmetic.tolerance, float(error.max(initial=0.0))

    def witness(self, arithmetic: Arithmetic, where: tuple[int, ...]) -> Witness:
        """The values at the point and entry ``where``."""
        values = {
            name: np.asarray(dual.value[min(where[0], len(dual.value) - 1), 0]).astype(np.float64)
            for name, dual in self.point.values.items()
        }
        place = ", ".join(f"{index.name} = {number}" for index, number in zip(self.indices, where[1:], strict=True))
        return Witness(values, float(self.left[where]), float(self.right[where]), place)


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


def compare(before: Term, after: Term, context: Context, computed: Collection[str], seed: int = 0) -> Outcome:
    """Both terms at random points; ``computed`` names follow their definitions, all others are free."""
    test = _Comparison(before, after, context, computed, seed)
    try:
        with np.errstate(all="ignore"):
            return test.outcome()
    except (CannotDraw, ProofError) as error:
        return Untestable(str(error))
    except RecursionError:
        return Untestable("the formula is nested too deeply")


class _Comparison:
    def __init__(self, before: Term, after: Term, context: Context, computed: Collection[str], seed: int) -> None:
        self.before, self.after = before, after
        self.context = context
        self.computed = computed
        self.seed = seed
        self.sizes = Sizes()
        self.free = tuple(sorted(free_indices(before) | free_indices(after), key=_order))
        inner = (all_indices(before) | all_indices(after)) - set(self.free)
        self.places = [*self.free, *sorted(inner, key=_order)]
        for index in self.places:
            self.sizes[index.axis.name]  # free and bound indices get the smallest sizes

    def outcome(self) -> Outcome:
        points, worst = 0, 0.0
        second: list[tuple[tuple[float, float], list[int]]] = []
        for interval in RANGES:
            found = self._agreeing(interval)
            if isinstance(found, Difference):
                return found
            agreeing, error = found
            if agreeing:
                points += len(agreeing)
                second.append((interval, agreeing[:FEWEST_POINTS]))
                worst = max(worst, error)
        confirmed = 0
        for interval, picks in second[:2]:
            usable, difference = self._exactly(interval, picks)
            if difference is not None:
                return difference
            confirmed += int(usable.sum())
        return Agreement(points, worst) if confirmed >= FEWEST_POINTS else Untestable(NEVER_DEFINED)

    def contradiction(self) -> Outcome | None:
        """None where the two sides agree at points of the first range in which both are defined."""
        for interval in RANGES:
            found = self._agreeing(interval)
            if isinstance(found, Difference):
                return found
            if found[0]:
                return None
        return Untestable(NEVER_DEFINED)

    def _agreeing(self, interval: tuple[float, float]) -> tuple[list[int], float] | Difference:
        """The points of a range at which both sides are defined and equal in float64, or a confirmed difference.

        Where float64 sees a difference that 50 digits do not, the point counts for nothing.
        """
        usable, wrong, error = self.at(FLOAT, interval).differing(FLOAT)
        doubtful = _points(wrong)
        if doubtful:
            _, difference = self._exactly(interval, doubtful[:6])
            if difference is not None:
                return difference
        return [point for point in _points(usable) if point not in doubtful], 0.0 if doubtful else error

    def _exactly(
        self, interval: tuple[float, float], picks: list[int]
    ) -> tuple[npt.NDArray[np.bool_], Difference | None]:
        """The second opinion with 50 digits at the same points: which are defined, and a difference there."""
        exact = high_precision()
        sides = self.at(exact, interval, picks)
        usable, wrong, _ = sides.differing(exact)
        if not wrong.any():
            return usable, None
        return usable, Difference(sides.witness(exact, tuple(int(n) for n in np.argwhere(wrong)[0])))

    def at(self, arithmetic: Arithmetic, interval: tuple[float, float], picks: list[int] | None = None) -> _Sides:
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
