"""The zero test: is a Poly equal to 0 wherever it is defined?

Yes is a proof. No means only that none of these means showed it: common denominators, also below Σ signs (where it is
enough that the summand vanishes, after exchanging like bound indices), case splits on conditions, and merging of opaque
functions whose arguments are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations, product
from math import ceil

from .rebuilding import Rebuilding
from .ring import UNIT, Atom, Frozen, Poly, Stuck, Undefined, add, put

DEEPEST_SPLIT = 6
_MERGEABLE = ("apply", "log", "bracket", "power", "positive", "zero", "component", "max")


class Prover(Rebuilding):
    """The ring with its zero test.

    ``skip_boundaries``: conditions ``d = 0`` at which pieces meet are left out, and recorded in ``skipped``.
    """

    def __init__(self, budget: int = 8_000, *, assume_positive: bool = False, skip_boundaries: bool = False) -> None:
        super().__init__(budget, assume_positive=assume_positive)
        self.skip_boundaries = skip_boundaries
        self.skipped: dict[Frozen, None] = {}
        self.split_cases = False
        self._equal_heads: dict[tuple[int, int], bool] = {}

    def vanishes(self, poly: Poly, depth: int = 0) -> bool:
        poly = self.cleared(poly)
        if not poly:
            return True
        if any(self._needs_opening(bounds, powers) for bounds, powers in poly):
            return self._vanishes_below_sums(poly, depth)
        if depth >= DEEPEST_SPLIT:
            return False
        condition = self._a_condition(poly)
        if condition is not None:
            return self._vanishes_in_each_case(poly, condition, depth)
        merged = self._merged(poly, depth)
        return merged is not None and self.vanishes(merged, depth + 1)

    # -- denominators -------------------------------------------------------------------------------------------

    def cleared(self, poly: Poly) -> Poly:
        """``poly`` times every denominator that no Σ ranges over."""
        while poly:
            worst: dict[int, Fraction] = {}
            for bounds, powers in poly:
                for atom, exponent in powers:
                    if exponent < 0 and self.atoms[atom].kind == "bracket" and self.free[atom].isdisjoint(bounds):
                        worst[atom] = max(worst.get(atom, Fraction(0)), Fraction(-exponent))
            if not worst:
                return poly
            atom, exponent = min(worst.items())
            poly = self.times(poly, {atom: ceil(exponent)})
        return poly

    # -- below the sums -----------------------------------------------------------------------------------------

    def _needs_opening(self, bounds: tuple[int, ...], powers: Iterable[tuple[int, object]]) -> bool:
        """Whether a factor that a Σ ranges over is a denominator or depends on a condition."""
        if not bounds:
            return False
        return any(
            not self.free[atom].isdisjoint(bounds)
            and (self.atoms[atom].kind == "bracket" or self._conditions_in(atom, frozenset()) is not None)
            for atom, _ in powers
        )

    def _vanishes_below_sums(self, poly: Poly, depth: int) -> bool:
        groups: dict[tuple[int, ...], Poly] = {}
        for (bounds, powers), coefficient in poly.items():
            groups.setdefault(bounds, {})[(bounds, powers)] = coefficient
        return all(self.vanishes(self._summand(bounds, group), depth + 1) for bounds, group in groups.items())

    def _summand(self, bounds: tuple[int, ...], group: Poly) -> Poly:
        """What stands below the Σ signs, averaged over the exchanges of bound indices along the same axis."""
        if not bounds:
            return group
        by_axis: dict[str, list[int]] = {}
        for bound in bounds:
            by_axis.setdefault(self.axes[bound].name, []).append(bound)
        fresh = {bound: self.fresh(self.axes[bound]) for bound in bounds}
        if any(len(alike) > 3 for alike in by_axis.values()):
            exchanges = [dict(fresh)]
        else:
            exchanges = []
            for choice in product(*(permutations(alike) for alike in by_axis.values())):
                target = [fresh[bound] for arrangement in choice for bound in arrangement]
                source = [bound for alike in by_axis.values() for bound in alike]
                exchanges.append(dict(zip(source, target, strict=True)))
        summand: Poly = {}
        for mapping in exchanges:
            for (_, powers), coefficient in group.items():
                self.spend()
                factor, renamed = self.rename_powers(powers, mapping)
                self.finish(summand, coefficient * factor, (), renamed)
        return summand

    # -- cases --------------------------------------------------------------------------------------------------

    def _conditions_in(self, atom: int, captured: frozenset[int]) -> Frozen | None:
        """The d of some condition ``[d > 0]`` or ``[d = 0]`` in the atom that no enclosed sum ranges over."""
        made = self.atoms[atom]
        if made.kind in ("positive", "zero") and self.free[atom].isdisjoint(captured):
            return made.inside[0]
        for frozen in made.inside:
            for (bounds, powers), _ in frozen:
                within = captured | frozenset(bounds) | ({made.binder} if made.binder else set())
                for inner, _ in powers:
                    found = self._conditions_in(inner, within)
                    if found is not None:
                        return found
        return None

    def _a_condition(self, poly: Poly) -> Frozen | None:
        for bounds, powers in poly:
            for atom, _ in powers:
                found = self._conditions_in(atom, frozenset(bounds))
                if found is not None:
                    return found
        return None

    def _vanishes_in_each_case(self, poly: Poly, condition: Frozen, depth: int) -> bool:
        """Whether ``poly`` vanishes for d > 0, for d < 0 and for d = 0."""
        self.split_cases = True
        above = self.atom(Atom("positive", "", (), (condition,)))
        equal = self.atom(Atom("zero", "", (), (condition,)))
        yes: Poly = {UNIT: 1}
        for positive in (yes, {}):
            if not self.vanishes(self.replaced(poly, {above: positive, equal: {}}), depth + 1):
                return False
        if self.skip_boundaries:
            self.skipped[condition] = None
            return True
        boundary = self.replaced(poly, {above: {}, equal: yes})
        solved = self._solved(condition)
        try:
            return self.vanishes(boundary if solved is None else self.replaced(boundary, solved), depth + 1)
        except Undefined:
            return False

    def _solved(self, condition: Frozen) -> dict[int, Poly] | None:
        """``d = 0`` solved for an entry that d contains once, linearly."""
        difference = dict(condition)
        for (bounds, powers), coefficient in condition:
            if bounds or len(powers) != 1 or powers[0][1] != 1 or self.atoms[powers[0][0]].kind != "entry":
                continue
            atom = powers[0][0]
            rest: Poly = {}
            for monomial, other in difference.items():
                if monomial != (bounds, powers):
                    put(rest, monomial, Fraction(-other) / Fraction(coefficient))
            if any(self._mentions(inner, {atom: rest}) for _, inside in rest for inner, _ in inside):
                continue
            return {atom: rest}
        return None

    # -- equal arguments ----------------------------------------------------------------------------------------

    def _merged(self, poly: Poly, depth: int) -> Poly | None:
        """``poly`` with two heads made one because their contents are equal; None when there are no such heads."""
        heads: dict[int, None] = {}
        for bounds, powers in poly:
            for atom, _ in powers:
                self._collect_heads(atom, frozenset(bounds), heads)
        found = list(heads)
        self.spend_on(len(found) ** 2)  # the pairs looked at
        for place, left in enumerate(found):
            for right in found[place + 1 :]:
                if self._same_head(left, right) and self._known_equal(left, right, depth):
                    return self.replaced(poly, {right: {((), ((left, 1),)): 1}})
        return None

    def _collect_heads(self, atom: int, captured: frozenset[int], heads: dict[int, None]) -> None:
        made = self.atoms[atom]
        if made.kind in _MERGEABLE and self.free[atom].isdisjoint(captured):
            heads[atom] = None
        for frozen in made.inside:
            for (bounds, powers), _ in frozen:
                within = captured | frozenset(bounds) | ({made.binder} if made.binder else set())
                for inner, _ in powers:
                    self._collect_heads(inner, within, heads)

    def _same_head(self, left: int, right: int) -> bool:
        one, other = self.atoms[left], self.atoms[right]
        return (one.kind, one.label, one.indices, one.binder, len(one.inside)) == (
            other.kind,
            other.label,
            other.indices,
            other.binder,
            len(other.inside),
        )

    def _known_equal(self, left: int, right: int, depth: int) -> bool:
        """``_equal_inside``, asked once for each pair: nested functions would ask it anew at every level."""
        known = self._equal_heads.get((left, right))
        if known is None:
            self.spend()
            self._equal_heads[left, right] = False  # while it is being asked
            known = self._equal_heads[left, right] = self._equal_inside(left, right, depth)
        return known

    def _equal_inside(self, left: int, right: int, depth: int) -> bool:
        one, other = self.atoms[left], self.atoms[right]
        opened = {one.binder: self.fresh(self.axes[one.binder])} if one.binder else {}
        try:
            for a, b in zip(one.inside, other.inside, strict=True):
                difference = self.with_indices(add(dict(a), dict(b), -1), opened)
                if not self.vanishes(difference, depth + 2):
                    return False
            return True
        except Stuck:
            return False
