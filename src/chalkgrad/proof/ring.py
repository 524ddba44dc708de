"""Exact arithmetic of sums of products over named atoms: the normal form of the exact engine.

A ``Poly`` is a set of monomials with rational coefficients. A monomial is a set of bound indices (the Σ signs in front
of it) and powers of atoms; exponents may be negative or fractional. Atoms are numbered in a table: entries of named
quantities, sizes, Kronecker deltas, and heads that enclose other Polys (exp, log, a bracket in a denominator, an
opaque function).

What the form guarantees: two equal Polys denote equal values wherever both are defined. The converse does not hold;
``vanish`` adds common denominators and case splits.

Bound indices. An atom may enclose sums of its own. Canonical bound indices carry a *level* above that of every sum
enclosed in the atoms they range over, so a name is never captured. Whenever a sum is opened, its indices are renamed to
fresh ones first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import blake2b
from itertools import permutations, product
from typing import NamedTuple, TypeAlias

from ..terms import Axis, Index

Coefficient: TypeAlias = int | Fraction
Powers: TypeAlias = tuple[tuple[int, Coefficient], ...]
Monomial: TypeAlias = tuple[tuple[int, ...], Powers]
Poly: TypeAlias = dict[Monomial, Coefficient]
Frozen: TypeAlias = tuple[tuple[Monomial, Coefficient], ...]

UNIT: Monomial = ((), ())

#: Arrangements of like bound indices that are tried for the canonical one; beyond it the order met is kept.
MOST_ARRANGEMENTS = 24


#: How many factors may be copied into atoms and products in one proof.
LARGEST_WORK = 200_000


class Stuck(Exception):
    """The exact engine cannot decide: outside its fragment, or out of steps."""


class Undefined(Stuck):
    """A denominator is identically zero, or a logarithm is taken of a constant that is not positive."""


class Atom(NamedTuple):
    """What a monomial multiplies.

    ``kind`` is one of entry, size, delta, prime, exp, log, bracket, power, apply, component, max, positive, zero.
    ``binder`` is the index bound in ``inside`` (component and max), else 0.
    """

    kind: str
    label: str
    indices: tuple[int, ...] = ()
    inside: tuple[Frozen, ...] = ()
    binder: int = 0


def freeze(poly: Poly) -> Frozen:
    return tuple(sorted(poly.items()))


def put(poly: Poly, monomial: Monomial, coefficient: Coefficient) -> None:
    """Adds one monomial, in place; what cancels is removed."""
    total = poly.get(monomial, 0) + coefficient
    if total:
        poly[monomial] = total
    else:
        poly.pop(monomial, None)


def add(left: Poly, right: Poly, factor: Coefficient = 1) -> Poly:
    """``left + factor · right``."""
    total = dict(left)
    for monomial, coefficient in right.items():
        put(total, monomial, coefficient * factor)
    return total


def constant(value: Coefficient) -> Poly:
    return {UNIT: value} if value else {}


def is_whole(exponent: Coefficient) -> bool:
    return exponent.denominator == 1


class Ring(ABC):
    """The tables of one proof and the operations +, ·, Σ on its Polys.

    ``budget`` bounds the work: every product of two monomials costs one step, and a proof that runs out is Stuck.
    """

    def __init__(self, budget: int = 8_000) -> None:
        self.budget = budget
        self.work = LARGEST_WORK
        self.atoms: list[Atom] = []
        self.free: list[frozenset[int]] = []  # the indices an atom depends on
        self.shape: list[str] = []  # an atom's make without its indices: the same under renaming
        self.height: list[int] = []  # one more than the highest level of a sum enclosed in the atom
        self.special: set[int] = set()  # atoms with a law of their own: deltas, brackets, conditions ...
        self.axes: list[Axis] = [Axis("")]
        self.level: dict[int, int] = {}  # of canonical bound indices
        self.members: dict[str, tuple[Coefficient, ...]] = {}  # names with finitely many values
        self.member_facts: dict[str, int] = {}  # the fact that says so, by its place in the context
        self.used_facts: dict[int, None] = {}
        self._atom_numbers: dict[Atom, int] = {}
        self.index_numbers: dict[Index, int] = {}
        self._canonical: dict[tuple[str, int, int], int] = {}

    # -- indices ------------------------------------------------------------------------------------------------

    def index(self, index: Index) -> int:
        """The number of a free index."""
        found = self.index_numbers.get(index)
        if found is None:
            found = self.index_numbers[index] = self.fresh(index.axis)
        return found

    def fresh(self, axis: Axis) -> int:
        self.axes.append(axis)
        return len(self.axes) - 1

    def canonical(self, axis: Axis, level: int, slot: int) -> int:
        """The bound index that canonical sums over ``axis`` use."""
        key = (axis.name, level, slot)
        found = self._canonical.get(key)
        if found is None:
            found = self._canonical[key] = self.fresh(axis)
            self.level[found] = level
        return found

    # -- atoms --------------------------------------------------------------------------------------------------

    def atom(self, made: Atom) -> int:
        """The number of an atom; entered in the tables when it is new."""
        number = self._atom_numbers.get(made)
        if number is not None:
            return number
        free = set(made.indices)
        height = 0
        for frozen in made.inside:
            for (bounds, powers), _ in frozen:
                for atom, _ in powers:
                    free |= self.free[atom] - set(bounds)
                    height = max(height, self.height[atom])
                for bound in bounds:
                    height = max(height, self.level[bound] + 1)
        if made.binder:
            free.discard(made.binder)
            height = max(height, self.level[made.binder] + 1)
        number = self._atom_numbers[made] = len(self.atoms)
        self.atoms.append(made)
        self.free.append(frozenset(free))
        self.height.append(height)
        self.spend_on(sum(len(powers) + 1 for frozen in made.inside for (_, powers), _ in frozen))
        inner = "".join(str(sorted((self.monomial_shape(m), c) for m, c in frozen)) for frozen in made.inside)
        self.shape.append(_short(f"{made.kind}:{made.label}{inner}"))
        if made.kind in _WITH_LAWS or (made.kind == "entry" and made.label in self.members):
            self.special.add(number)
        return number

    def monomial_shape(self, monomial: Monomial) -> str:
        return str(sorted((self.shape[atom], str(exponent)) for atom, exponent in monomial[1]))

    def leading(self, poly: Poly) -> Monomial:
        """The monomial whose coefficient fixes the sign of a bracket; if possible the same under renaming."""
        return min(poly, key=lambda monomial: (len(monomial[1]), self.monomial_shape(monomial), monomial))

    def single(self, made: Atom, exponent: Coefficient = 1) -> Poly:
        """The Poly of one atom."""
        return {((), ((self.atom(made), exponent),)): 1}

    def delta(self, left: int, right: int) -> Poly:
        if left == right:
            return {UNIT: 1}
        return self.single(Atom("delta", "", (min(left, right), max(left, right))))

    # -- arithmetic ---------------------------------------------------------------------------------------------

    def spend(self, steps: int = 1) -> None:
        self.budget -= steps
        if self.budget < 0:
            raise Stuck("the step limit of the exact engine was reached")

    def spend_on(self, factors: int) -> None:
        """Counts what is copied and compared, so that few steps on huge sums are not many."""
        self.work -= factors
        if self.work < 0:
            raise Stuck("the formula grows too large for the exact engine")

    def multiply(self, left: Poly, right: Poly) -> Poly:
        if len(left) > len(right):
            left, right = right, left
        result: Poly = {}
        for (left_bounds, left_powers), left_coefficient in left.items():
            if not left_powers and not left_bounds:
                for monomial, coefficient in right.items():
                    put(result, monomial, coefficient * left_coefficient)
                continue
            self.spend(len(right))
            for (bounds, powers), coefficient in right.items():
                coefficient = coefficient * left_coefficient
                if bounds and left_bounds:
                    factor, bounds, powers = self.opened(bounds, powers)
                    coefficient = coefficient * factor
                self.spend_on(len(left_powers) + len(powers))
                merged = dict(left_powers)
                for atom, exponent in powers:
                    if atom in merged:
                        total = merged[atom] + exponent
                        if total:
                            merged[atom] = total
                        else:
                            del merged[atom]
                    else:
                        merged[atom] = exponent
                self.finish(result, coefficient, left_bounds + bounds, merged)
        return result

    def bind(self, body: Poly, index: int) -> Poly:
        """``Σ_index body``."""
        result: Poly = {}
        self.spend(len(body))
        for (bounds, powers), coefficient in body.items():
            self.finish(result, coefficient, (*bounds, index), dict(powers))
        return result

    def finish(
        self, result: Poly, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]
    ) -> None:
        """Adds ``coefficient · Σ_bounds Π powers`` to ``result`` in normal form. ``powers`` may be changed."""
        if self.special and not self.special.isdisjoint(powers):
            settled = self.apply_laws(coefficient, bounds, powers)
            if settled is not None:
                for monomial, part in settled.items():
                    put(result, monomial, part)
                return
        if bounds:
            coefficient, monomial = self._canonical_sum(coefficient, bounds, powers)
        else:
            monomial = ((), tuple(sorted(powers.items())))
        replaced = self.by_facts(monomial)
        if replaced is None:
            put(result, monomial, coefficient)
        else:
            for other, part in replaced.items():
                put(result, other, part * coefficient)

    @abstractmethod
    def apply_laws(
        self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]
    ) -> Poly | None:
        """The value of a monomial with special atoms, or None when ``powers`` is (now) in normal form."""

    @abstractmethod
    def by_facts(self, monomial: Monomial) -> Poly | None:
        """What a declared fact turns the monomial into, or None."""

    @abstractmethod
    def renamed(self, atom: int, indices: Mapping[int, int]) -> Poly:
        """The atom with its free indices replaced; two may be made equal."""

    @abstractmethod
    def power(self, base: Poly, exponent: Coefficient) -> Poly:
        """``base^exponent`` for a rational exponent."""

    # -- sums ---------------------------------------------------------------------------------------------------

    def opened(self, bounds: Iterable[int], powers: Powers) -> tuple[Coefficient, tuple[int, ...], Powers]:
        """A monomial's bound indices renamed to fresh ones, so that they may be treated as free."""
        mapping = {bound: self.fresh(self.axes[bound]) for bound in bounds}
        coefficient, renamed = self.rename_powers(powers, mapping)
        return coefficient, tuple(mapping.values()), tuple(renamed.items())

    def rename_powers(
        self, powers: Iterable[tuple[int, Coefficient]], mapping: Mapping[int, int]
    ) -> tuple[Coefficient, dict[int, Coefficient]]:
        """The powers under an injective renaming of indices. A bracket may come back with the other sign."""
        renamed: dict[int, Coefficient] = {}
        factor: Coefficient = 1
        self.spend_on(1)
        for atom, exponent in powers:
            if self.free[atom].isdisjoint(mapping):
                renamed[atom] = renamed.get(atom, 0) + exponent
                continue
            made = self.atoms[atom]
            if not made.inside:
                indices = tuple(mapping.get(i, i) for i in made.indices)
                if made.kind == "delta" and indices[0] > indices[1]:
                    indices = (indices[1], indices[0])
                other = self.atom(Atom(made.kind, made.label, indices))
                renamed[other] = renamed.get(other, 0) + exponent
                continue
            changed = self.power(self.renamed(atom, mapping), exponent)
            if len(changed) != 1:
                raise Stuck("a renaming did not keep the form of a factor")
            (bounds, inner), coefficient = next(iter(changed.items()))
            if bounds:
                raise Stuck("a renaming did not keep the form of a factor")
            factor = factor * coefficient
            for other, power in inner:
                renamed[other] = renamed.get(other, 0) + power
        return factor, {atom: exponent for atom, exponent in renamed.items() if exponent}

    def _canonical_sum(
        self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]
    ) -> tuple[Coefficient, Monomial]:
        """The monomial with canonical bound indices; a sum over nothing becomes the size of its axis."""
        kept = []
        for bound in bounds:
            if any(bound in self.free[atom] for atom in powers):
                kept.append(bound)
            else:
                size = self.atom(Atom("size", self.axes[bound].name))
                powers[size] = powers.get(size, 0) + 1
                if not powers[size]:
                    del powers[size]
        if not kept:
            return coefficient, ((), tuple(sorted(powers.items())))
        level = max(self.height[atom] for atom in powers)
        best: tuple[Powers, Coefficient, tuple[int, ...]] | None = None
        for arrangement in self._arrangements(kept, powers):
            slots: dict[str, int] = {}
            mapping = {}
            for bound in arrangement:
                axis = self.axes[bound]
                slot = slots.get(axis.name, 0)
                slots[axis.name] = slot + 1
                mapping[bound] = self.canonical(axis, level, slot)
            if all(old == new for old, new in mapping.items()):
                factor: Coefficient = 1
                renamed = powers
            else:
                factor, renamed = self.rename_powers(powers.items(), mapping)
            candidate = tuple(sorted(renamed.items()))
            if best is None or candidate < best[0]:
                best = candidate, factor, tuple(sorted(mapping.values()))
        assert best is not None
        return coefficient * best[1], (best[2], best[0])

    def _arrangements(self, bounds: Sequence[int], powers: Mapping[int, Coefficient]) -> Iterable[tuple[int, ...]]:
        """The orders of the bound indices among which the smallest result is canonical."""
        if len(bounds) == 1:
            return ((bounds[0],),)
        groups: dict[tuple[str, str], list[int]] = {}
        for bound in bounds:
            places = sorted(
                (self.shape[atom], str([p for p, i in enumerate(made.indices) if i == bound]), str(powers[atom]))
                for atom, made in ((atom, self.atoms[atom]) for atom in powers)
                if bound in self.free[atom]
            )
            groups.setdefault((self.axes[bound].name, str(places)), []).append(bound)
        ordered = [groups[key] for key in sorted(groups)]
        count = 1
        for group in ordered:
            for factor in range(2, len(group) + 1):
                count *= factor
        if count > MOST_ARRANGEMENTS:
            return (tuple(bound for group in ordered for bound in group),)
        self.spend(count)
        return [
            tuple(bound for group in choice for bound in group)
            for choice in product(*(permutations(group) for group in ordered))
        ]


def _short(shape: str) -> str:
    """The same for equal texts, and bounded: shapes of nested atoms would double with every level."""
    return shape if len(shape) <= 40 else blake2b(shape.encode(), digest_size=12).hexdigest()


_WITH_LAWS = frozenset({"delta", "prime", "bracket", "positive", "zero"})
