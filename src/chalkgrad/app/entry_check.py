"""A user's entry tested as chalkgrad's own are: its claims, the text it prints as, and the program made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..calculus.entry_claims import findings, functions_of
from ..calculus.entry_numbers import Finding
from ..errors import ChalkError, InputError, Span
from ..library import Activation, LibraryFile, Loss, Optimizer, Place, Shelf, shelf_with
from ..library.formulas import Formulas
from ..library.samples import along
from ..library.sections import Text
from ..library.shelf import KINDS
from ..notation.spell import spell
from ..notation.text import text
from ..program.update import update_code
from .model import from_text

#: The program's values are held against those of the formula here, to a relative difference of ``_SAME``.
_PLACES = np.linspace(-4.0, 4.0, 33)
_SAME = 1e-9


@dataclass(frozen=True)
class Checked:
    """An entry and what was found about it."""

    place: Place
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        return f"{self.place.shown}: {KINDS[self.place.folder]} {self.place.name}"

    @property
    def holds(self) -> bool:
        return not any(finding.problem for finding in self.findings)


def check_entries(files: tuple[LibraryFile, ...], wanted: tuple[str, ...]) -> Iterator[Checked]:
    """Every entry in the files called ``wanted``, tested. Raises NotationError for a text that cannot be read."""
    shelf = shelf_with(files)
    names = [name for name in shelf.own if any(place.span.filename in wanted for place in shelf.places(name))]
    places = [shelf.place(name) for name in names]
    if not places:
        raise InputError("there is no entry of your own here", hint="An entry begins with: activation a = swash(z)")
    for place in sorted(places, key=lambda place: (wanted.index(place.span.filename), place.span.start)):
        entry, lines = shelf.find(place.folder, place.name), shelf.lines(place.name)
        found = list(findings(entry, lines, functions_of(shelf, place.name)))
        if isinstance(entry, (Activation, Loss)):
            found.append(_round_trip(entry, lines, shelf))
            if not any(finding.problem for finding in found) and entry.function.axis_index is None:
                found.append(_program(entry, files, shelf))
        elif isinstance(entry, Optimizer):
            found.append(_update(entry, lines))
        else:
            found.append(Finding("text"))
        yield Checked(place, tuple(found))


def _round_trip(entry: Activation | Loss, lines: Text, shelf: Shelf) -> Finding:
    """The formulas printed as text read back to the same formulas."""
    functions = functions_of(shelf, entry.name)
    read = Formulas(lines, functions)
    what = "printed text reads back"
    for term in (entry.function.value, *([entry.function.slope] if entry.function.slope is not None else [])):
        printed = text(spell(term, functions))
        if read.term(Span(printed, 0, len(printed), "<printed>")) is not term:
            return Finding(
                what, None, f"{printed} reads back as another formula", "Please report this entry.", lines.span
            )
    return Finding(what)


def _program(entry: Activation | Loss, files: tuple[LibraryFile, ...], shelf: Shelf) -> Finding:
    """A model of the one function gives the formula's values and slopes."""
    what = f"program agrees with the formula at {len(_PLACES)} places"
    function, functions = entry.function, functions_of(shelf, entry.name)
    inside = isinstance(entry, Loss) and entry.target.low is not None and entry.target.high is not None
    z = (_PLACES + 4.5) / 9.0 if inside else _PLACES + 1e-3
    arguments = [name for name in function.arguments if name not in function.defaults]
    call = f"{entry.name}({', '.join(arguments)})"
    model = from_text(f"L = {call}", "<check>", files)
    given = dict.fromkeys(arguments[1:], 1.0)
    try:
        program = model.program()
        for at, value in zip(z, along(function.value, function, functions, z), strict=True):
            numbers = {arguments[0]: float(at), **given}
            found = float(program.forward(numbers)["L"])
            if not np.isnan(value) and not np.isclose(found, value, rtol=_SAME, atol=_SAME):
                return Finding(what, None, f"{entry.name}({at:g}) is {value:.9g}, the program computes {found:.9g}", "")
    except ChalkError as error:
        return Finding(what, None, f"there is no program: {error.message}", error.hint)
    return Finding(what)


def _update(optimizer: Optimizer, lines: Text) -> Finding:
    """The update compiles, with a number for every setting."""
    settings = {name: value if value is not None else Fraction(1, 10) for name, value in optimizer.settings.items()}
    what = "update compiles"
    try:
        update_code(optimizer, settings)
    except ChalkError as error:
        return Finding(what, None, error.message, error.hint, error.span or lines.span)
    return Finding(what)


def lines_of(checked: Checked) -> Iterator[str]:
    """The result in words: a line for each thing that was looked at, with the place of what does not hold."""
    yield checked.title
    for finding in checked.findings:
        if not finding.problem:
            kind = finding.certificate.kind if finding.certificate is not None else ""
            yield f"  ✓ {kind:6}  {finding.what}"
            continue
        yield f"  ✗         {finding.what}: {finding.problem}"
        if finding.span is not None:
            yield from (f"  {line}" for line in finding.span.show().split("\n"))
        yield from (f"      {line}" for line in finding.way_out.split("\n") if line)


def problems(entries: list[Checked]) -> int:
    return sum(1 for checked in entries for finding in checked.findings if finding.problem)
