r"""What every part of a formula is written with: spaces, brackets, scripts, refusals."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import NoReturn

from ...errors import NotationError, Span
from .atoms import Atom, Sequence, Shape
from .names import Named, indices, is_transpose, named
from .places import Bounds, Writer
from .tokens import within
from .words import Words


@dataclass
class Scripts(ABC):
    """Writes what is set around and on atoms.

    ``place`` is the line they stand in, ``symbolic`` whether layers are counted by a letter; ``bounds`` collects what
    sums say about their ends.
    """

    place: Span
    words: Words
    writer: Writer
    symbolic: bool = False
    bounds: list[Bounds] = field(default_factory=list)

    @abstractmethod
    def sequence(self, atoms: Sequence) -> None:
        """Write a formula. Raises NotationError at what has no plain form."""

    def meaning(self, letter: Atom) -> Named:
        """What a letter with its scripts stands for."""
        return named(letter, self.words, self.place, self.symbolic)

    def _bracket(self, atom: Atom) -> None:
        inside = atom.parts[0]
        self.writer.put("(", atom.start, inside[0].start if inside else atom.end)
        self.sequence(inside)
        self.writer.put(")", inside[-1].end if inside else atom.start, atom.end)

    def _scripts(self, atom: Atom) -> None:
        """Scripts on a bracket, a call or a number: indices, a transpose, a power."""
        if atom.primes:
            self.refuse("a prime belongs to a function", atom, "For example g'(z).")
        inside = atom.parts[0] if atom.shape is Shape.GROUP else ()
        if atom.below is not None:
            self._put(f"[{','.join(indices(atom.below, self.place))}]", atom)
        if atom.above is None:
            return
        first = atom.above[0]
        if len(atom.above) == 1 and is_transpose(first):
            if atom.below is not None or any(part.below is not None for part in inside):
                hint = r"Write (W^{\top})_{i,k} for an entry of the transposed matrix, W_{k,i} for one of the matrix."
                self.refuse("an index and a transpose on one factor", atom, hint)
            self._put("^T", atom)
            return
        if first.shape is Shape.BRACKET and first.text == "[":
            self.refuse("a layer number belongs to a letter", first, "For example W^{[1]}.")
        self._power(atom.above, atom)

    def _power(self, power: Sequence, base: Atom) -> None:
        for part in power:
            if part.shape in (Shape.TRANSPOSE, Shape.PRIME):
                self.refuse("a power and another mark in one superscript", part, "Use brackets: (A^{2})^{T}.")
        simple = len(power) == 1 and power[0].bare and power[0].shape is Shape.NUMBER
        self.writer.put("^" if simple else "^(", power[0].start, power[0].start)
        self.sequence(power)
        self.writer.put("" if simple else ")", power[-1].end, power[-1].end)

    def _space(self, atom: Atom) -> None:
        self.writer.put(" ", atom.start, atom.start)

    def _put(self, text: str, atom: Atom) -> None:
        self.writer.put(text, atom.start, atom.end)

    def refuse(self, message: str, atom: Atom, hint: str = "") -> NoReturn:
        raise NotationError(message, span=within(self.place, atom.start, atom.end), hint=hint)
