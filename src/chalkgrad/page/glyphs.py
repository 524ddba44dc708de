"""The characters a terminal page is drawn with: a Unicode set and an ASCII set for outputs that cannot take it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ..notation.latex import FOLLOWED, GREEK
from .names import is_meant

#: Functions whose mathematical spelling differs from their name in the notation.
_FUNCTIONS = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "elu": "ELU", "selu": "SELU", "gelu": "GELU"}

#: Such a function in running text, where it is called or has a prime.
_CALLED = re.compile(rf"\b(?:sigmoid|{'|'.join(_FUNCTIONS)})(?=\(|')")

#: A Greek name in running text, also as that of a gradient (``dgamma1``) and behind ∂, but no part of a longer word.
_GREEK = re.compile(rf"(?<![\w.'])(?<!\w-)(d?)({'|'.join(GREEK)}|eps)(\d*)(?![\w'(]|-[A-Za-z])")
_ROOT = re.compile(r"\bsqrt(?:\((\w+)\)|[ \u00a0](?=[a-z]\b)|(?=\())")

#: What ASCII writes for a mathematical character in running words.
_SPELLED = {
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "→": "->",
    "∂": "d",
    "⊙": "*",
    "·": "*",
    "×": "x",
    "−": "-",
    "–": "-",
    "—": "-",
    "∑": "sum",
    "Σ": "sum",
    "√": "sqrt",
    "∞": "inf",
    "∈": "in",
    "ᵀ": "^T",
    "²": "^2",
    "³": "^3",
    "λ": "lambda",
    "ε": "eps",
    "ϵ": "eps",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "✓": "",
}
_SPELLED.update({character: name for name, character in GREEK.items() if character not in _SPELLED})


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of characters. ``brackets`` maps ``(``, ``[``, ``{``, ``|`` to (top, middle, bottom, single line).

    The names in ``follow`` are marked; ``names`` are all those of the page.
    """

    unicode: bool
    bar: str
    elementwise: str
    times: str
    transpose: str
    sum: str
    partial: str
    delta: str
    root: str
    cross: str
    proved: str
    tested: str
    rule: str
    brackets: dict[str, tuple[str, str, str, str]] = field(hash=False)
    relations: dict[str, str] = field(hash=False)
    follow: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    def name(self, name: str) -> str:
        """``lambda`` as λ, ``dgamma1`` as dγ1, ``Delta[l]`` as Δ[l], ``eps`` as ε; every other name as it is.

        A followed one is marked.
        """
        if name.startswith(FOLLOWED):
            return marked(self._plain_name(name.removeprefix(FOLLOWED)))
        return self._plain_name(name)

    def _plain_name(self, name: str) -> str:
        if not self.unicode:
            return name
        bare, bracket, layer = name.partition("[")  # Delta[l]
        stem = bare.rstrip("0123456789")
        digits = bare[len(stem) :] + bracket + layer
        before, letter = ("d", stem[1:]) if stem[:1] == "d" and stem not in GREEK else ("", stem)
        if letter == "eps":
            return f"{before}ε{digits}"
        return f"{before}{GREEK[letter]}{digits}" if letter in GREEK else name

    def function(self, name: str) -> str:
        if self.unicode and name == "sigmoid":
            return "σ"
        return _FUNCTIONS.get(name) or self.name(name)

    def raised(self, digits: str) -> str | None:
        """A whole number as superscript characters, if this set has them."""
        return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in digits) if self.unicode and digits.isdecimal() else None

    def words(self, text: str) -> str:
        """Running text in characters of this set, names spelled as in formulas; no-break spaces stay.

        Followed names in it are marked.
        """
        if self.unicode:
            text = _GREEK.sub(lambda found: self._plain_name(found.group()), text)
            text = _ROOT.sub(lambda found: f"√{found[1] or ''}", text)
        return self._spelled(self._marked(text, in_words=True))

    def verbatim(self, text: str) -> str:
        """Code, or what is to be typed: no name is spelled in another way than it is given."""
        return self._spelled(self._marked(text, in_words=False))

    def _marked(self, text: str, in_words: bool) -> str:
        """The text with the followed names marked; in words, where one of them is no word of English."""
        if not self.follow:
            return text
        names = tuple(dict.fromkeys((*self.follow, *map(self._plain_name, self.follow))))
        return _names_in(names).sub(
            lambda found: (
                marked(found.group())
                if not in_words or is_meant(text, found.start(), found.end(), self.names)
                else found.group()
            ),
            text,
        )

    def _spelled(self, text: str) -> str:
        text = _CALLED.sub(lambda found: self.function(found.group()), text)
        if self.unicode or all(character.isascii() or is_marked(character) for character in text):
            return text
        spelled = "".join(_SPELLED.get(character, character) for character in text)
        if spelled.replace("\u00a0", "").isascii():
            return spelled
        split = unicodedata.normalize("NFD", spelled)
        return "".join("" if unicodedata.combining(c) else c if c.isascii() or c == "\u00a0" else "?" for c in split)


_MARKED = 0xF0000
#: Words of English that are also names: in running text they are taken for words.
_ENGLISH = ("a", "A", "I")


def marked(text: str) -> str:
    """Each character moved to a private plane, where the page is put together to be underlined; as wide as before."""
    return "".join(chr(_MARKED + ord(character)) for character in text)


def is_marked(character: str) -> bool:
    return ord(character) >= _MARKED


def unmarked(text: str) -> str:
    """The characters as they were before they were marked."""
    return "".join(chr(ord(c) - _MARKED) if is_marked(c) else c for c in text)


def _names_in(names: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in names if name not in _ENGLISH) or r"(?!)"
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])")


UNICODE = Glyphs(
    unicode=True,
    bar="─",
    elementwise="⊙",
    times="·",
    transpose="ᵀ",
    sum="Σ",
    partial="∂",
    delta="δ",
    root="√",
    cross="×",
    proved="✓ proved",
    tested="≈ tested",
    rule="─",
    brackets={
        "(": ("⎛", "⎜", "⎝", "("),
        ")": ("⎞", "⎟", "⎠", ")"),
        "[": ("⎡", "⎢", "⎣", "["),
        "]": ("⎤", "⎥", "⎦", "]"),
        "|": ("│", "│", "│", "|"),
        "{": ("⎧", "⎪", "⎩", "{"),
    },
    relations={"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"},
)

ASCII = Glyphs(
    unicode=False,
    bar="-",
    elementwise="*",
    times="*",
    transpose="^T",
    sum="sum",
    partial="d",
    delta="delta",
    root="sqrt",
    cross="x",
    proved="proved",
    tested="tested",
    rule="-",
    brackets={
        "(": ("/", "|", "\\", "("),
        ")": ("\\", "|", "/", ")"),
        "[": ("[", "[", "[", "["),
        "]": ("]", "]", "]", "]"),
        "|": ("|", "|", "|", "|"),
        "{": ("/", "|", "\\", "{"),
    },
    relations={"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "!=": "!="},
)


def glyphs_for(encoding: str) -> Glyphs:
    """Unicode if the output can encode every character of that set, else ASCII."""
    needed = "─⊙·ᵀΣ∂δ√×✓≈⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦│⎧⎨⎪⎩≤≥≠²⁰⁴" + "".join(GREEK.values())
    try:
        needed.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE
