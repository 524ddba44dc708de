"""Running words with formulas between, as Typst: strings and equations, nothing that could be code.

A reason is plain text; ``fragments`` takes it apart into words, formulas and rules of differentiation, and each is
set from its tree. The rest are the characters of mathematics that stand in words: Σ_k, primes, powers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..notation.latex import ACRONYMS
from ..notation.surface import Comparison, Name, Surface
from .board import flat
from .certified import spoken
from .document import Formula, Piece, Reference, Shape, Verbatim
from .fragments import ENTRY, OVER_LAYERS, Rule, entry, fragments
from .glyphs import UNICODE
from .pieces import shape_text
from .typst_breaks import breadth_of
from .typst_breaks import pieces as broken
from .typst_formula import RELATIONS, Pen, quoted

_RUNS = re.compile(r"[Σ∑]_\{[^{}]*\}|[Σ∑]_\w+|\^(?:T\b|\w+|\([^()]*\))|(?:(?![Σ∑]_[\w{]|\^(?:T\b|\w|\()).)+", re.DOTALL)
_RULE_PARTS = re.compile(
    rf"({ENTRY})|sqrt\((\w+)\)|sqrt (\w+)|([A-Za-z][A-Za-z0-9_]+)|([²³]|\^\w)|(\d+)|(.)", re.DOTALL
)
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])")
_OPERATORS = ("log", "exp", "tanh", "sin", "cos", "sinh", "cosh")
_WIDEST_UNBROKEN = 30  # about as many letters as a line of a reason has


class Setting:
    """What running text needs to know: the names to ``follow``, all ``names``, the ``anchors`` of references."""

    def __init__(
        self, follow: tuple[str, ...] = (), anchors: frozenset[str] = frozenset(), names: frozenset[str] = frozenset()
    ) -> None:
        self.follow, self.anchors, self.names = follow, anchors, names
        self.display, self.text = Pen(follow), Pen(follow, flat=True)

    def sentence(self, pieces: Iterable[Piece]) -> str:
        """The pieces as content in markup mode."""
        return "".join(map(self.piece, pieces))

    def places(self, pieces: Iterable[Piece]) -> str:
        """The pieces with a page number for every reference."""
        return "".join(
            f"#page-of({quoted(piece.anchor)})[{self.sentence(piece.pieces)}]"
            if isinstance(piece, Reference) and piece.anchor in self.anchors
            else self.piece(piece)
            for piece in pieces
        )

    def piece(self, piece: Piece) -> str:
        match piece:
            case str():
                return self.words(piece)
            case Formula(surface):
                return self.inline(surface)
            case Verbatim(text):
                written = f"raw({quoted(text)})"
                return f"#box({written})" if len(text) <= _WIDEST_UNBROKEN else f"#{written};"
            case Shape(text):
                return self.shape(text)
            case Reference(pieces, anchor) if anchor in self.anchors:
                return f"#refer({quoted(anchor)})[{self.sentence(pieces)}]"
            case Reference(pieces, _):
                return self.sentence(pieces)

    def words(self, text: str) -> str:
        """Running words, the formulas in them typeset from their trees."""
        written, sign = "", ""
        found = fragments(text.replace("\u00a0", " "), self.names)
        for place, fragment in enumerate(found):
            if isinstance(fragment, str):
                follows = place + 1 < len(found)
                if fragment.endswith(" +") and follows:
                    fragment, sign = fragment[:-1], "+"  # "and +Y A2"
                written += self._run(spoken(fragment))
            elif isinstance(fragment, Rule):
                written += equation(sign + self._rule(fragment.text), spoken(fragment.text))
                sign = ""
            else:
                written += self.inline(fragment, sign)
                sign = ""
        return written

    def inline(self, surface: Surface, sign: str = "") -> str:
        """A formula on the line; only a long one is broken, beside its relation or between its parts."""
        if breadth_of(surface, self.text) > _WIDEST_UNBROKEN and isinstance(surface, Comparison):
            relation = RELATIONS[surface.relation]
            return f"{self.inline(surface.left, sign)} {equation(relation, relation)} {self.inline(surface.right)}"
        parts = broken(surface, self.text, _WIDEST_UNBROKEN)
        words = [sign + flat(surface, UNICODE), *("…" for _ in parts[1:])]
        return "".join(equation(part, said) for part, said in zip((sign + parts[0], *parts[1:]), words, strict=True))

    def shape(self, text: str) -> str:
        """``n2 x m`` with a cross; any other text as it is."""
        sizes = text.split(" x ")
        if len(sizes) != 2:
            return f"#{quoted(text)};"
        written = " times ".join(map(self.size, sizes))
        return equation(written, shape_text(text, UNICODE))

    def size(self, size: str) -> str:
        """``n1``, ``3``, or the size of a matrix in parts, ``(1 + n0)``."""
        if size.startswith("("):
            return f"({' + '.join(map(self.size, size[1:-1].split(' + ')))})"
        return size if size.isdecimal() else self.text.write(Name(size))

    def _rule(self, text: str) -> str:
        """A rule of differentiation, letter by letter: ``(log u)' = u'/u``."""
        written = []
        for name, root, bare, word, raised, number, other in _RULE_PARTS.findall(text):
            if name:
                written.append(self.text.write(entry(name)))
            elif root or bare:
                written.append(f"sqrt({root or bare})" if len(root or bare) == 1 else f"sqrt({quoted(root or bare)})")
            elif word:
                written.append(self.text.write(Name(word)) if word in self.names else _function(word))
            elif raised:
                written.append({"²": "^2", "³": "^3"}.get(raised, raised))
            elif number:
                written.append(number)
            else:
                written.append(_character(other, written[-1] if written else ""))
        joined = " ".join(filter(None, written)).replace(" '", "'").replace(" ^", "^")
        return re.sub(r"thin (?=[-+=])", "", joined)

    def _run(self, text: str) -> str:
        return "".join(map(_stretch, _RUNS.findall(_APOSTROPHE.sub("’", text))))


def equation(written: str, alternative: str) -> str:
    """Typst mathematics that stays on one line, with the words that a screen reader says for it."""
    return f"#m({quoted(alternative)}, ${written}$)"


def _stretch(text: str) -> str:
    """A stretch of plain letters, a power, or Σ with its index."""
    layers = re.fullmatch(OVER_LAYERS, text)
    if layers:
        index, first, last = (" ".join(map(_letter, re.findall(r"\w+|.", part))) for part in layers.groups())
        return equation(f"∑_({index} = {first})^{last}", text)
    if text[0] in "Σ∑" and len(text) > 1:
        return equation(f"∑_({quoted(text[2:])})", text)
    if text[0] == "^" and len(text) > 1:
        above = text[1:].strip("()")
        return f"#super[#{quoted('⊤' if above == 'T' else above)}]"
    return f"#{quoted(text)};"


def _letter(part: str) -> str:
    return part if part.isascii() and len(part) == 1 else quoted(part)


def _character(character: str, before: str) -> str:
    if character == " ":
        return "thin" if before and (before[-1].isalnum() or before[-1] in "')") and before not in _OPERATORS else ""
    if character.isascii() and (character.isalpha() or character in "+-='"):
        return character
    return f"\\{character}" if character in "()[]/" else quoted(character)


def _function(word: str) -> str:
    if word in _OPERATORS:
        return word
    return "σ" if word == "sigmoid" else f"op({quoted(ACRONYMS.get(word, word))})"
