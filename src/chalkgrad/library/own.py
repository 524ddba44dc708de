"""The user's library: which of their entries a model uses, on one shelf with the standard ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from ..errors import NotationError, NotSupported
from ..model import Model
from ..model.function_lines import DEEPEST
from ..model.library_file import LibraryFile
from ..model.opened_size import MOST_NODES
from ..terms import Apply, Component, Function, Term, walk
from .entry import Activation, Loss
from .shelf import CALLABLE, Place, Shelf, places_in
from .standard import standard

_WORD = re.compile(r"[A-Za-z]\w*")


@lru_cache(maxsize=32)
def shelf_with(files: tuple[LibraryFile, ...]) -> Shelf:
    """The standard entries and those of the user's files. Raises NotationError for a file that is no library."""
    if not files:
        return standard()
    return Shelf((place for file in files for place in places_in(file)), standard())


def shelf_of(model: Model) -> Shelf:
    """The shelf a model was read with."""
    return shelf_with(model.library)


def functions_for(text: str, files: tuple[LibraryFile, ...]) -> Mapping[str, Function]:
    """The functions that a model of this text may call: the standard ones, and of the user's those it mentions.

    Raises NotationError or InputError for an entry that is mentioned and cannot be used.
    """
    own = shelf_with(files)
    if own is standard():
        return own.functions
    words = set(_WORD.findall(text.replace("\\_", "_")))
    mentioned = [name for name in own.own if name in words]
    functions = dict(standard().functions)
    for name in reached(own, mentioned):
        functions[name] = own.function(name)
    return functions


def reached(own: Shelf, names: Iterable[str]) -> tuple[str, ...]:
    """The user's functions among the names and those their formulas call, each after what it is made of.

    Raises NotationError for a function that is defined by itself, and for formulas that grow beyond all bounds.
    """
    found: dict[str, int] = {}  # the size of each, written out
    open_: list[str] = []

    def visit(name: str) -> int:
        if name not in own.own or not any(name in own.names(folder) for folder in CALLABLE):
            return 1
        if name in open_:
            circle = open_[open_.index(name) :]
            through = f": {' calls '.join((*circle, name))}" if len(circle) > 1 else ""
            raise NotationError(
                f"{name} is defined by itself{through}",
                span=own.place(name).heading,
                hint="A function is a formula in its argument and in functions that do not need it.",
            )
        if len(open_) == DEEPEST:
            raise NotSupported(f"more than {DEEPEST} functions call each other", span=own.place(name).heading)
        if name not in found:
            own.place(name)  # its name may be taken
            open_.append(name)
            size = sum(visit(called) for called in _calls(own.function(name).value)) + _nodes(own.function(name).value)
            open_.pop()
            if size > MOST_NODES:
                raise NotSupported(
                    f"{name} is larger than {MOST_NODES} parts when all functions in it are written out",
                    span=own.place(name).heading,
                    hint="Define it by fewer functions that call each other.",
                )
            found[name] = size
        return found[name]

    waiting = list(names)
    for name in waiting:
        visit(name)
        if name in found:
            waiting += [other for other in _mentions(own, name) if other not in waiting]
    return tuple(found)


def _calls(term: Term) -> list[str]:
    return [node.function.rstrip("'") for node in walk(term) if isinstance(node, (Apply, Component))]


def _nodes(term: Term) -> int:
    return sum(1 for _ in walk(term))


def _mentions(own: Shelf, name: str) -> list[str]:
    """The functions in everything an entry says, its claims too."""
    entry = own.find(own.own[name].folder, name)
    assert isinstance(entry, (Activation, Loss))
    terms = [entry.function.value, *([entry.function.slope] if entry.function.slope is not None else [])]
    terms += [side for identity in entry.identities for side in (identity.left, identity.right)]
    if isinstance(entry, Activation) and entry.stable is not None:
        terms.append(entry.stable.whole)
    return [called for term in terms for called in _calls(term)]


def giving_way(files: tuple[LibraryFile, ...], text: str) -> tuple[LibraryFile, ...]:
    """The files for a model of this text: those nobody asked for without the names that the text defines itself."""
    if all(file.named for file in files):
        return files
    defined = frozenset(name for name in shelf_with(files).own if _defines(text, name))
    return tuple(file if file.named or not defined else replace(file, left_out=defined) for file in files)


def _defines(text: str, name: str) -> bool:
    """Whether a statement of the text begins with the name and gives it a meaning."""
    before = r"(?:^|[\n;])[ \t]*(?:(?:parameter|data)[ \t]+)?(?:[\w ,]*,[ \t]*)?"
    after = r"[ \t]*(?:[:=,]|\[|\([^()\n;]*\)[ \t]*=)"
    return re.search(before + name + after, text) is not None


def used_entries(model: Model, also: Iterable[str] = ()) -> tuple[Place, ...]:
    """Where the user's entries stand that a model, and the training entries named in ``also``, rest on, by name."""
    own = shelf_of(model)
    wanted = [name for name in own.own if name in model.functions]
    starts = [name for name, place in own.own.items() if place.folder == "initialisations"]
    wanted += [name for name in starts if set(own.initialisation(name).before) & set(wanted)]
    wanted += [name for name in also if name in own.own]
    return tuple(own.place(name) for name in sorted({*wanted, *reached(own, wanted)}))
