"""The warnings, found by walking the folder ``warnings``, and all of them applied to a model."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from ... import library
from ...model import Model, build
from . import warnings as folder
from .evidence import Evidence
from .finding import Finding


@dataclass(frozen=True)
class NamedWarning:
    """A named warning; ``look(evidence)`` yields what it finds."""

    name: str
    about: str
    look: Callable[[Evidence], Iterator[Finding]]


@cache
def known_warnings() -> tuple[NamedWarning, ...]:
    """One for each file of the folder: a module that defines ``NAME``, ``ABOUT`` and ``look``."""
    found = []
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found.append(NamedWarning(module.NAME, module.ABOUT, module.look))
    return tuple(found)


def lint(model: Model, initialisation: str | None = None) -> tuple[Finding, ...]:
    """What is likely to be a mistake in a network, in the order of its equations.

    ``initialisation`` names an entry of the library, if it is known how the weights will start. Raises InputError for
    an unknown one. An empty answer means that no warning applies, not that the network is good.
    """
    if model.layers is not None:  # what holds for the layers l and l+1 holds for all
        model = replace(build(model.layers.window, model.functions), library=model.library)
    start = library.shelf_of(model).initialisation(initialisation) if initialisation is not None else None
    evidence = Evidence(model, start)
    order = {name: place for place, name in enumerate(model.definitions)}
    found = [finding for warning in known_warnings() for finding in warning.look(evidence)]
    return tuple(sorted(found, key=lambda finding: order[finding.quantity]))
