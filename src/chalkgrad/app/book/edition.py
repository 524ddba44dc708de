"""One edition of the book: its convention, and what the chapters leave for the chapters after them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ... import calculus
from ...calculus.derivation import Derivation, Equation
from ...calculus.known_routes import Agreement
from ...calculus.theta_layers import layers
from ...convention import Convention
from ...learning.read import read_model
from ...library import functions
from ...model import Model, Role
from ...notation.read import read_expression
from ...notation.surface import Comparison, Name, Surface
from ...page.certified import MEANING
from ...page.chaining import chains
from ...page.document import (
    Block,
    Document,
    Entry,
    Formula,
    Listing,
    Note,
    Piece,
    Prose,
    Reference,
    Table,
    Title,
    Verbatim,
)
from ...page.route_page import route_page
from ...program.worked import WorkedExample, friendly_values, worked_example

#: The network that the book follows from the first chapter to the last.
SHALLOW = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y ⊙ log(A2) + (1 - Y) ⊙ log(1 - A2))
"""


@dataclass(frozen=True)
class Exercise:
    """The group of a task, and the derivation that answers it."""

    group: str
    answer: tuple[Block, ...]
    anchor: str


@dataclass
class Edition:
    """``terms`` are the words of the index with the sections they lead to; ``exercises`` wait for their chapter."""

    convention: Convention
    terms: dict[str, list[Reference]] = field(default_factory=dict)
    exercises: list[Exercise] = field(default_factory=list)
    _derivations: dict[tuple[str, frozenset[str] | None], Derivation] = field(default_factory=dict)
    _asked: dict[str, Derivation] = field(default_factory=dict)

    def derive(self, text: str, wrt: Collection[str] | None = None) -> Derivation:
        """The derivation of a model in the edition's convention, made once."""
        key = (text, frozenset(wrt) if wrt is not None else None)
        if key not in self._derivations:
            model = read_model(text, "the book")
            chosen = self.convention if self.convention.parameters == "W, b" or layers(model) else self.asking
            self._derivations[key] = calculus.derive(model, chosen, key[1])
        return self._derivations[key]

    def derive_asking(self, text: str) -> Derivation:
        """The same in the convention ``asking``."""
        if self.asking == self.convention:
            return self.derive(text)
        if text not in self._asked:
            self._asked[text] = calculus.derive(read_model(text, "the book"), self.asking)
        return self._asked[text]

    def in_numbers(self, text: str) -> WorkedExample:
        """A model in small numbers, the same ones wherever the book needs them."""
        derivation = self.derive_asking(text)
        return worked_example(derivation, friendly_values(derivation), settings={"learning_rate": 0.5})

    @property
    def asking(self) -> Convention:
        """The nearest convention in which questions and numbers are given: weights, bias apart."""
        return self.convention.in_parts().in_denominator_layout()

    def asked_differently(self) -> Iterator[Block]:
        """A remark where answers are not in the edition's convention to the letter."""
        if self.asking != self.convention:
            said = []
            if self.asking.parameters != self.convention.parameters:
                said.append("weights and bias are apart")
            if self.asking.layout != self.convention.layout:
                said.append("every gradient has the shape of its quantity")
            yield Note((f"Here {' and '.join(said)}.",))

    def section(self, words: str, *terms: str, depth: int = 2) -> Title:
        """A heading; the index leads from each of the ``terms`` to it. Backticks enclose formulas."""
        pieces = written(words)
        anchor = "section-" + re.sub(r"\W+", "-", words.lower()).strip("-")
        for term in terms:
            self.terms.setdefault(term, []).append(Reference(linked(pieces), anchor))
        return Title(pieces, depth, anchor)

    def exercise(self, group: str, answer: tuple[Block, ...]) -> Exercise:
        """A new exercise; its answer waits for the chapter of answers."""
        made = Exercise(group, answer, f"answer-{len(self.exercises) + 1}")
        self.exercises.append(made)
        return made


def written(words: str) -> tuple[Piece, ...]:
    """Running words; what stands between backticks is a formula in the notation."""
    return tuple(
        Formula(_formula(piece)) if place % 2 else piece for place, piece in enumerate(words.split("`")) if piece
    )


def _formula(text: str) -> Surface:
    """A formula, or an equation."""
    left, sign, right = text.partition(" = ")
    known = functions()
    if not sign:
        return read_expression(text, functions=known)
    return Comparison("=", read_expression(left, functions=known), read_expression(right, functions=known))


def prose(words: str) -> Prose:
    return Prose(written(words))


def note(words: str) -> Note:
    return Note(written(words))


def told(equation: Equation) -> tuple[Block, ...]:
    """The steps of an equation, with its shape and its note."""
    noted = (Note.of(equation.note),) if equation.note else ()
    return (*chains(equation, "lecture"), *noted)


def equations(model: Model) -> Listing:
    """The equations of a model with the shapes; the data first."""
    found = [q for q in model.quantities.values() if q.role is Role.DATA or q.written is not None]
    ordered = sorted(found, key=lambda quantity: quantity.role is not Role.DATA)
    return Listing(tuple(Entry(Name(q.name), q.written, q.shape) for q in ordered))


def results(derivation: Derivation, of: Collection[str] | None = None) -> Listing:
    """All equations of a derivation under each other, or those ``of`` some quantities, with the layers they hold for.

    How many steps each took is not said: they may not stand in the book.
    """
    return Listing(
        tuple(
            Entry(e.left.surface, e.value.surface, e.shape, e.layers, certificate=e.certificate)
            for e in derivation.equations
            if of is None or e.of in of
        )
    )


def included(document: Document, *, under: int, title: bool = True) -> Iterator[Block]:
    """The blocks of another page as a part of this book, its headings below depth ``under``.

    The remarks at its foot on what certificates mean are left out: the book says it once.
    """
    meanings = {Prose((text,)) for text in MEANING.values()}
    for block in document.blocks:
        if isinstance(block, Title):
            if block.depth > 1 or title:
                yield replace(block, pieces=_capital(block.pieces), depth=block.depth + under - 1, anchor="")
        elif block not in meanings:
            yield block


def routes(agreement: Agreement) -> Iterator[Block]:
    """The routes to one result; what is given has been said above."""
    page = route_page(agreement)
    is_part = [isinstance(block, Title) and block.depth == 2 for block in page.blocks]
    first = is_part.index(True, is_part.index(True) + 1)
    yield from included(Document(page.blocks[first:]), under=2)


def _capital(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A heading that begins with a word begins with a capital letter; ``dA1`` and ``log(a)`` are no words."""
    first = pieces[0] if pieces else ""
    if isinstance(first, str) and re.match(r"[a-z]{3,}[ ,]", first):
        return (f"{first[0].upper()}{first[1:]}", *pieces[1:])
    return pieces


def lettered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with names and formulas set as in the rest of the book, not in the letters of a program."""
    for block in blocks:
        match block:
            case Table(_, rows):
                yield replace(block, rows=tuple(tuple(map(_lettered, row)) for row in rows))
            case Prose(pieces):
                yield Prose(_lettered(pieces))
            case _:
                yield block


def _lettered(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Verbatim):
            found += written(", ".join(f"`{part}`" for part in piece.text.split(", ")))
        else:
            found.append(piece)
    return tuple(found)


def linked(pieces: tuple[Piece, ...]) -> tuple[str | Formula, ...]:
    """The words of a heading as those of a reference to it."""
    return tuple(piece for piece in pieces if isinstance(piece, (str, Formula)))
