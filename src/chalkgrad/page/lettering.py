"""How a name is lettered: ``dZ2`` is a d, a Z and the layer [2] above it, ``beta1`` a β with a 1 below it.

The same reading as in ``notation.latex``, as letters instead of TeX.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..notation.latex import GREEK

#: Names that are one letter.
SYMBOLS = {"sigmoid": "σ", "eps": "ε", **GREEK}
_NAME = re.compile(r"(?P<stem>.*?)_?(?P<number>\d*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lettering:
    """A name in letters: ``before`` is ``d`` or nothing, ``stem`` one letter or an upright word.

    ``below`` and ``above`` are what stands at its foot and at its head.
    """

    stem: str
    before: str = ""
    below: str = ""
    above: str = ""


@lru_cache(maxsize=4096)
def lettering(name: str) -> Lettering:
    """The letters of a name of the notation; any other text is a word."""
    if name.endswith("]") and "[" in name:  # a layer that is not a number: Z[l]
        base, _, layer = name[:-1].partition("[")
        letters = lettering(base)
        return Lettering(letters.stem, letters.before, letters.below, letters.above or f"[{layer}]")
    matched = _NAME.fullmatch(name)
    assert matched is not None  # both parts may be empty, and every character is allowed
    stem, digits = str(matched["stem"]), str(matched["number"])
    numbered = bool(digits) and name.endswith(f"_{digits}")
    letter, before = stem, ""
    if stem not in SYMBOLS and stem.startswith("d") and (len(stem) == 2 or stem[1:] in SYMBOLS):
        letter, before = stem[1:], "d"
    if len(letter) == 1 or letter in SYMBOLS:
        symbol = SYMBOLS.get(letter, letter)
        if not digits:
            return Lettering(symbol, before)
        if numbered or (letter in SYMBOLS and letter[0].islower()):
            return Lettering(symbol, before, below=digits)
        return Lettering(symbol, before, above=f"[{digits}]")
    head, line, tail = name.partition("_")
    if line and len(head) == 1 and tail.isalnum():
        return Lettering(head, below=tail)
    return Lettering(name)
