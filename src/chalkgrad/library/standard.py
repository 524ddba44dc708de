"""The standard shelf: every ``.chalk`` text in the folders beside this file, found by walking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from ..errors import NotationError, Span
from ..terms import Function
from .entry import Activation, Initialisation, Loss, Optimizer, Penalty
from .sections import read_heading
from .shelf import KINDS, Place, Shelf


@cache
def standard() -> Shelf:
    """The shelf of the texts that come with chalkgrad."""
    return Shelf(place for folder in KINDS for place in _places(folder))


def _places(folder: str) -> Iterator[Place]:
    """One entry for each file of a folder. The file is named after its entry."""
    for file in sorted(files(__package__).joinpath(folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".chalk"):
            name, text = file.name.removesuffix(".chalk"), file.read_text(encoding="utf-8")
            yield check_name(Place(folder, name, Span(text, 0, len(text), f"{folder}/{file.name}")))


def check_name(place: Place) -> Place:
    """The place, if the heading there has the name of the file."""
    heading = read_heading(place.span, KINDS[place.folder])
    if heading is not None and heading.name != place.name:
        raise NotationError(
            f"the file is named {place.name}, the entry {heading.name}", span=heading.span, hint="Rename one of them."
        )
    return place


def names(folder: str) -> tuple[str, ...]:
    """The entries of a folder in alphabetical order: ``names("optimizers")``."""
    return standard().names(folder)


def activation(name: str) -> Activation:
    """The activation of this name; InputError names the nearest. Other spellings (``σ``) are found too."""
    return standard().activation(name)


def loss(name: str) -> Loss:
    return standard().loss(name)


def optimizer(name: str) -> Optimizer:
    return standard().optimizer(name)


def penalty(name: str) -> Penalty:
    return standard().penalty(name)


def initialisation(name: str) -> Initialisation:
    return standard().initialisation(name)


def functions() -> Mapping[str, Function]:
    """Every function a model may call, by name: the activations and the losses."""
    return standard().functions
