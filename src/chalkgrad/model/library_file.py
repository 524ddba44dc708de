"""A text of the user's library, as it was found: data that a model carries along."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LibraryFile:
    """The text of a file with library entries.

    ``named`` says whether the user asked for this file. One that was only found in a folder gives way to the model: a
    name that the model's own text defines is not looked for in it.
    """

    filename: str
    text: str
    named: bool = True
