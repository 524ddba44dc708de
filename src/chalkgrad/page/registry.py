"""The printers, found by walking ``page/printers``: one file there with a ``PRINTER`` is one format."""

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
def printers() -> Mapping[str, Printer]:
    """Every printer by its name."""
    found: dict[str, Printer] = {}
    for module in sorted(pkgutil.iter_modules(folder.__path__), key=lambda module: module.name):
        printer = import_module(f"{folder.__name__}.{module.name}").PRINTER
        if not isinstance(printer, Printer) or printer.name in found:
            raise TypeError(f"page/printers/{module.name}.py must define PRINTER, a Printer with a name of its own")
        found[printer.name] = printer
    return MappingProxyType(found)


def printer(name: str) -> Printer:
    """The printer of that name. Raises InputError with the nearest name for an unknown one."""
    known = printers()
    if name not in known:
        raise InputError(f'there is no format "{name}"', hint=_nearest(name, list(known), "formats"))
    return known[name]


def by_ending(ending: str) -> Printer:
    """The printer for a file ending (``.md``). Raises InputError for an ending that no format uses."""
    served = {own: printer for printer in printers().values() if printer.default for own in printer.endings}
    if ending.lower() not in served:
        raise InputError(
            f'no format is written to files that end in "{ending}"',
            hint=_nearest(ending.lower(), list(served), "endings"),
        )
    return served[ending.lower()]


def _nearest(given: str, known: list[str], what: str) -> str:
    near = get_close_matches(given, known, n=1, cutoff=0.6)
    listed = f"The {what} are {', '.join(known)}."
    return f"Did you mean {near[0]}? {listed}" if near else listed
