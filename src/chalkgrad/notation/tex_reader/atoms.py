r"""What a line of LaTeX is made of: atoms, each with the scripts that are set on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeAlias

from ..latex import GREEK


class Shape(Enum):
    """What an atom is."""

    LETTER = auto()  # a name: one letter, \lambda, \hat{y}, \mathrm{data}
    FUNCTION = auto()  # \log, \text{softmax}: needs an argument
    NUMBER = auto()
    BRACKET = auto()  # ( ), [ ], \{ \}; ``text`` is the opening one
    GROUP = auto()  # { }: invisible
    BARS = auto()
    NORM = auto()  # \lVert W \rVert
    FRACTION = auto()
    ROOT = auto()
    CASES = auto()  # then, condition, then, condition, otherwise
    BIG = auto()  # \sum and \max: a letter below
    SIGN = auto()  # + - = < comma ...: ``text`` is the plain spelling
    TIMES = auto()
    WORD = auto()  # if, otherwise, for, in ...
    PARTIAL = auto()
    TRANSPOSE = auto()  # \top
    PRIME = auto()  # \prime
    REALS = auto()  # \mathbb{R}
    DOTS = auto()


@dataclass(frozen=True, slots=True)
class Atom:
    """One atom of a line: ``parts`` are the sequences inside, ``above`` and ``below`` its scripts.

    ``style`` names the font or the macro a letter was written in: two styles of one letter are two names.
    """

    shape: Shape
    text: str
    start: int
    end: int
    parts: tuple[Sequence, ...] = ()
    above: Sequence | None = None
    below: Sequence | None = None
    primes: int = 0
    style: str = ""

    @property
    def bare(self) -> bool:
        """Whether no script is set on the atom."""
        return self.above is None and self.below is None and not self.primes

    def up_to(self, end: int) -> Atom:
        return replace(self, end=end)


Sequence: TypeAlias = tuple[Atom, ...]

#: Commands that are letters, with their plain name.
LETTERS = {rf"\{name}": name for name in GREEK} | {r"\varepsilon": "eps", r"\ell": "l"}
#: Accents, with what they add to the plain name.
ACCENTS = {r"\hat": "hat", r"\widehat": "hat", r"\bar": "bar", r"\overline": "bar", r"\tilde": "tilde"}
#: Fonts: they add nothing to the plain name, but two fonts of one letter may not meet in one model.
FONTS = (r"\mathbf", r"\boldsymbol", r"\bm", r"\vec", r"\mathcal", r"\mathscr", r"\mathfrak")
FUNCTIONS = {rf"\{name}": name for name in ("log", "exp", "tanh", "sin", "cos", "sinh", "cosh", "max", "min")}
FUNCTIONS[r"\ln"] = "log"
SIGNS = {
    "+": "+", "-": "-", "−": "-", "=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "==": "=",
    ":=": "=", r"\coloneqq": "=", r"\coloneq": "=", r"\triangleq": "=", r"\doteq": "=",
    "≤": "<=", "≥": ">=", "≠": "!=", r"\le": "<=", r"\leq": "<=", r"\ge": ">=", r"\geq": ">=", r"\lt": "<",
    r"\gt": ">", r"\ne": "!=", r"\neq": "!=", ",": ",", ":": ":", r"\colon": ":", ";": ";",
}  # fmt: skip
PRODUCTS = {
    r"\odot": "⊙", "⊙": "⊙", "*": "⊙", r"\ast": "⊙", r"\cdot": "·", "·": "·", r"\times": "·", "×": "·", "/": "/",
    "@": "@",
}  # fmt: skip
WORDS = ("if", "otherwise", "else", "for", "when")
