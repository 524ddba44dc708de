"""The facts, found by walking the folder ``facts``: one file there is one fact."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from ..errors import InputError
from ..model import Model
from . import facts as folder
from .theorem import Theorem


@dataclass(frozen=True)
class KnownFact:
    """``prove(model)`` derives it; ``needs_model`` says whether it is about a network (which has an example)."""

    name: str
    about: str
    needs_model: bool
    prove: Callable[[Model | None], Theorem]


@cache
def known_facts() -> Mapping[str, KnownFact]:
    """Every fact by its name: a module that defines ``NAME``, ``ABOUT``, ``NEEDS_MODEL`` and ``prove``."""
    found = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found[module.NAME] = KnownFact(module.NAME, module.ABOUT, module.NEEDS_MODEL, module.prove)
    return MappingProxyType(found)


def fact(name: str, model: Model | None = None) -> Theorem:
    """Derive a fact. ``model`` is the network it is to be shown for, where it is about one.

    Raises InputError for an unknown name and for a model that the fact says nothing about.
    """
    known = known_facts()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no fact {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
    if model is not None and not known[name].needs_model:
        raise InputError(f"{name} is about functions, not about a network", hint="Leave the model out.")
    return known[name].prove(model)
