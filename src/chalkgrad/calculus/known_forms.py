"""The forms, found by walking the folder ``forms``: one file there is one way to write a derivation."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from ..convention import Convention
from ..errors import InputError
from ..model import Model
from . import forms as folder
from .derivation import Derivation
from .form import Form, Wanted


@cache
def known_forms() -> Mapping[str, Form]:
    """Every form by its name: a module that defines ``NAME``, ``ABOUT`` and ``show``."""
    found = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{folder.__name__}.{entry.name}")
        found[module.NAME] = Form(module.NAME, module.ABOUT, module.show)
    return MappingProxyType(found)


def in_form(
    name: str,
    model: Model,
    convention: Convention | None = None,
    wrt: Collection[str] | None = None,
    entry: str | None = None,
) -> Derivation:
    """The derivation of a model in a form: ``index``, ``matrix``, ``element``, ``example``, ``batch``.

    ``entry`` says which entry the form ``element`` is about: ``W1[2,3]``, ``W1[i,k]`` or ``W1``. Raises InputError for
    an unknown form (the nearest is named) and for an entry where none can be shown; NotSupported for a model that has
    no such form.
    """
    known = known_forms()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no form {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
    if entry is not None and name != "element":
        raise InputError(
            f"the form {name} has no single entry to choose, and {entry} was given",
            hint="Leave the entry out, or ask for the form element.",
        )
    return known[name].show(Wanted(model, convention, wrt, entry))
