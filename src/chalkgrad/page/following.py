"""Following a quantity with the eye: its name is marked wherever it occurs, in formulas and in reasons.

Printers of TeX mark the trees of a document first (``followed``) and say how the mark is written. A mark is never
colour alone: where there is colour there is a line below the name as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any, get_args

from ..calculus.derivation import Derivation
from ..errors import InputError
from ..notation.latex import FOLLOWED
from ..notation.surface import Indexed, Name, Surface, with_parts
from ..proof.certificate import Certificate
from .document import Document

_TREES = get_args(Surface)


def meant(derivation: Derivation, names: Collection[str]) -> tuple[str, ...]:
    """The names as they stand on the page: where a gradient is called δ2, dZ2 and delta2 mean it too.

    Raises InputError, with the nearest name, for a name that the derivation does not have.
    """
    quantities = derivation.model.quantities
    sizes = (size for each in quantities.values() if " x " in each.shape for size in each.shape.split(" x "))
    letters = (size for size in sizes if not size.isdigit())
    known = tuple(dict.fromkeys((*quantities, *(equation.name for equation in derivation.equations), *letters)))
    convention = derivation.convention
    called = {way: convention.adjoint_of(of) for way, of in convention.gradients_of(quantities).items()}
    found = tuple(name if name in known else called.get(name, name) for name in names)
    for name in found:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            missing = f"there is no {name}" if name.strip() else "an empty name is none"
            raise InputError(
                f"{missing} to follow in the derivatives of {derivation.model.cost}",
                hint=f"{hint}The names are {', '.join(known)}.",
            )
    return found


def followed(document: Document, names: Collection[str]) -> Document:
    """The document with these names marked in all its formulas; words are marked when they are taken apart."""
    if not names:
        return document
    marked: Document = _marked(document, frozenset(names))
    return marked


def marked(surface: Surface, names: Collection[str]) -> Surface:
    """The tree with ``FOLLOWED`` before each of these names."""
    match surface:
        case Name(text) if text in names:
            return replace(surface, text=FOLLOWED + text)
        case Indexed(name, _) if name in names:
            return replace(surface, name=FOLLOWED + name)
        case _:
            return with_parts(surface, lambda part: marked(part, names))


def _marked(value: Any, names: frozenset[str]) -> Any:
    """The same record, with every tree in it marked."""
    if isinstance(value, _TREES):
        return marked(value, names)
    if isinstance(value, tuple):
        return tuple(_marked(each, names) for each in value)
    if is_dataclass(value) and not isinstance(value, (Certificate, type)):
        return replace(value, **{field.name: _marked(getattr(value, field.name), names) for field in fields(value)})
    return value
