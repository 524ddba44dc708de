"""A text of the user's library, as it was found: data that a model carries along."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LibraryFile:
    """The text of a file with library entries.

    ``named`` says whether the user asked for this file. One that was only found in a folder gives way to the model:
    the entries in ``left_out`` have names that the model's own text defines.
    """

    filename: str
    text: str
    named: bool = True
    left_out: frozenset[str] = frozenset()
