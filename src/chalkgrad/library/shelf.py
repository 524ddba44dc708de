"""A shelf: library entries by kind and name, each read when it is asked for.

The standard shelf holds the ``.chalk`` texts in the folders beside this file, found by walking. A user's shelf stands
on it: it has all of these and the entries of the user's own files. A name is never taken from another: an entry that
has the name of a standard one, or of another entry of the user's, is an error as soon as it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType

from ..errors import InputError, NotationError, Span
from ..model.library_file import LibraryFile
from ..notation.read import BUILT_IN
from ..terms import Function
from . import function_texts, training_texts
from .entry import Activation, Entry, Initialisation, Loss, Optimizer, Penalty
from .formulas import signature
from .sections import Text, entries_of, read_heading, read_text

#: folder -> the kind of text in it.
KINDS = {
    "activations": "activation",
    "losses": "loss",
    "optimizers": "optimizer",
    "penalties": "penalty",
    "initialisations": "initialisation",
}
FOLDERS = {kind: folder for folder, kind in KINDS.items()}
#: The folders whose entries are functions that a formula may call.
CALLABLE = ("activations", "losses")


@dataclass(frozen=True)
class Place:
    """Where the text of an entry stands. ``named``: in a file the user asked for."""

    folder: str
    name: str
    span: Span
    named: bool = True

    @property
    def text(self) -> str:
        return self.span.source[self.span.start : self.span.end].strip() + "\n"

    @property
    def shown(self) -> str:
        return f"{self.span.filename}:{self.span.line_number}"

    @property
    def heading(self) -> Span:
        end = self.span.source.find("\n", self.span.start)
        return Span(self.span.source, self.span.start, end if end >= 0 else self.span.end, self.span.filename)


class Shelf:
    """Entries by kind and name. ``files`` are the user's; ``beneath`` is the shelf they are added to."""

    def __init__(self, places: Iterable[Place], beneath: Shelf | None = None) -> None:
        self.beneath = beneath
        self._places: dict[str, list[Place]] = {}
        for place in places:
            if beneath is not None and beneath.has_same(place):
                continue  # the very text of the standard library, as in a copy of its folder
            self._places.setdefault(place.name, []).append(place)
        self._entries: dict[tuple[str, str], Entry] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def has_same(self, place: Place) -> bool:
        return any(mine.text == place.text for mine in self._places.get(place.name, ()))

    def names(self, folder: str) -> tuple[str, ...]:
        """The entries of a folder in alphabetical order: ``names("optimizers")``."""
        if folder not in KINDS:
            raise InputError(f"the library has no {folder!r}", hint=f"It has {', '.join(KINDS)}.")
        if folder not in self._names:
            own = {name for name, places in self._places.items() if any(place.folder == folder for place in places)}
            beneath = self.beneath.names(folder) if self.beneath is not None else ()
            self._names[folder] = tuple(sorted(own.union(beneath)))
        return self._names[folder]

    @property
    def own(self) -> Mapping[str, Place]:
        """A user's entries by name; the standard shelf has none."""
        if self.beneath is None:
            return {}
        return {name: places[0] for name, places in sorted(self._places.items())}

    def folder_of(self, name: str) -> str:
        """Where an entry is. Raises InputError naming the nearest one."""
        known = {entry: folder for folder in KINDS for entry in self.names(folder)}
        if name in known:
            return known[name]
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        raise InputError(
            f"there is no {name!r} in the library",
            hint=(f"Did you mean {near[0]}? " if near else "") + "chalkgrad library lists all entries.",
        )

    def find(self, folder: str, name: str) -> Entry:
        """The entry; InputError names the nearest one, NotationError says what is wrong in its text."""
        known = self.names(folder)
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            guess = f"Did you mean {near[0]}? " if near else ""
            raise InputError(f"there is no {KINDS[folder]} {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
        if (folder, name) not in self._entries:
            self._entries[folder, name] = self._read(folder, name)
        return self._entries[folder, name]

    def _read(self, folder: str, name: str) -> Entry:
        standard = self.beneath is not None and name in self.beneath.names(folder)
        if self.beneath is not None and (name not in self._places or (standard and folder in CALLABLE)):
            return self.beneath.find(folder, name)  # whoever calls a function by a taken name is told in ``place``
        place = self.place(name)
        text = self._text(place)
        match folder:
            case "activations":
                return function_texts.activation(text, self._signatures, place.text)
            case "losses":
                return function_texts.loss(text, self._signatures, place.text)
            case "optimizers":
                return training_texts.optimizer(text, place.text)
            case "penalties":
                return training_texts.penalty(text, place.text)
            case _:
                return training_texts.initialisation(text, place.text)

    def places(self, name: str) -> tuple[Place, ...]:
        """Everywhere on this shelf itself that an entry of this name stands."""
        return tuple(self._places.get(name, ()))

    def place(self, name: str) -> Place:
        """Where an entry of this shelf itself stands. Raises NotationError if its name is taken."""
        first, *others = self._places[name]
        if others:
            raise NotationError(
                f"{name} is defined twice: the first is in {first.shown}",
                span=others[0].heading,
                hint="One name, one meaning: rename or remove one of them.",
            )
        taken = self.beneath is not None and any(name in self.beneath.names(folder) for folder in KINDS)
        if taken or (self.beneath is not None and name in BUILT_IN):
            raise NotationError(
                f"{name} is a name of chalkgrad's own {'library' if taken else 'notation'}",
                span=first.heading,
                hint=f"Give yours another one, such as my_{name}.",
            )
        return first

    def own_place(self, name: str) -> Place | None:
        """Where a user's entry stands; None for a standard one."""
        return self.place(name) if self.beneath is not None and name in self._places else None

    def lines(self, name: str) -> Text:
        """The lines of an entry, each with its place."""
        if name not in self._places and self.beneath is not None:
            return self.beneath.lines(name)
        return self._text(self.place(name))

    def _text(self, place: Place) -> Text:
        return read_text(place.span, kind=KINDS[place.folder], strict=self.beneath is None)

    @cached_property
    def _signatures(self) -> Mapping[str, Function]:
        """What a formula that calls them needs to know of the functions: their arguments."""
        found = dict(self.beneath._signatures) if self.beneath is not None else {}
        for places in self._places.values():
            for place in places:
                if place.folder in CALLABLE and (text := read_heading(place.span, KINDS[place.folder])) is not None:
                    found.setdefault(text.name, signature(text))
        return MappingProxyType(found)

    def activation(self, name: str) -> Activation:
        """The activation of this name; InputError names the nearest. Other spellings (``σ``) are found too."""
        found = self.find("activations", self._respelled(name))
        assert isinstance(found, Activation)
        return found

    def _respelled(self, name: str) -> str:
        if name in self.names("activations"):
            return name
        if self.beneath is not None and (known := self.beneath._respelled(name)) != name:
            return known
        for known in self.names("activations"):
            if name in self.activation(known).spellings:
                return known
        return name

    def loss(self, name: str) -> Loss:
        found = self.find("losses", name)
        assert isinstance(found, Loss)
        return found

    def optimizer(self, name: str) -> Optimizer:
        found = self.find("optimizers", name)
        assert isinstance(found, Optimizer)
        return found

    def penalty(self, name: str) -> Penalty:
        found = self.find("penalties", name)
        assert isinstance(found, Penalty)
        return found

    def initialisation(self, name: str) -> Initialisation:
        found = self.find("initialisations", name)
        assert isinstance(found, Initialisation)
        return found

    def function(self, name: str) -> Function:
        """The function of an activation or a loss."""
        return self.activation(name).function if name in self.names("activations") else self.loss(name).function

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """Every function a model may call, by name: the activations and the losses."""
        return MappingProxyType({name: self.function(name) for folder in CALLABLE for name in self.names(folder)})


def places_in(file: LibraryFile) -> list[Place]:
    """Where the entries of a file stand. A file that was only found, and is no library, has none.

    Raises NotationError for a file that the user asked for and that does not begin with a heading.
    """
    return [
        Place(FOLDERS[kind], name, span, file.named)
        for kind, name, span in entries_of(file.text, file.filename, strict=file.named)
        if name not in file.left_out
    ]
