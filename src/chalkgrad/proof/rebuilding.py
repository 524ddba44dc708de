"""Replacing indices and atoms inside Polys, through every head that encloses others, and rewriting by declared
facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .elementary import Elementary
from .ring import UNIT, Atom, Coefficient, Monomial, Poly, add, freeze, put


@dataclass(frozen=True)
class Rule:
    """A declared equality, oriented: the monomial ``Σ_bounds Π entries`` is ``value``.

    ``parameters`` are the fact's free indices: the rule holds for every value of them. ``number`` is the place of the
    fact in the context.
    """

    number: int
    bounds: tuple[int, ...]
    entries: tuple[tuple[Atom, int], ...]
    parameters: tuple[int, ...]
    value: Poly


class Rebuilding(Elementary):
    """The ring with substitution and with the rules that facts give."""

    def __init__(self, budget: int = 8_000, *, assume_positive: bool = False) -> None:
        super().__init__(budget, assume_positive=assume_positive)
        self.rules: list[Rule] = []

    # -- replacing ----------------------------------------------------------------------------------------------

    def renamed(self, atom: int, indices: Mapping[int, int]) -> Poly:
        made = self.atoms[atom]
        match made.kind:
            case "entry":
                return self.single(Atom("entry", made.label, tuple(indices.get(i, i) for i in made.indices)))
            case "delta":
                left, right = (indices.get(i, i) for i in made.indices)
                return self.delta(left, right)
        at = tuple(indices.get(i, i) for i in made.indices)
        return self._again_from_inside(made, at, lambda poly: self.with_indices(poly, dict(indices)))

    def replaced(self, poly: Poly, atoms: Mapping[int, Poly]) -> Poly:
        """``poly`` with atoms replaced by values wherever they occur, also inside brackets and functions."""
        result: Poly = {}
        for (bounds, powers), coefficient in poly.items():
            if not any(self._mentions(atom, atoms) for atom, _ in powers):
                put(result, (bounds, powers), coefficient)
                continue
            factor, opened, powers = self.opened(bounds, powers) if bounds else (1, (), powers)
            term: Poly = {UNIT: coefficient * factor}
            for atom, exponent in powers:
                term = self.multiply(term, self.power(self._atom_replaced(atom, atoms), exponent))
            result = add(result, self.bind_all(term, opened))
        return result

    def _atom_replaced(self, atom: int, atoms: Mapping[int, Poly]) -> Poly:
        if atom in atoms:
            return atoms[atom]
        if not self._mentions(atom, atoms):
            return {((), ((atom, 1),)): 1}
        made = self.atoms[atom]
        return self._again_from_inside(made, made.indices, lambda poly: self.replaced(poly, atoms))

    def _mentions(self, atom: int, atoms: Mapping[int, Poly]) -> bool:
        if atom in atoms:
            return True
        return any(
            self._mentions(inner, atoms)
            for frozen in self.atoms[atom].inside
            for (_, powers), _ in frozen
            for inner, _ in powers
        )

    def _again_from_inside(self, made: Atom, indices: tuple[int, ...], change: Callable[[Poly], Poly]) -> Poly:
        """The head of ``made`` applied to its changed contents."""
        if made.binder:
            opened = self.fresh(self.axes[made.binder])
            body = change(self.with_indices(dict(made.inside[0]), {made.binder: opened}))
            return self.over(made.kind, made.label, indices, opened, body)
        inside = [change(dict(frozen)) for frozen in made.inside]
        match made.kind:
            case "exp":
                return self.exp(inside[0])
            case "log":
                return self.log(inside[0])
            case "bracket":
                return inside[0]
            case "power":
                return self.symbolic_power(inside[0], inside[1])
            case "positive":
                return self.positive(inside[0])
            case "zero":
                return self.zero(inside[0])
            case "apply":
                return self.opaque(made.label, inside)
        return self.single(made)

    def opaque(self, function: str, arguments: list[Poly]) -> Poly:
        """A function that is not taken apart."""
        return self.single(Atom("apply", function, (), tuple(freeze(argument) for argument in arguments)))

    def over(self, kind: str, label: str, indices: tuple[int, ...], bound: int, body: Poly) -> Poly:
        """A head that binds an index: a vector function's component, or the largest value."""
        level = 0
        for (bounds, powers), _ in body.items():
            level = max([level, *(self.height[atom] for atom, _ in powers), *(self.level[b] + 1 for b in bounds)])
        binder = self.canonical(self.axes[bound], level, 0)
        closed = self.with_indices(body, {bound: binder})
        return self.single(Atom(kind, label, indices, (freeze(closed),), binder))

    # -- facts --------------------------------------------------------------------------------------------------

    def add_rule(self, number: int, difference: Poly, parameters: tuple[int, ...]) -> None:
        """Makes a rule of ``difference = 0``: the monomial with most sums, then of highest degree, is rewritten."""
        candidates = [
            monomial
            for monomial in difference
            if monomial[1]
            and all(self.atoms[a].kind == "entry" and e.denominator == 1 and e > 0 for a, e in monomial[1])
        ]
        if not candidates:
            return
        leading = max(candidates, key=lambda monomial: (len(monomial[0]), sum(e for _, e in monomial[1])))
        scale = Fraction(-1) / Fraction(difference[leading])
        value: Poly = {monomial: c * scale for monomial, c in difference.items() if monomial != leading}
        entries = tuple((self.atoms[a], int(e)) for a, e in leading[1])
        mentioned = {index for made, _ in entries for index in made.indices}
        if any(parameter not in mentioned for parameter in parameters):
            return  # an instance could not be told from the monomial alone
        self.rules.append(Rule(number, leading[0], entries, parameters, value))

    def by_facts(self, monomial: Monomial) -> Poly | None:
        for rule in self.rules:
            if len(rule.bounds) > len(monomial[0]) or len(rule.entries) > len(monomial[1]):
                continue
            for names, left in self._matches(rule, 0, {}, dict(monomial[1])):
                bounds = monomial[0]
                summed = tuple(names[bound] for bound in rule.bounds)
                if len(set(summed)) < len(summed) or any(bound not in bounds for bound in summed):
                    continue
                if any(bound in self.free[atom] for bound in summed for atom in left):
                    continue
                if any(names[parameter] in summed for parameter in rule.parameters):
                    continue
                self.spend()
                self.used_facts[rule.number] = None
                rest = tuple(bound for bound in bounds if bound not in summed)
                factor, opened, powers = self.opened(rest, tuple(left.items()))
                outside = dict(zip(rest, opened, strict=True))
                instance = {p: outside.get(names[p], names[p]) for p in rule.parameters}
                value = self.with_indices(rule.value, instance)
                return self.bind_all(self.multiply(self.monomial(factor, dict(powers)), value), opened)
        return None

    def _matches(
        self, rule: Rule, place: int, names: dict[int, int], powers: dict[int, Coefficient]
    ) -> Iterator[tuple[dict[int, int], dict[int, Coefficient]]]:
        """Every way the rule's entries are factors: how its indices are called there, and what is left over."""
        if place == len(rule.entries):
            yield names, powers
            return
        pattern, exponent = rule.entries[place]
        variable = {*rule.bounds, *rule.parameters}
        for atom, power in powers.items():
            made = self.atoms[atom]
            if made.kind != "entry" or made.label != pattern.label or power.denominator != 1 or power < exponent:
                continue
            bound = dict(names)
            if all(
                (bound.setdefault(p, i) == i) if p in variable else p == i
                for p, i in zip(pattern.indices, made.indices, strict=True)
            ):
                left = dict(powers)
                left[atom] = power - exponent
                if not left[atom]:
                    del left[atom]
                yield from self._matches(rule, place + 1, bound, left)
