r"""Which runs of letters are functions, which are names, and which are refused because they could be either."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ...errors import NotationError, Span
from ..latex import ACRONYMS
from .atoms import Atom, Sequence, Shape
from .tokens import Token, within

_NAME = re.compile(r"[A-Za-zα-ωΑ-Ω][A-Za-zα-ωΑ-Ω0-9_]*")
_NUMBER = re.compile(r"_(\d+)$")
_GRADIENT = re.compile(r"d[A-Za-z]\d*")
#: Words with which a line begins.
KEYWORDS = ("predict", "parameter", "data")
_FUNCTION_OF = {word: name for name, word in ACRONYMS.items()}


@dataclass
class Words:
    """What the model's text says about its words.

    ``names`` are those that stand in plain lines or are defined or declared somewhere; ``styles`` remembers in
    which font each letter was met, so that L and \\mathcal{L} are never read as one. ``defined`` are those that are
    declared or have an equation; the arguments of a function are not among them.
    """

    functions: Collection[str]
    names: Collection[str] = ()
    styles: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbered: dict[str, tuple[str, str]] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)

    def split(self, token: Token, place: Span) -> Sequence:
        """A run of letters: one name or function, or a product of letters that are names on their own."""
        text = token.text
        if text in self.functions and len(text) > 1:
            return (Atom(Shape.FUNCTION, text, token.start, token.end),)
        letters, digits = text.rstrip("0123456789"), text[len(text.rstrip("0123456789")) :]
        if len(letters) == 1 or text in self.names or text in KEYWORDS or _GRADIENT.fullmatch(text):
            return (Atom(Shape.LETTER, text, token.start, token.end),)
        pieces = [*letters[:-1], letters[-1] + digits]
        if not all(piece in self.names for piece in pieces):
            raise NotationError(
                f"{text} can be one name or a product",
                span=within(place, token.start, token.end),
                hint=rf"Write \mathrm{{{text}}} for a name, {' '.join(pieces)} for a product.",
            )
        return tuple(self._pieces(pieces, token.start))

    def letters(self, token: Token) -> Sequence:
        """A run of letters in a subscript: each is an index of its own."""
        letters = token.text.rstrip("0123456789")
        pieces = [*letters[:-1], letters[-1] + token.text[len(letters) :]]
        return tuple(self._pieces(pieces, token.start))

    def _pieces(self, pieces: list[str], start: int) -> Iterator[Atom]:
        for piece in pieces:
            yield Atom(Shape.LETTER, piece, start, start + len(piece))
            start += len(piece)

    def word(self, token: Token, place: Span) -> Atom:
        r"""``\text{softmax}``, ``\mathrm{data}``: an upright word is a function if it is known as one, else a name."""
        if token.text in self.names and token.text not in self.functions:
            return Atom(Shape.LETTER, token.text, token.start, token.end)
        for name in (token.text, _FUNCTION_OF.get(token.text, ""), token.text.lower()):
            if name in self.functions:
                return Atom(Shape.FUNCTION, name, token.start, token.end)
        if not _NAME.fullmatch(token.text):
            raise NotationError(
                f"not understood: {place.source[token.start : token.end]}",
                span=within(place, token.start, token.end),
                hint="A word in a formula is a name or a function, of letters, digits and underscores.",
            )
        return Atom(Shape.LETTER, token.text, token.start, token.end)

    def spelled(self, *candidates: str) -> str:
        """The first spelling that the model's text knows, else the first of all."""
        return next((name for name in candidates if name in self.names), candidates[0])

    def is_defined(self, name: str) -> bool:
        """Whether the text declares a name or has an equation for it, in every layer or up to here."""
        return name in self.defined or name.partition("[")[0] in self.defined

    def one_style(self, name: str, atom: Atom, place: Span) -> None:
        """Raises NotationError if the same plain name was written in another font before."""
        written = place.source[atom.start : atom.end]
        style, before = self.styles.setdefault(name, (atom.style, written))
        if style != atom.style:
            raise NotationError(
                f"{before} and {written} would both be called {name}",
                span=within(place, atom.start, atom.end),
                hint="Give one of them another name: chalkgrad tells names apart by their letters, not by fonts.",
            )
        self._one_number(name, written, within(place, atom.start, atom.end))

    def _one_number(self, name: str, written: str, span: Span) -> None:
        r"""Raises NotationError for W^{[1]} and W_1 in one model: most likely they are one matrix, read as two."""
        known, before = self.numbered.setdefault(_NUMBER.sub(r"\1", name), (name, written))
        if known != name:
            raise NotationError(
                f"{before} and {written} would be two quantities, {known} and {name}",
                span=span,
                hint="Write it the same way everywhere; if they are two, give one of them another letter.",
            )
