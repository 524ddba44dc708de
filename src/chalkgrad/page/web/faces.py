"""The fonts of a page: the letters that nearly every page has, and the others where one of them is shown.

Each font comes in two parts, so that a page carries what it needs: the first is always there, the second, whose family
ends in ``More``, only for letters outside of it (an accent in a name, a rare Greek letter, an arrow).
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100))
_PUNCTUATION = "–—‘’“”„…•€"
_GREEK = (*range(0x391, 0x3CA), 0x3D1, 0x3D5, 0x3F1, 0x3F5)
_ITALIC = (0x131, 0x237, 0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))
_SIGNS = "′″‴∂∇∑∏∫√∞∈∉≤≥≠≈≡⊙⊗⊕·×÷±∓−→←↔↦⇒⇔⊤∘∗⋯⋮⋱⟨⟩⌈⌉⌊⌋‖∵∴✓⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉\u2009\u2061\u2062\u2063\u2064"

_ASCII = (*range(0x20, 0x7F), 0xA0)
_ITALIC_LETTERS = (0x210E, *range(0x1D434, 0x1D468))
_USUAL_GREEK = "αβγδεϵηθλμρσφΔΘ𝛼𝛽𝛾𝛿𝜀𝜖𝜂𝜃𝜆𝜇𝜌𝜎𝜑"
_USUAL_SIGNS = "′∂∇∑√∞∈≤≥≠≈⊙·×÷±−→⊤…✓²³\u2009\u2061\u2062\u2063\u2064"
#: Headings say little more than words. What is in italics says still less: "because", the heads of tables, and in a
#: heading what the cost is called and ``dX``.
_USUAL_HEADING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-'()=:\u00a0"
_USUAL_ITALIC = "CEFJLXabcdefghijklmnopqrstuvwxyz \u00a0"


def _letters(*some: str | tuple[int, ...]) -> frozenset[int]:
    return frozenset(letter for each in some for letter in (map(ord, each) if isinstance(each, str) else each))


MATH = _letters(_LATIN, _PUNCTUATION, _GREEK, _ITALIC, _SIGNS)
TEXT = _letters(_LATIN, _PUNCTUATION)
USUAL_MATH = _letters(_ASCII, _ITALIC_LETTERS, _USUAL_GREEK, _USUAL_SIGNS)
USUAL_TEXT = _letters(_ASCII, "–—‘’“”…·×±")
USUAL_HEADING = _letters(_USUAL_HEADING)
USUAL_ITALIC = _letters(_USUAL_ITALIC)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file in ``fonts/`` with the code points of its letters."""

    file: str
    family: str
    letters: frozenset[int]
    weight: int = 400
    style: str = "normal"

    @property
    def is_always_there(self) -> bool:
        return not self.family.endswith("More")


FACES = (
    Face("math.woff2", "Chalk Math", USUAL_MATH),
    Face("math-more.woff2", "Chalk Math More", MATH - USUAL_MATH),
    Face("text.woff2", "Chalk Text", USUAL_TEXT),
    Face("text-more.woff2", "Chalk Text More", TEXT - USUAL_TEXT),
    Face("text-italic.woff2", "Chalk Text", USUAL_ITALIC, style="italic"),
    Face("text-italic-more.woff2", "Chalk Text More", TEXT - USUAL_ITALIC, style="italic"),
    Face("text-semibold.woff2", "Chalk Text", USUAL_HEADING, weight=600),
    Face("text-semibold-more.woff2", "Chalk Text More", TEXT - USUAL_HEADING, weight=600),
)

_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_NOT_WORDS = re.compile(r'<math\b.*?</math>|<a class="here".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: The elements with words in bold and in italic letters, and the headings in which only source text is in italics.
_IN_BOLD = re.compile(r'<(h[1-6]|strong)\b.*?</\1>|<li class="depth1">.*?</li>', re.DOTALL)
_IN_ITALICS = re.compile(r'<th\b.*?</th>|<span class="sign">.*?</span>', re.DOTALL)
_TOP_HEADING = re.compile(r"<(h[12])\b.*?</\1>", re.DOTALL)
_SOURCE = re.compile(r"<code\b.*?</code>", re.DOTALL)


def faces(body: str) -> str:
    """The style rules of the fonts that this body of a page needs."""
    formulas, words = "".join(_FORMULA.findall(body)), _NOT_WORDS.sub("", body)
    return "".join(
        _rule(face) for face in FACES if face.is_always_there or face.letters & _shown(formulas, words, face)
    )


def _shown(formulas: str, words: str, face: Face) -> set[int]:
    """The letters that may be set in the face; the mathematical one helps out in words."""
    if "Math" in face.family:
        return _seen(formulas) | (_seen(words) - TEXT)
    if face.style == "italic":
        return _seen(_all(_IN_ITALICS, words) + _all(_SOURCE, _all(_TOP_HEADING, words)))
    return _seen(_all(_IN_BOLD, words) if face.weight == 600 else words)


def _all(what: re.Pattern[str], words: str) -> str:
    return "".join(found[0] for found in what.finditer(words))


def _seen(written: str) -> set[int]:
    return set(map(ord, html.unescape(_TAG.sub("", written))))


@cache
def _rule(face: Face) -> str:
    data = resources.files(__package__).joinpath("fonts", face.file).read_bytes()
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
        f"font-display:block;src:url(data:font/woff2;base64,{base64.b64encode(data).decode()})}}\n"
    )
