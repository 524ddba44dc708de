"""The book put together from its chapters, found by walking their folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from ...convention import Convention
from ...page.document import Block, Document, Prose, Title
from . import chapters as folder
from .edition import Edition
from .repetition import without_repetition

VERSION = version("chalkgrad")
TITLE = "Backpropagation, step by step"


@dataclass(frozen=True)
class Chapter:
    """``write`` yields the blocks after the heading; a chapter that yields none is left out."""

    name: str
    place: int
    title: str
    write: Callable[[Edition], Iterator[Block]]


@cache
def known_chapters() -> tuple[Chapter, ...]:
    """All chapters in reading order."""
    found = []
    for entry in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found.append(Chapter(entry.name, module.PLACE, module.TITLE, module.write))
    return tuple(sorted(found, key=lambda chapter: chapter.place))


def book(convention: Convention, progress: Callable[[Chapter, int, int], None] | None = None) -> Document:
    """The book in a convention. Every equality in it was certified while it was made.

    ``progress`` is called before each chapter with it, its number from 1, and the number of chapters.
    """
    edition = Edition(convention)
    chapters = known_chapters()
    edition_words = "Every gradient of a neural network in small steps, each with its reason and its proof. "
    blocks: list[Block] = [
        Title((TITLE,), 1, "book"),
        Prose((edition_words, f"Edition in the convention {convention.title}, written by chalkgrad {VERSION}.")),
    ]
    written = 0
    for number, chapter in enumerate(chapters, start=1):
        if progress is not None:
            progress(chapter, number, len(chapters))
        content = tuple(chapter.write(edition))
        if content:
            written += 1
            blocks += [Title((f"{written}. {chapter.title}",), 1, f"chapter-{chapter.name}"), *content]
    return Document(tuple(without_repetition(blocks)))
