"""Library entries as the book meets them: in the order in which they entered the field, under their usual spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from ... import library
from ...library import Entry
from ...notation.latex import ACRONYMS
from ...page.document import Prose

_Kind = TypeVar("_Kind", bound=Entry)
_SPELLED = {**ACRONYMS, "rmsprop": "RMSprop", "l2": "L2", "adam": "Adam", "glorot": "Glorot", "he": "He"}
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d\b")


def in_order(folder: str, find: Callable[[str], _Kind]) -> list[_Kind]:
    """The entries of a folder by the year of their source; those without one, which nobody had to find, first."""
    return sorted(map(find, library.names(folder)), key=lambda entry: (_year(entry), entry.name))


def _year(entry: Entry) -> int:
    found = _YEAR.search(entry.source)
    return int(found.group()) if found is not None else 0


def spoken(name: str) -> str:
    """The name in running words: ``leaky ReLU``, ``gradient descent``."""
    return " ".join(_SPELLED.get(word, word) for word in name.split("_")).replace("cross entropy", "cross-entropy")


def heading(name: str) -> str:
    """The name in a heading: ``Leaky ReLU``."""
    words = spoken(name)
    return f"{words[0].upper()}{words[1:]}"


def about(entry: Entry) -> Prose:
    """What it is, and who is to be thanked for it; what nobody had to find has no source."""
    source = entry.source
    if not _year(entry):
        return Prose((entry.about,))
    return Prose((f"{entry.about} Source: {source}{'' if source.endswith('.') else '.'}",))


def interval(text: str) -> str:
    """``(-inf, 1)`` as it is printed: ``(−∞, 1)``, with the sign for minus."""
    return text.replace("inf", "∞").replace("-", "\N{MINUS SIGN}")
