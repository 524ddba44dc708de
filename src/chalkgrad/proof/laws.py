"""Products that reduce: what deltas, conditions, brackets and the like do inside a monomial."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from .ring import UNIT, Atom, Coefficient, Poly, Ring, Stuck, add, is_whole, put

#: Whole powers beyond this one are not carried out.
LARGEST_EXPONENT = 1_000


class Laws(Ring):
    """A ring whose special atoms obey their laws.

    - a delta is 0 or 1, picks one term of a sum, and makes its two indices interchangeable beside it;
    - a condition is 0 or 1, and ``[d > 0] [d = 0] = 0``, ``d [d = 0] = 0``;
    - a bracket with an exponent of at least 1 is multiplied out;
    - ``2^(3/2) = 2 · 2^(1/2)``;
    - an entry with finitely many declared values satisfies the polynomial that has them as roots.
    """

    def apply_laws(
        self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]
    ) -> Poly | None:
        special = [atom for atom in powers if atom in self.special]
        for number in special:
            atom, exponent = self.atoms[number], powers[number]
            match atom.kind:
                case "positive" | "zero":
                    self._require_positive_whole(exponent)
                    powers[number] = 1
                    if atom.kind == "zero" and self._contradicts(atom, powers):
                        return {}
                case "bracket" if exponent >= 1:
                    if bounds:
                        return self._opened_first(coefficient, bounds, powers)
                    return self._multiplied_out(coefficient, powers, number, exponent)
                case "prime" if not 0 < exponent < 1:
                    whole = floor(exponent)
                    if exponent == whole:
                        del powers[number]
                    else:
                        powers[number] = exponent - whole
                    if abs(whole) > LARGEST_EXPONENT:
                        raise Stuck("a number of very many digits")
                    coefficient = coefficient * Fraction(int(atom.label)) ** whole
                    return self._again(coefficient, bounds, powers)
                case "entry":
                    reduced = self._one_of(number, exponent, self.members[atom.label])
                    if reduced is not None:
                        self.used_facts[self.member_facts[atom.label]] = None
                        if bounds:
                            return self._opened_first(coefficient, bounds, powers)
                        del powers[number]
                        return self.multiply(reduced, self._again(coefficient, (), powers))
                case "delta":
                    self._require_positive_whole(exponent)
                    powers[number] = 1
                    picked = self._picked(coefficient, bounds, powers, number)
                    if picked is not None:
                        return picked
                case _:
                    pass
        return None

    def bind_all(self, body: Poly, bounds: tuple[int, ...]) -> Poly:
        for bound in bounds:
            body = self.bind(body, bound)
        return body

    def _again(self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]) -> Poly:
        result: Poly = {}
        self.spend()
        self.finish(result, coefficient, bounds, powers)
        return result

    @staticmethod
    def _require_positive_whole(exponent: Coefficient) -> None:
        if exponent < 0 or not is_whole(exponent):
            raise Stuck("a condition or a delta stands in a denominator")

    def _contradicts(self, zero: Atom, powers: dict[int, Coefficient]) -> bool:
        """Whether ``[d = 0]`` stands beside ``[d > 0]``, or beside d itself when d is a single atom."""
        if any(made.kind == "positive" and made.inside == zero.inside for made in map(self.atoms.__getitem__, powers)):
            return True
        ((monomial, _), *others) = zero.inside[0]
        if others or monomial[0] or len(monomial[1]) != 1:
            return False
        atom = monomial[1][0][0]
        return powers.get(atom, 0) > 0

    def _opened_first(self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient]) -> Poly:
        """The laws applied below the Σ signs, with fresh indices, so that no sum inside can capture one."""
        factor, opened, rest = self.opened(bounds, tuple(powers.items()))
        return self.bind_all(self._again(coefficient * factor, (), dict(rest)), opened)

    def _multiplied_out(
        self, coefficient: Coefficient, powers: dict[int, Coefficient], number: int, exponent: Coefficient
    ) -> Poly:
        whole = floor(exponent)
        if whole > LARGEST_EXPONENT:
            raise Stuck("a high power of a sum")
        del powers[number]
        if exponent != whole:
            powers[number] = exponent - whole
        body = self._again(coefficient, (), powers)
        inside = dict(self.atoms[number].inside[0])
        for _ in range(whole):
            body = self.multiply(inside, body)
        return body

    def with_indices(self, poly: Poly, indices: dict[int, int]) -> Poly:
        """A Poly with its free indices replaced; two may be made equal."""
        result: Poly = {}
        for (bounds, powers), coefficient in poly.items():
            if all(self.free[atom].isdisjoint(indices) for atom, _ in powers):
                put(result, (bounds, powers), coefficient)
                continue
            factor, opened, powers = self.opened(bounds, powers) if bounds else (1, (), powers)
            term: Poly = {UNIT: coefficient * factor}
            for atom, exponent in powers:
                if self.free[atom].isdisjoint(indices):
                    changed = self._again(1, (), {atom: exponent})
                else:
                    changed = self.power(self.renamed(atom, indices), exponent)
                term = self.multiply(term, changed)
            result = add(result, self.bind_all(term, opened))
        return result

    def _one_of(self, number: int, exponent: Coefficient, lower: tuple[Coefficient, ...]) -> Poly | None:
        """``y^exponent`` reduced by ``y^n = lower[0] + lower[1] y + ...``; None when it is reduced already."""
        degree = len(lower)
        if exponent < degree or not is_whole(exponent):
            return None
        if exponent > LARGEST_EXPONENT:
            raise Stuck("a high power of a name with few values")
        remainder: list[Coefficient] = [0] * degree
        remainder[degree - 1] = 1  # of y^(degree - 1)
        for _ in range(int(exponent) - degree + 1):
            top = remainder.pop()
            remainder.insert(0, 0)
            remainder = [part + top * low for part, low in zip(remainder, lower, strict=True)]
        reduced: Poly = {}
        for power, part in enumerate(remainder):
            if part:
                put(reduced, ((), ((number, power),)) if power else UNIT, part)
        return reduced

    def _picked(
        self, coefficient: Coefficient, bounds: tuple[int, ...], powers: dict[int, Coefficient], number: int
    ) -> Poly | None:
        """``Σ_i δ[i,j] f(i) = f(j)``; for free i and j, ``δ[i,j] f(j) = δ[i,j] f(i)``."""
        left, right = self.atoms[number].indices
        if left in bounds:
            gone, kept = left, right
        elif right in bounds:
            gone, kept = right, left
        else:
            gone, kept = right, left
            if not any(gone in self.free[atom] for atom in powers if atom != number):
                return None
        summed = gone in bounds
        if summed:
            del powers[number]
            bounds = tuple(bound for bound in bounds if bound != gone)
        affected = [atom for atom in powers if atom != number and gone in self.free[atom]]
        if not any(self.atoms[atom].inside for atom in affected):
            for atom in affected:
                self._move(powers, atom, gone, kept)
            return self._again(coefficient, bounds, powers)
        factor, opened, rest = self.opened(bounds, tuple(powers.items()))
        names = dict(zip(bounds, opened, strict=True))
        mapping = {gone: names.get(kept, kept)}
        delta = {atom: exponent for atom, exponent in rest if not summed and atom == number}
        term: Poly = {((), tuple(sorted((a, e) for a, e in rest if a not in delta))): coefficient * factor}
        term = self.with_indices(term, mapping)
        if delta:
            term = self.multiply(term, {((), tuple(delta.items())): 1})
        return self.bind_all(term, opened)

    def _move(self, powers: dict[int, Coefficient], atom: int, gone: int, kept: int) -> None:
        """A plain atom's index ``gone`` becomes ``kept``, in place."""
        made = self.atoms[atom]
        exponent = powers.pop(atom)
        indices = tuple(kept if index == gone else index for index in made.indices)
        if made.kind == "delta":
            if indices[0] == indices[1]:
                return
            indices = (min(indices), max(indices))
        other = self.atom(Atom(made.kind, made.label, indices))
        total = powers.get(other, 0) + exponent
        if total:
            powers[other] = total
        else:
            powers.pop(other, None)
