"""A mistake that has a name: what the numbers would be if somebody had made it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from . import mistakes as folder
from .case import Case
from .labelled import Array


@dataclass(frozen=True)
class Slip:
    """One way to make a mistake at one place: ``value`` is what the derived name would be.

    ``finding`` tells what was seen ("dZ1 without ⊙ (1 - A1^2)"), ``reason`` what it means. ``convention`` marks a
    difference of convention rather than a mistake; ``factor`` the constant the gradient was multiplied by.
    """

    value: Array
    finding: str
    reason: str
    convention: bool = False
    factor: float | None = None


@dataclass(frozen=True)
class Mistake:
    """``slips(case, site)`` gives every way to make it in the equation of the derived name ``site``.

    ``fitted(case, site, given)`` gives those in which a constant is chosen to suit the given numbers best.
    """

    name: str
    words: str
    slips: Callable[[Case, str], Iterator[Slip]]
    fitted: Callable[[Case, str, Array], Iterator[Slip]]


@cache
def known_mistakes() -> tuple[Mistake, ...]:
    """One for each file of the folder: a module with ``name``, ``words``, and ``slips`` or ``fitted`` or both."""
    found = []
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        slips, fitted = getattr(module, "slips", nothing), getattr(module, "fitted", nothing)
        found.append(Mistake(module.name, module.words, slips, fitted))
    return tuple(found)


def nothing(*_: object) -> Iterator[Slip]:
    """What a file gives that does not define one of the two."""
    yield from ()
