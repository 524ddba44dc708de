"""The printers, found by walking ``page/printers``: one file there with a ``PRINTER`` is one format.

A file is named as its format, so a format that is asked for by name is imported alone.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import MappingProxyType

from ..errors import InputError
from . import printers as folder
from .printer import Printer


@cache
def names() -> tuple[str, ...]:
    """The names of all formats in the order of the alphabet; none is imported."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folder.__path__)))


@cache
def printers() -> Mapping[str, Printer]:
    """Every printer by its name."""
    return MappingProxyType({name: _imported(name) for name in names()})


def printer(name: str) -> Printer:
    """The printer of that name. Raises InputError with the nearest name for an unknown one."""
    if name not in names():
        raise InputError(f'there is no format "{name}"', hint=_nearest(name, list(names()), "formats"))
    return _imported(name)


def by_ending(ending: str) -> Printer:
    """The printer for a file ending (``.md``). Raises InputError for an ending that no format uses."""
    ending = ending.lower()
    if ending[1:] in names():  # .html is most likely written by html
        likely = _imported(ending[1:])
        if likely.default and ending in likely.endings:
            return likely
    served = {own: printer for printer in printers().values() if printer.default for own in printer.endings}
    if ending not in served:
        raise InputError(
            f'no format is written to files that end in "{ending}"',
            hint=_nearest(ending, list(served), "endings"),
        )
    return served[ending]


def for_file(ending: str, name: str | None = None) -> Printer:
    """The printer for a file: the one of that ``name``, else the one of its ending.

    Raises InputError for a format or an ending that is not known, and for two that do not belong together.
    """
    if name is None:
        return by_ending(ending)
    chosen = printer(name)
    if ending.lower() not in chosen.endings:
        by_ending(ending)  # an ending that no format has is the mistake to name
        raise InputError(
            f"the format {name} is not written to files that end in {ending}",
            hint=f"Its files end in {' or '.join(chosen.endings)}.",
        )
    return chosen


@cache
def _imported(name: str) -> Printer:
    """Raises TypeError for a file in the folder that is no printer of its name."""
    found = import_module(f"{folder.__name__}.{name}").PRINTER
    if not isinstance(found, Printer) or found.name != name:
        raise TypeError(f"page/printers/{name}.py must define PRINTER, a Printer with the name {name}")
    return found


def _nearest(given: str, known: list[str], what: str) -> str:
    near = get_close_matches(given, known, n=1, cutoff=0.6)
    listed = f"The {what} are {', '.join(known)}."
    return f"Did you mean {near[0]}? {listed}" if near else listed
