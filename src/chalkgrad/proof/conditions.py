"""Side conditions of a proof, written in the notation: ``A2 != 0``, ``1 - A2 != 0``."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from ..terms import Index
from .ring import Coefficient, Frozen
from .vanishing import Prover

#: A text with holes for what a proof of the same form would call differently: names, indices, sizes.
Part: TypeAlias = str | tuple[str, str]
Parts: TypeAlias = tuple[Part, ...]

LONGEST = 160
_LETTERS = "kjlpqrst"


def conditions_of(prover: Prover, indices: dict[Index, int]) -> tuple[Parts, ...]:
    """What the proof divided by, assumed to be positive, or left out; each once, in the order met."""
    writer = _Writer(prover, indices)
    found: dict[Parts, None] = {}
    above = {number: writer.atom_condition(number, " > 0") for number in prover.positive_conditions}
    for number in prover.denominators:
        if not prover.is_positive(number) and number not in above:
            found[writer.atom_condition(number, " != 0")] = None
    for parts in above.values():
        found[parts] = None
    for frozen in prover.skipped:
        found[writer.condition(frozen, " != 0")] = None
    return tuple(found)


class _Writer:
    def __init__(self, prover: Prover, indices: dict[Index, int]) -> None:
        self.prover = prover
        self.letters = {number: ("index", index.name) for index, number in indices.items()}
        self.plain = True

    def atom_condition(self, number: int, relation: str) -> Parts:
        atom = self.prover.atoms[number]
        if atom.kind == "bracket":
            return self.condition(atom.inside[0], relation)
        return self.condition(((((), ((number, 1),)), 1),), relation)

    def condition(self, frozen: Frozen, relation: str) -> Parts:
        self.plain = self._may_drop_indices(frozen)
        parts = (*self._sum(frozen), relation)
        return _joined(parts)

    def _may_drop_indices(self, frozen: Frozen) -> bool:
        """Whether the condition reads element by element: no Σ and no name at two places."""
        places: dict[str, tuple[int, ...]] = {}
        waiting = [frozen]
        while waiting:
            for (bounds, powers), _ in waiting.pop():
                if bounds:
                    return False
                for number, _ in powers:
                    atom = self.prover.atoms[number]
                    if atom.kind in ("delta", "component", "max"):
                        return False
                    if atom.kind == "entry" and places.setdefault(atom.label, atom.indices) != atom.indices:
                        return False
                    waiting.extend(atom.inside)
        return True

    def _sum(self, frozen: Frozen) -> list[Part]:
        parts: list[Part] = []
        for place, ((bounds, powers), coefficient) in enumerate(frozen):
            if coefficient < 0:
                parts.append(" - " if place else "-")
            elif place:
                parts.append(" + ")
            parts.extend(self._product(-coefficient if coefficient < 0 else coefficient, bounds, powers))
        return parts or ["0"]

    def _product(
        self, coefficient: Coefficient, bounds: tuple[int, ...], powers: tuple[tuple[int, Coefficient], ...]
    ) -> list[Part]:
        parts: list[Part] = []
        for bound in bounds:
            parts.extend(("sum_", self._letter(bound), " "))
        if coefficient != 1 or not powers:
            parts.append(str(Fraction(coefficient)))
        for number, exponent in powers:
            if parts and parts[-1] != " ":
                parts.append(" ")
            parts.extend(self._atom(number))
            if exponent != 1:
                text = str(Fraction(exponent))
                parts.append(f"^{text}" if text.isdigit() else f"^({text})")
        return parts

    def _atom(self, number: int) -> list[Part]:
        atom = self.prover.atoms[number]
        inside: list[Part] = []
        for place, frozen in enumerate(atom.inside):
            inside.extend([", "] if place else [])
            inside.extend(self._sum(frozen))
        match atom.kind:
            case "entry":
                return [("name", atom.label), *self._subscript(atom.indices)]
            case "size":
                return [("axis", atom.label)]
            case "prime":
                return [atom.label]
            case "delta":
                return ["delta", *self._subscript(atom.indices)]
            case "bracket":
                return ["(", *inside, ")"]
            case "power":
                base, exponent = (self._sum(frozen) for frozen in atom.inside)
                return ["(", *base, ")^(", *exponent, ")"]
            case "apply":
                return [atom.label, "(", *inside, ")"]
            case "component":
                return [atom.label, "(", *inside, ")", *self._subscript(atom.indices)]
            case "max":
                return ["max_", self._letter(atom.binder), " (", *inside, ")"]
            case "positive":
                return ["(1 if ", *inside, " > 0 else 0)"]
            case "zero":
                return ["(1 if ", *inside, " = 0 else 0)"]
        return [atom.kind, "(", *inside, ")"]

    def _subscript(self, indices: tuple[int, ...]) -> list[Part]:
        if self.plain or not indices:
            return []
        parts: list[Part] = ["["]
        for place, index in enumerate(indices):
            parts.extend([","] if place else [])
            parts.append(self._letter(index))
        return [*parts, "]"]

    def _letter(self, number: int) -> Part:
        known = self.letters.get(number)
        if known is None:
            taken = {letter for _, letter in self.letters.values()}
            free = (
                letter for count in range(1, 100) for letter in (f"{c}{count if count > 1 else ''}" for c in _LETTERS)
            )
            known = self.letters[number] = ("index", next(letter for letter in free if letter not in taken))
        return known


def _joined(parts: tuple[Part, ...]) -> Parts:
    """Neighbouring plain texts in one; a very long condition cut short."""
    joined: list[Part] = []
    length = 0
    for part in parts:
        length += len(part if isinstance(part, str) else part[1])
        if length > LONGEST:
            return (*joined, " ... != 0") if isinstance(parts[-1], str) and "!=" in parts[-1] else (*joined, " ... > 0")
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
