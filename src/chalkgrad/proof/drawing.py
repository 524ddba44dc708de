"""Random points for the numeric engine: values that respect declared facts and, where asked, definitions.

Sizes are pairwise distinct primes, so that a transposed or misplaced axis cannot pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ..terms import (
    Context,
    Definition,
    Derivative,
    Entry,
    Equality,
    Fact,
    Index,
    Membership,
    Number,
    Sum,
    Term,
    children,
    names,
)
from .arithmetic import FLOAT, Arithmetic, Array
from .boundaries import Boundary
from .dual import Dual
from .evaluation import LEAD, Evaluation, World, places_for
from .manners import ARRIVED, NEWTON_STEPS, STEPS_OFF, AtBoundary, EachItsOwn, Manner, salt, spread
from .precision import HighPrecision


class CannotDraw(Exception):
    """The facts cannot be satisfied by the ways known here, or a value is missing."""


_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


class Sizes(dict[str, int]):
    """A size of its own for each axis, given out when first asked for, whatever the declared size.

    Identities hold for every size. The first ten are primes, so that no product of sizes is another size; beyond that
    they are distinct whole numbers.
    """

    def __missing__(self, axis: str) -> int:
        number = len(self)
        size = self[axis] = _PRIMES[number] if number < len(_PRIMES) else _PRIMES[-1] + number - len(_PRIMES) + 1
        return size


class Point:
    """Values by name, drawn when first asked for.

    ``computed`` are the names whose values come from their definitions; all others are leaves. ``count`` points are
    drawn at once; a manner that lists its points says how many they are. The same seed gives the same leaves in
    every kind of number."""

    def __init__(
        self,
        context: Context,
        arithmetic: Arithmetic,
        sizes: Mapping[str, int],
        manner: Manner,
        *,
        count: int,
        seed: int,
        computed: Collection[str] = (),
        given: Mapping[str, Dual] | None = None,
        picks: Sequence[int] | None = None,
        use_slopes: bool = False,
    ) -> None:
        self.manner = manner
        #: Which of the drawn rows are the points: a row may be at several, each with a range of its own.
        self._rows = manner.draws if isinstance(manner, EachItsOwn) else list(range(count))
        self.count = len(self._rows) if picks is None else len(picks)
        self._drawn = max(self._rows) + 1
        self._picks = slice(None) if picks is None else list(picks)
        self.seed = seed
        self.computed = computed
        self.values: dict[str, Dual] = dict(given or {})
        self.world = World(arithmetic, sizes, context, self.values, use_slopes, (seed, crc32(str(manner).encode())))
        self._waiting: list[str] = []

    def need(self, entries: Iterable[Entry]) -> None:
        """Makes sure that there are values for all these names."""
        for entry in entries:
            if entry.name not in self.values:
                self._make(entry)

    def entries(self, term: Term) -> tuple[Entry, ...]:
        """An entry of every name whose values a term needs, those of differentiated definitions included."""
        definitions = self.world.context.definitions
        found = {entry.name: entry for entry in entries_of(term)}
        for node in _distinct(term):
            if isinstance(node, Derivative) and isinstance(node.of, Entry) and node.of.name in definitions:
                for entry in entries_of(definitions[node.of.name].value):
                    found.setdefault(entry.name, entry)
        return tuple(found.values())

    def _make(self, entry: Entry) -> None:
        definition = self.world.context.definitions.get(entry.name)
        if definition is not None and entry.name in self.computed:
            if entry.name in self._waiting:
                raise CannotDraw(f"the definition of {entry.name} mentions itself")
            self._waiting.append(entry.name)
            self.values[entry.name] = self.of_definition(definition)
            self._waiting.pop()
        else:
            self.values[entry.name] = Dual(self._leaf(entry))

    def of_definition(self, definition: Definition) -> Dual:
        """The values of a name from its formula: shape (points, directions, axes ...)."""
        self.need(entries_of(definition.value))
        return self.laid_out(definition.value, definition.indices)

    def laid_out(self, term: Term, indices: tuple[Index, ...]) -> Dual:
        """A term's values with the given free indices as axes, in this order."""
        places = list(dict.fromkeys((*indices, *places_for(term))))
        result = Evaluation(self.world, places).value(term)
        sizes = tuple(self.world.sizes[index.axis.name] for index in indices)

        def trimmed(values: Array) -> Array:
            first = values.reshape(values.shape[: LEAD + len(indices)])
            return np.broadcast_to(first, (*first.shape[:LEAD], *sizes))

        return Dual(trimmed(result.value), None if result.tangent is None else trimmed(result.tangent))

    # -- leaves -------------------------------------------------------------------------------------------------

    def _leaf(self, entry: Entry) -> Array:
        number = crc32(f"{entry.name} {salt(self.manner)}".encode())
        random = np.random.default_rng([self.seed, number])
        shape = (self._drawn, 1, *(self.world.sizes[index.axis.name] for index in entry.indices))
        facts = [fact for fact in usable_facts(self.world.context) if entry.name in _subject(fact)]
        allowed = [fact for fact in facts if isinstance(fact, Membership)]
        totals = [fact for fact in facts if isinstance(fact, Equality)]
        if len(totals) > 1 or len(allowed) > 1:
            raise CannotDraw(f"several facts about {entry.name}")
        if allowed and totals:
            return self._one_hot(entry, allowed[0], totals[0], random, shape)
        if allowed:
            choice = random.integers(len(allowed[0].values), size=shape)[self._rows][self._picks]
            return self._constants(allowed[0].values, choice)
        parts = random.uniform(size=shape)[self._rows]
        drawn = spread(parts, self.manner, entry.name)[self._picks]
        if not totals and isinstance(self.manner, AtBoundary) and self.manner.boundary.entry.name == entry.name:
            return self._solution(self.manner.boundary, drawn)
        values = self.world.arithmetic.numbers(drawn)
        return self._fulfilling(entry, values, totals[0]) if totals else values

    def _solution(self, boundary: Boundary, drawn: npt.NDArray[np.float64]) -> Array:
        """The leaf at the boundary, by Newton's method from drawn values, or off it.

        float64 finds the way there, numbers of many digits only go on from where it has led: on a boundary that has
        no solution Newton's steps are rounding errors, which grow beyond any bound and need ever more digits.
        """
        arithmetic = self.world.arithmetic
        if isinstance(arithmetic, HighPrecision):
            nearby = Point(
                self.world.context,
                FLOAT,
                self.world.sizes,
                self.manner,
                count=self._drawn,
                seed=self.seed,
                computed=self.computed,
                picks=self._picks if isinstance(self._picks, list) else None,
            )
            values, may_go_on = nearby._newton(boundary, drawn)
            finite = np.isfinite(values)
            start = arithmetic.numbers(np.where(finite, values, drawn))
            values, _ = self._newton(boundary, start, may_go_on | ~finite)
        else:
            values, _ = self._newton(boundary, arithmetic.numbers(drawn))
        steps = np.resize(np.asarray(STEPS_OFF), self._drawn)[self._picks].reshape(-1, *(1,) * (values.ndim - 1))
        one = arithmetic.constant(Fraction(1))
        size = np.abs(values)
        moved: Array = values + arithmetic.numbers(steps) * np.where(arithmetic.real(size) > 1, size, one)
        return moved

    def _newton(
        self, boundary: Boundary, values: Array, moving: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Array, npt.NDArray[np.bool_]]:
        """The leaf after Newton's steps, and where more digits may lead on: where it arrived, or has no slope yet.

        It stops early where a further step would only move rounding errors.
        """
        entry, difference = boundary.entry, boundary.difference
        arithmetic = self.world.arithmetic
        derivative = Derivative(difference, entry)
        self.need(other for other in entries_of(difference) if other.name != entry.name)
        may_go_on = np.ones(values.shape, dtype=bool)
        if moving is not None and not moving.any():
            return values, moving
        for _ in range(NEWTON_STEPS):
            self.values[entry.name] = Dual(values)
            gap = self.laid_out(difference, entry.indices).value
            slope = self.laid_out(derivative, entry.indices).value
            step = arithmetic.divide(gap, slope)
            takes_it = arithmetic.defined(step) if moving is None else arithmetic.defined(step) & moving
            size, length = np.abs(values), np.where(takes_it, np.abs(step), 0)
            may_go_on = takes_it & np.asarray(length <= ARRIVED * np.maximum(size, 1), dtype=bool)
            may_go_on |= ~(arithmetic.defined(gap) & arithmetic.defined(slope))
            values = np.where(takes_it, values - step, values)
            if np.all(length <= arithmetic.tied * size):
                break
        del self.values[entry.name]
        return values, may_go_on

    def _constants(self, allowed: tuple[Term, ...], choice: Array) -> Array:
        kinds = [Evaluation(self.world, ()).value(value).value.reshape(()) for value in allowed]
        return np.stack(np.broadcast_arrays(*kinds))[choice]

    def _one_hot(
        self, entry: Entry, allowed: Membership, total: Equality, random: np.random.Generator, shape: tuple[int, ...]
    ) -> Array:
        """Entries 0 or 1 with exactly one 1 along the axis that is summed."""
        values = sorted(value.value for value in allowed.values if isinstance(value, Number))
        axes, right = _summed(total, entry)
        if values != [0, 1] or len(axes) != 1 or not (isinstance(right, Number) and right.value == 1):
            raise CannotDraw(f"the facts about {entry.name}")
        axis = LEAD + axes[0]
        winner = random.integers(shape[axis], size=[1 if place == axis else size for place, size in enumerate(shape)])
        places = np.arange(shape[axis]).reshape([shape[axis] if place == axis else 1 for place in range(len(shape))])
        return self.world.arithmetic.numbers((places == winner).astype(np.float64)[self._rows][self._picks])

    def _fulfilling(self, entry: Entry, values: Array, fact: Equality) -> Array:
        """Leaves rescaled so that their sum is what the fact says, or set to what it says."""
        axes, right = _summed(fact, entry)
        indices = tuple(index for index in _subject(fact)[entry.name] if isinstance(index, Index))
        self.need(found for found in entries_of(right) if found.name != entry.name)
        outer = tuple(index for place, index in enumerate(indices) if place not in axes)
        goal = self.laid_out(right, outer).value
        for place in axes:
            goal = np.expand_dims(goal, LEAD + place)
        if not axes:
            return np.broadcast_to(goal, values.shape)
        total = values
        for place in axes:
            total = total.sum(axis=LEAD + place, keepdims=True)
        return values * self.world.arithmetic.divide(goal, total)


def usable_facts(context: Context) -> tuple[Fact, ...]:
    """The facts about names without a definition. What a definition computes has the values it has."""
    defined = context.definitions.keys()
    return tuple(fact for fact in context.facts if not fact_names(fact) & defined)


def fact_names(fact: Fact) -> frozenset[str]:
    """The names a fact is about."""
    match fact:
        case Equality(_, left, right, _):
            return names(left) | names(right)
        case Membership(entry, _, _):
            return frozenset((entry.name,))


def _subject(fact: Equality | Membership) -> dict[str, tuple[Index, ...]]:
    """The name a fact constrains, with the indices it has there."""
    if isinstance(fact, Membership):
        return {fact.entry.name: fact.entry.indices}
    for side, other in ((fact.left, fact.right), (fact.right, fact.left)):
        body = side
        while isinstance(body, Sum):
            body = body.body
        if isinstance(body, Entry) and body.name not in names(other) and len(set(body.indices)) == len(body.indices):
            return {body.name: body.indices}
    return dict.fromkeys(names(fact.left) | names(fact.right), ())


def _summed(fact: Equality, entry: Entry) -> tuple[list[int], Term]:
    """Which axes of the entry a fact sums over, and the total it states."""
    for side, other in ((fact.left, fact.right), (fact.right, fact.left)):
        bounds: list[Index] = []
        body = side
        while isinstance(body, Sum):
            bounds.append(body.bound)
            body = body.body
        if isinstance(body, Entry) and body.name == entry.name and entry.name not in names(other):
            if not set(bounds) <= set(body.indices) or len(set(body.indices)) < len(body.indices):
                break
            return [place for place, index in enumerate(body.indices) if index in bounds], other
    raise CannotDraw(f"the fact {fact.text}")


def entries_of(term: Term) -> tuple[Entry, ...]:
    """One entry of each name in a term."""
    found: dict[str, Entry] = {}
    for node in _distinct(term):
        if isinstance(node, Entry):
            found.setdefault(node.name, node)
    return tuple(found.values())


def _distinct(term: Term) -> Iterator[Term]:
    """The term and everything inside it, each once: a formula of formulas has far more places than nodes."""
    seen: set[Term] = set()
    waiting = [term]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            yield node
            waiting.extend(children(node))
