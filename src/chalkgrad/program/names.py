"""Names of the notation as identifiers of a programming language. Nothing a user wrote reaches the code unchecked."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable

from ..errors import InputError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")
_RESERVED = frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np", "quotient", "axis"))


def identifiers(names: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """An identifier for each name, all different: ``lambda`` -> ``lambda_``, ``α`` -> ``alpha``.

    ``taken`` are identifiers in use for other things. Raises InputError for a name that cannot be spelled.
    """
    used = set(taken)
    found: dict[str, str] = {}
    for name in names:
        if name in found:
            continue
        plain = "".join(_ascii(letter) for letter in name)
        if not _PLAIN.match(plain):
            raise InputError(
                f"the name {name!r} cannot be used in a program", hint="Use letters, digits and underscores."
            )
        while plain in used or plain in _RESERVED:
            plain += "_"
        used.add(plain)
        found[name] = plain
    return found


def _ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    words = unicodedata.name(letter, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        spelled = words[words.index("LETTER") + 1]
        return spelled.lower() if "SMALL" in words else spelled.capitalize()
    return letter
