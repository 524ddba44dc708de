"""Words in the source of a program: sentences of library texts and models, which must never become code."""

from __future__ import annotations

import textwrap

from ..library.sections import unseen

_WIDTH = 112


def docstring(words: str, indent: str = "") -> list[str]:
    """The lines of a docstring. Quotes become ', a backslash ∖, and what cannot be seen a blank."""
    plain = _seen(words).replace('"', "'").replace("\\", "∖")
    return textwrap.wrap(f'"""{plain}"""', _WIDTH, initial_indent=indent, subsequent_indent=indent)


def comment(words: str, indent: str = "") -> str:
    """One line behind a #."""
    return f"{indent}# {_seen(words)}"


def _seen(words: str) -> str:
    return "".join(" " if unseen(letter) else letter for letter in words)
