"""The library itself: every ``.chalk`` text in the folders beside this file, found by walking, read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from ..errors import InputError, NotationError, Span
from ..terms import Function
from . import function_texts, training_texts
from .entry import Activation, Entry, Initialisation, Loss, Optimizer, Penalty
from .formulas import signature
from .sections import Text, read_text

#: folder -> the kind of text in it.
KINDS = {
    "activations": "activation",
    "losses": "loss",
    "optimizers": "optimizer",
    "penalties": "penalty",
    "initialisations": "initialisation",
}


@lru_cache
def _sources(folder: str) -> Mapping[str, str]:
    """name -> text of every file of a folder. The file is named after its entry."""
    found = {}
    for file in files(__package__).joinpath(folder).iterdir():
        if file.name.endswith(".chalk"):
            found[file.name.removesuffix(".chalk")] = file.read_text(encoding="utf-8")
    return MappingProxyType(dict(sorted(found.items())))


def names(folder: str) -> tuple[str, ...]:
    """The entries of a folder in alphabetical order: ``names("optimizers")``."""
    if folder not in KINDS:
        raise InputError(f"the library has no {folder!r}", hint=f"It has {', '.join(KINDS)}.")
    return tuple(_sources(folder))


@lru_cache
def _text(folder: str, name: str) -> Text:
    return check_name(read_text(_sources(folder)[name], filename=f"{folder}/{name}.chalk", kind=KINDS[folder]), name)


def check_name(text: Text, name: str) -> Text:
    """The text, if its heading has the name of its file."""
    if text.name != name:
        span = Span(text.span.source, text.span.start, text.span.end, text.span.filename)
        raise NotationError(f"the file is named {name}, the entry {text.name}", span=span, hint="Rename one of them.")
    return text


@lru_cache
def _signatures() -> Mapping[str, Function]:
    texts = [_text(folder, name) for folder in ("activations", "losses") for name in names(folder)]
    return MappingProxyType({text.name: signature(text) for text in texts})


@lru_cache
def _entry(folder: str, name: str) -> Entry:
    text, source = _text(folder, name), _sources(folder)[name]
    match folder:
        case "activations":
            return function_texts.activation(text, _signatures(), source)
        case "losses":
            return function_texts.loss(text, _signatures(), source)
        case "optimizers":
            return training_texts.optimizer(text, source)
        case "penalties":
            return training_texts.penalty(text, source)
        case _:
            return training_texts.initialisation(text, source)


def _find(folder: str, name: str) -> Entry:
    known = names(folder)
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else ""
        raise InputError(f"there is no {KINDS[folder]} {name!r}", hint=f"{guess}Known: {', '.join(known)}.")
    return _entry(folder, name)


def activation(name: str) -> Activation:
    """The activation of this name; InputError names the nearest. Other spellings (``σ``) are found too."""
    found = _find("activations", _respelled(name))
    assert isinstance(found, Activation)
    return found


def _respelled(name: str) -> str:
    if name in _sources("activations"):
        return name
    for known in _sources("activations"):
        if name in activation(known).spellings:
            return known
    return name


def loss(name: str) -> Loss:
    found = _find("losses", name)
    assert isinstance(found, Loss)
    return found


def optimizer(name: str) -> Optimizer:
    found = _find("optimizers", name)
    assert isinstance(found, Optimizer)
    return found


def penalty(name: str) -> Penalty:
    found = _find("penalties", name)
    assert isinstance(found, Penalty)
    return found


def initialisation(name: str) -> Initialisation:
    found = _find("initialisations", name)
    assert isinstance(found, Initialisation)
    return found


@lru_cache
def functions() -> Mapping[str, Function]:
    """Every function a model may call, by name: the activations and the losses."""
    found: dict[str, Function] = {name: activation(name).function for name in names("activations")}
    found.update({name: loss(name).function for name in names("losses")})
    return MappingProxyType(found)
