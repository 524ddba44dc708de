"""The fonts of a page: the letters that nearly every page has, and the others where one of them is shown.

Each font comes in two parts, so that a page carries what it needs: the ``usual`` part is always there, the ``more``
part only for letters outside of it (an accent in a name, a rare Greek letter, an arrow).
"""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

ASCII = (*range(0x20, 0x7F), 0xA0)
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100))
PUNCTUATION = tuple(map(ord, "–—‘’“”„…•€"))
_GREEK = (*range(0x391, 0x3CA), 0x3D1, 0x3D5, 0x3F1, 0x3F5)
_ITALIC = (0x131, 0x237, 0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))
_SIGNS = tuple(
    map(ord, "′″‴∂∇∑∏∫√∞∈∉≤≥≠≈≡⊙⊗⊕·×÷±∓−→←↔↦⇒⇔⊤∘∗⋯⋮⋱⟨⟩⌈⌉⌊⌋‖∵∴✓⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉\u2009\u2061\u2062\u2063\u2064")
)
_ITALIC_LETTERS = (0x210E, *range(0x1D434, 0x1D468))
_USUAL_GREEK = "αβγδεϵηθλμρσφΔΘ"
_USUAL_ITALIC_GREEK = "𝛼𝛽𝛾𝛿𝜀𝜖𝜂𝜃𝜆𝜇𝜌𝜎𝜑"
_USUAL_SIGNS = "′∂∇∑√∞≤≥≠≈⊙·×÷±−→⊤…✓²³\u2009\u2061\u2062\u2063\u2064"

#: The letters of each part, as code points.
USUAL_MATH = frozenset((*ASCII, *_ITALIC_LETTERS, *map(ord, _USUAL_GREEK + _USUAL_ITALIC_GREEK + _USUAL_SIGNS)))
MORE_MATH = frozenset((*LATIN, *PUNCTUATION, *_GREEK, *_ITALIC, *_SIGNS)) - USUAL_MATH
USUAL_TEXT = frozenset((*ASCII, *map(ord, "–—‘’“”…·×±")))
MORE_TEXT = frozenset((*LATIN, *PUNCTUATION)) - USUAL_TEXT


@dataclass(frozen=True, slots=True)
class Face:
    """A font file in ``fonts/``; ``letters`` are None for one that every page carries."""

    file: str
    family: str
    weight: int = 400
    style: str = "normal"
    letters: frozenset[int] | None = None


FACES = (
    Face("math.woff2", "Chalk Math"),
    Face("math-more.woff2", "Chalk Math More", letters=MORE_MATH),
    Face("text.woff2", "Chalk Text"),
    Face("text-more.woff2", "Chalk Text More", letters=MORE_TEXT),
    Face("text-italic.woff2", "Chalk Text", style="italic"),
    Face("text-italic-more.woff2", "Chalk Text More", style="italic", letters=MORE_TEXT),
    Face("text-semibold.woff2", "Chalk Text", 600),
    Face("text-semibold-more.woff2", "Chalk Text More", 600, letters=MORE_TEXT),
)

_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_HINT = re.compile(r'data-hint="([^"]*)"')


def faces(body: str) -> str:
    """The style rules of the fonts that this body of a page needs."""
    return "".join(_rule(face) for face in FACES if face.letters is None or face.letters & _shown(body, face))


def _shown(body: str, face: Face) -> set[int]:
    """The letters to be seen: for the fonts of text those outside of formulas, which have one of their own."""
    written = body if "Math" in face.family else _MATH.sub("", body)
    words = _TAG.sub("", written) + "".join(_HINT.findall(body))
    return set(map(ord, html.unescape(words)))


@cache
def _rule(face: Face) -> str:
    data = resources.files(__package__).joinpath("fonts", face.file).read_bytes()
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
        f"font-display:block;src:url(data:font/woff2;base64,{base64.b64encode(data).decode()})}}\n"
    )
