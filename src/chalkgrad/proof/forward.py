"""Total derivatives of the cost by forward-mode dual numbers on the written equations, never from derived formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import prod

import numpy as np

from ..errors import ProofError
from ..terms import Context, Entry, Term, names
from .arithmetic import COMPLEX, FLOAT, Array
from .drawing import Point, Sizes, entries_of
from .dual import Dual
from .evaluation import LEAD
from .reached import reached_from

#: Beyond this many entries a quantity is varied in random directions instead of entry by entry.
MOST_ENTRIES = 400
RANDOM_DIRECTIONS = 12
#: The imaginary step of the second opinion: far below rounding, so that only the first order remains.
STEP = 1e-40


_sweeps: list[tuple[tuple[object, ...], Sweep]] = []
_KEPT_SWEEPS = 6


def sweep_of(
    context: Context, cost: str, adjoints: Collection[str], interval: tuple[float, float], *, count: int, seed: int
) -> Sweep:
    """A sweep for these equations; one made for the very same definitions is used again."""
    derived = frozenset(adjoints)
    equations = [definition for name, definition in context.definitions.items() if name not in derived]
    known = tuple(map(id, (*equations, *context.functions.values(), *context.facts)))  # kept alive by the sweep
    key: tuple[object, ...] = (cost, derived, interval, count, seed, tuple(context.functions), *known)
    for place, (other, sweep) in enumerate(_sweeps):
        if other == key:
            _sweeps.append(_sweeps.pop(place))
            return sweep
    with np.errstate(all="ignore"):
        made = Sweep(context, cost, derived, interval, count=count, seed=seed)
    _sweeps.append((key, made))
    del _sweeps[:-_KEPT_SWEEPS]
    return made


class Sweep:
    """A model's values at random points, and the cost's derivative by any of its names there."""

    def __init__(
        self,
        context: Context,
        cost: str,
        adjoints: Collection[str],
        interval: tuple[float, float],
        *,
        count: int,
        seed: int,
    ) -> None:
        if cost not in context.definitions:
            raise ProofError(f"there is no equation for the cost {cost}")
        self.context = Context(  # a copy: the caller's tables may grow
            dict(context.layouts), dict(context.definitions), dict(context.functions), tuple(context.facts)
        )
        self.cost = cost
        self.interval, self.count, self.seed = interval, count, seed
        self.sizes = Sizes()
        self.computed = frozenset(context.definitions) - frozenset(adjoints)
        self.reached = tuple(reached_from(cost, context))
        self.point = self._point({})
        self.point.need([Entry(cost, ())])
        self._gradients: dict[str, Array] = {}

    def _point(self, given: Mapping[str, Dual], complex_step: bool = False) -> Point:
        return Point(
            self.context,
            COMPLEX if complex_step else FLOAT,
            self.sizes,
            self.interval,
            count=self.count,
            seed=self.seed,
            computed=self.computed,
            given=given,
        )

    def value(self, name: str) -> Array:
        """The values of a name the cost rests on, (points, 1, axes ...)."""
        found = self.point.values.get(name)
        if found is None:
            raise ProofError(f"the cost {self.cost} does not depend on {name}")
        return found.value

    def _unaffected(self, name: str) -> dict[str, Dual]:
        """The values of all names that do not depend on ``name``."""
        affected = {name}
        for other in self.point.values:  # each stands behind those it is computed from
            if other in self.computed and names(self.context.definitions[other].value) & affected:
                affected.add(other)
        return {other: dual for other, dual in self.point.values.items() if other not in affected}

    def along(self, name: str, directions: Array) -> Array:
        """The derivatives of the cost along directions (directions, axes ...) of one name: (points, directions)."""
        value = self.value(name)
        varied = Dual(value, directions[np.newaxis])
        point = self._point({**self._unaffected(name), name: varied})
        point.need([Entry(self.cost, ())])
        tangent = point.values[self.cost].tangent
        shape = (self.count, len(directions))
        return np.zeros(shape) if tangent is None else np.broadcast_to(tangent, shape)

    def along_by_complex_step(self, name: str, direction: Array) -> Array:
        """The same for one direction without dual numbers: the imaginary part after an imaginary step. (points,)"""
        given = {other: Dual(dual.value.astype(np.complex128)) for other, dual in self._unaffected(name).items()}
        moved = self.value(name).astype(np.complex128) + 1j * STEP * direction[np.newaxis, np.newaxis]
        point = self._point({**given, name: Dual(moved)}, complex_step=True)
        point.need([Entry(self.cost, ())])
        change: Array = np.broadcast_to(point.values[self.cost].value.imag / STEP, (self.count, 1))[:, 0]
        return change

    def gradient(self, name: str) -> Array:
        """The derivative of the cost by every entry of a name: (points, axes ...)."""
        found = self._gradients.get(name)
        if found is None:
            shape = self.value(name).shape[LEAD:]
            entries = prod(shape)
            basis = np.eye(entries).reshape(entries, *shape)
            found = self._gradients[name] = self.along(name, basis).reshape(self.count, *shape)
        return found

    def random_directions(self, name: str, count: int) -> Array:
        shape = self.value(name).shape[LEAD:]
        return np.random.default_rng(self.seed + 1).normal(size=(count, *shape))

    def scalar(self, term: Term) -> Array:
        """A scale such as 1/m at the points: (points,)."""
        self.point.need(entries_of(term))
        return np.broadcast_to(self.point.laid_out(term, ()).value, (self.count, 1))[:, 0]
