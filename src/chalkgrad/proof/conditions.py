"""Side conditions of a proof, written in the notation: ``A2 != 0``, ``1 - A2 != 0``."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from ..terms import Index, Term
from .ring import Coefficient, Frozen
from .vanishing import Prover
from .written_out import term_of

#: A text with holes for what a proof of the same form would call differently: names, indices, sizes.
Part: TypeAlias = str | tuple[str, str]
Parts: TypeAlias = tuple[Part, ...]


class Condition(NamedTuple):
    """A side condition as text, and the term that is not 0, or positive, where it can be written down."""

    parts: Parts
    term: Term | None = None
    is_positive: bool = False


LONGEST = 160
_LETTERS = "kjlpqrst"


def conditions_of(prover: Prover, indices: dict[Index, int], free: Collection[Index]) -> tuple[Condition, ...]:
    """What the proof divided by, assumed to be positive, or left out; each once, in the order met.

    ``indices`` are the letters in use, ``free`` those that the claim is about.
    """
    writer = _Writer(prover, indices, free)
    found: dict[Parts, Term | None] = {}

    def atom_alone(number: int) -> Term | None:
        return term_of(prover, ((((), ((number, 1),)), 1),))

    above = {number: writer.atom_condition(number, " > 0") for number in prover.positive_conditions}
    for number in prover.denominators:
        if not prover.is_positive(number) and number not in above:
            found.setdefault(writer.atom_condition(number, " != 0"), atom_alone(number))
    for number, parts in above.items():
        found[parts] = atom_alone(number)
    for frozen in prover.skipped:
        found[writer.condition(frozen, " != 0")] = None
    positive = frozenset(above.values())
    kept = {
        writer.summands[parts]: Condition(parts, term, parts in positive) for parts, term in reversed(found.items())
    }
    return tuple(reversed(kept.values()))


class _Writer:
    def __init__(self, prover: Prover, indices: dict[Index, int], free: Collection[Index]) -> None:
        self.prover = prover
        self.known = {indices[index] for index in free if index in indices}
        self.used: dict[int, None] = {}
        self.summands: dict[Parts, Hashable] = {}  # each condition, whatever the order of its terms
        self.bound: set[int] = set()
        self.letters: dict[int, tuple[str, str]] = {
            indices[index]: ("index", index.name) for index in free if index in indices
        }
        self.local: dict[int, tuple[str, str]] = {}
        self.plain = True

    def atom_condition(self, number: int, relation: str) -> Parts:
        atom = self.prover.atoms[number]
        if atom.kind == "bracket":
            return self.condition(atom.inside[0], relation)
        return self.condition(((((), ((number, 1),)), 1),), relation)

    def condition(self, frozen: Frozen, relation: str) -> Parts:
        self.plain = self._may_drop_indices(frozen)
        self.used.clear()
        self.bound.clear()
        self.local.clear()
        parts = self._sum(frozen)
        loose = [number for number in self.used if number not in self.known and number not in self.bound]
        suffix: list[Part] = []
        for place, number in enumerate(loose):
            suffix.extend((", " if place else " for every ", self._letter(number)))
        joined = _joined(parts, relation, suffix)
        summands = [(coefficient, tuple(self._product(1, *monomial))) for monomial, coefficient in frozen]
        self.summands[joined] = (relation, frozenset(summands))
        return joined

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
            self.bound.add(bound)
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
                self.bound.add(atom.binder)
                return [f"{atom.label}_", self._letter(atom.binder), " (", *inside, ")", *self._subscript(atom.indices)]
            case "max":
                self.bound.add(atom.binder)
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
            self.used[index] = None
        return [*parts, "]"]

    def _letter(self, number: int) -> Part:
        """A free index has the claim's letter; any other gets one anew in each condition."""
        letters = self.letters if number in self.known else self.local
        known = letters.get(number)
        if known is None:
            taken = {letter for table in (self.letters, self.local) for _, letter in table.values()}
            free = (f"{stem}{count or ''}" for count in (0, *range(2, 100)) for stem in _LETTERS)
            known = letters[number] = ("index", next(letter for letter in free if letter not in taken))
        return known


def _joined(parts: list[Part], relation: str, suffix: list[Part]) -> Parts:
    """Neighbouring plain texts in one; a very long condition cut short."""
    joined: list[Part] = []
    length = 0
    for part in (*parts, relation, *suffix):
        length += len(part if isinstance(part, str) else part[1])
        if length > LONGEST:
            return (*joined, f" ...{relation}")
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
