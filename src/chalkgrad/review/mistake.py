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
    """``slips(case, site)`` gives every way to make it in the equation of the derived name ``site``."""

    name: str
    words: str
    slips: Callable[[Case, str], Iterator[Slip]]


@cache
def known_mistakes() -> tuple[Mistake, ...]:
    """One for each file of the folder ``mistakes``: a module that defines ``name``, ``words`` and ``slips``."""
    found = []
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found.append(Mistake(module.name, module.words, module.slips))
    return tuple(found)
