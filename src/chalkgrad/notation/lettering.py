"""How a name is lettered on the board: ``dZ2`` is a d and a Z with a raised [2], ``beta1`` a β with a lowered 1.

This says what stands where; each printer writes it in its own way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

#: Greek letters by name, with the character.
GREEK = dict(
    zip(
        re.findall(
            r"\w+",
            "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
            "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega",
        ),
        "αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ",
        strict=True,
    )
)
#: Names that stand for a Greek letter, with the character.
SYMBOLS = {"sigmoid": "σ", "eps": "ε", **GREEK}

_NAME = re.compile(r"(?P<stem>.*?)_?(?P<number>\d*)")


@dataclass(frozen=True, slots=True)
class Lettering:
    """``before`` (a ``d`` or nothing), ``letter``, and what is written small: ``below`` and ``above`` it.

    ``letter`` is one letter, a name of ``SYMBOLS``, or a word to be set upright; ``primes`` stand beside it.
    """

    letter: str
    before: str = ""
    below: str = ""
    above: str = ""
    primes: int = 0

    @property
    def is_word(self) -> bool:
        return len(self.letter) != 1 and self.letter not in SYMBOLS


def lettering(name: str) -> Lettering:
    """``dZ2`` is Z with "d" before and "[2]" above, ``beta1`` is beta with "1" below, ``hidden`` is a word."""
    if name.endswith("'"):
        bare = name.rstrip("'")
        return replace(lettering(bare), primes=len(name) - len(bare))
    if name.endswith("]") and "[" in name:  # a layer that is not a number: Z[l]
        base, _, layer = name[:-1].partition("[")
        found = lettering(base)
        return replace(found, above=found.above or f"[{layer}]")
    matched = _NAME.fullmatch(name)
    stem, digits = (matched["stem"], matched["number"]) if matched else (name, "")
    numbered = name.endswith("_" + digits) if digits else False
    letter, before = stem, ""
    if stem not in SYMBOLS and stem.startswith("d") and (len(stem) == 2 or stem[1:] in SYMBOLS):
        letter, before = stem[1:], "d"
    if len(letter) == 1 or letter in SYMBOLS:
        lowered = numbered or (letter in SYMBOLS and letter[0].islower())
        if not digits:
            return Lettering(letter, before)
        return Lettering(letter, before, below=digits) if lowered else Lettering(letter, before, above=f"[{digits}]")
    head, line, tail = name.partition("_")
    if line and len(head) == 1 and tail.isalnum():
        return Lettering(head, below=tail)
    found = lettering(head) if line and tail else Lettering(name)
    if not found.is_word:  # dW1_ng: the gradient as a convention has it
        word = tail.replace("_", "-")
        return replace(found, below=f"{found.below},{word}" if found.below else word)
    return Lettering(name)
