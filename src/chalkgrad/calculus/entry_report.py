"""All that can be said about an entry of a library: its formula, its slope as derived, its claims, its curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..library import Activation, Entry, Loss, Shelf
from ..library.samples import Curve, curves
from ..proof import Certificate, slope
from ..terms import Context, Function, Term
from .differentiate import Differentiator
from .entry_claims import derived_slope, findings, functions_of
from .entry_numbers import Finding


@dataclass(frozen=True)
class EntryReport:
    """An entry with everything that was found out about it.

    ``derived`` is the slope as the rules of differentiation give it, with its certificate; None for what is no
    elementwise function. ``place`` says where a user's entry was read; it is empty for a standard one.
    """

    kind: str
    entry: Entry
    place: str
    functions: Mapping[str, Function]
    findings: tuple[Finding, ...]
    derived: tuple[Term, Certificate] | None
    curves: tuple[Curve, ...]


def entry_report(shelf: Shelf, name: str) -> EntryReport:
    """Everything about the entry of that name. Raises InputError for an unknown one, or one that cannot be read."""
    folder = shelf.folder_of(name)
    entry = shelf.find(folder, name)
    place = shelf.own_place(name)
    functions = functions_of(shelf, name)
    kind, shown = type(entry).__name__.lower(), place.shown if place is not None else ""
    found = tuple(findings(entry, shelf.lines(name), functions))
    if not isinstance(entry, (Activation, Loss)) or entry.function.axis_index is not None:
        return EntryReport(kind, entry, shown, functions, found, None, ())
    derived = derived_slope(entry.function, functions)
    certificate = slope(replace(entry.function, slope=derived), Context({}, {}, functions))
    drawn = curves(entry, Differentiator(functions).slope_formula(entry.function), functions)
    return EntryReport(kind, entry, shown, MappingProxyType(functions), found, (derived, certificate), drawn)
