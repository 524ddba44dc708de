r"""A model's text, LaTeX and plain lines mixed, as plain text with a map back.

A line is LaTeX if it has a backslash, a script in braces, or begins with a dollar sign; every other line is copied as
it stands. Nothing is guessed and nothing is dropped: what has no plain form, or two, is refused with its place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any, get_args

from ...errors import NotationError, Span
from ..read import BUILT_IN, read_expression
from ..statements import MAX_SOURCE
from ..surface import Surface
from .atoms import Atom, Sequence, Shape
from .displays import without_displays
from .formula import Formula
from .lines import Line, is_symbolic, lines, words_of
from .parser import Parser
from .places import Transliteration, Writer
from .tokens import within
from .words import KEYWORDS, Words

_DISPLAYS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


def transliterate(source: str, functions: Collection[str] = (), filename: str = "<text>") -> Transliteration:
    """The text in the plain notation. ``functions`` are the library's names. Raises NotationError."""
    if len(source) > MAX_SOURCE:
        return Transliteration(source, source, filename)  # statements refuses it in its own words
    try:
        return _transliterated(without_displays(source), source, functions, filename)
    except NotationError as error:  # the marks are shown as they were written
        error.span = replace(error.span, source=source) if error.span is not None else None
        raise


def _transliterated(source: str, given: str, functions: Collection[str], filename: str) -> Transliteration:
    """``source`` is the text ``given`` without the marks of displays, of the same length."""
    found = list(lines(source))
    if not any(line.tex for line in found):
        return Transliteration(given, source, filename)
    words = words_of(source, found, {*functions, *BUILT_IN})
    writer = Writer()
    formula = Formula(Span(source, 0, len(source), filename), words, writer, is_symbolic(source))
    for line in found:
        if line.tex:
            _line(line, formula, filename)
            writer.put(" " if line.code < line.end else "", line.code, line.code)
            writer.put("\n" * line.newlines, line.code, line.code)
            writer.put(source[line.code : line.end + 1], line.code, line.end + 1, copied=True)
        else:
            writer.put(source[line.start : line.end + 1], line.start, line.end + 1, copied=True)
    bounds = tuple(replace(bound, place=replace(bound.place, source=given)) for bound in formula.bounds)
    return Transliteration(given, writer.text(), filename, bounds, writer)


def read_tex(source: str, functions: Collection[str] = (), filename: str = "<text>") -> Surface:
    """The surface tree of one formula of LaTeX; its spans are places in the LaTeX. Raises NotationError.

    Upper bounds of sums cannot be checked without a model and are refused.
    """
    writer = Writer()
    place = Span(source, 0, len(source), filename)
    words = Words({*functions, *BUILT_IN})
    formula = Formula(place, words, writer)
    formula.sequence(Parser(place, words).read())
    for bound in formula.bounds:
        what = "this bound cannot be checked" if bound.upper else f"whether {bound.letter} counts examples is not known"
        raise NotationError(f"without a model {what}", span=bound.place)
    written = Transliteration(source, writer.text(), filename, (), writer)
    try:
        return respanned(read_expression(written.text, functions=functions, filename=filename), written)
    except NotationError as error:
        error.span = written.original(error.span) if error.span else None
        raise


def respanned(surface: Surface, written: Transliteration) -> Surface:
    """The tree with every span where it is in the source."""
    inside: dict[str, Any] = {}
    for part in fields(surface):
        value = getattr(surface, part.name)
        if isinstance(value, get_args(Surface)):
            inside[part.name] = respanned(value, written)
        elif isinstance(value, tuple) and value and not isinstance(value[0], str):
            inside[part.name] = tuple(respanned(each, written) for each in value)
    return replace(surface, span=written.original(surface.span) if surface.span else None, **inside)


def _line(line: Line, formula: Formula, filename: str) -> None:
    """One logical line of LaTeX: display marks and closing punctuation are left out, statements stay apart."""
    source = formula.place.source
    start, end = _undisplayed(source, line.start, line.code)
    formula.place = Span(source, start, end, filename)
    atoms = list(Parser(formula.place, formula.words).read())
    while atoms and atoms[-1].text in (r"\\", ",", ";", ".") and atoms[-1].shape is Shape.SIGN:
        atoms.pop()
    statement: list[Atom] = []
    for atom in atoms:
        if atom.shape is Shape.SIGN and atom.text == ";":
            _statement(tuple(statement), formula)
            formula.writer.put("; ", atom.start, atom.end)
            statement = []
        else:
            statement.append(atom)
    _statement(tuple(statement), formula)


def _undisplayed(source: str, start: int, end: int) -> tuple[int, int]:
    r"""The stretch without blanks and without $...$, $$...$$, \(...\), \[...\] around it."""
    start, end = _trimmed(source, start, end)
    for opening, closing in _DISPLAYS:
        if source.startswith(opening, start, end):
            start += len(opening)
            if source[start:end].endswith(closing):
                end -= len(closing)
            elif source[start:end].rstrip(".,; ").endswith(closing):
                end = start + len(source[start:end].rstrip(".,; ")) - len(closing)
            elif source[start:end].strip():
                raise NotationError(f"{opening} is never closed", span=within(Span(source, 0, 0), start - 1, start))
            return _trimmed(source, start, end)
    for _, closing in _DISPLAYS[2:]:
        if source[start:end] == closing:
            return end, end
    return start, end


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


def _statement(atoms: Sequence, formula: Formula) -> None:
    """A declaration, a fact, or an equation."""
    atoms = tuple(atom for position, atom in enumerate(atoms) if not _aligns(atoms, position))
    if atoms and atoms[0].text in KEYWORDS and len(atoms) > 1 and atoms[1].shape is Shape.LETTER:
        formula.writer.put(f"{atoms[0].text} ", atoms[0].start, atoms[0].end)
        atoms = atoms[1:]
    for position, atom in enumerate(atoms):
        if atom.shape is Shape.WORD and atom.text == "in":
            _declared(atoms[:position], atom, atoms[position + 1 :], formula)
            return
        if atom.shape is Shape.SIGN and atom.text == ":":
            formula.sequence(atoms[:position])
            formula.writer.put(": ", atom.start, atom.end)
            _shape(atoms[position + 1 :], atom, formula)
            return
    if len(atoms) > 1 and atoms[0].shape is Shape.LETTER and atoms[1].text == "=":
        name = formula.meaning(atoms[0]).name
        formula.words.defined.update((name, name.partition("[")[0]) if "[" in name else (name,))
    atoms, counted = _range(atoms)
    formula.sequence(atoms)
    if counted:
        letter, first, last = counted[0], counted[2], counted[-1]
        text = f" for {letter.text} = {first.text}..{last.text}"
        formula.writer.put(text, letter.start, last.end)


def _aligns(atoms: Sequence, position: int) -> bool:
    """``&=``, and ``=&`` in an eqnarray: a mark of alignment, which says nothing."""
    beside = (*atoms[max(position - 1, 0) : position], *atoms[position + 1 : position + 2])
    return atoms[position].text == "&" and any(atom.text == "=" for atom in beside)


def _range(atoms: Sequence) -> tuple[Sequence, Sequence]:
    r"""``..., \quad l = 1, \dots, L``, ``... \text{for } l = 1, \dots, L``, ``... for l = 1..L`` taken off the end."""
    if len(atoms) < 8 or Shape.DOTS not in (atoms[-3].shape, atoms[-2].shape):
        return atoms, ()
    tail = tuple(a for a in atoms[-7:] if a.text != ",")
    shapes = [a.shape for a in tail[-5:]]
    if shapes != [Shape.LETTER, Shape.SIGN, Shape.NUMBER, Shape.DOTS, Shape.LETTER] or tail[-4].text != "=":
        return atoms, ()
    rest = atoms[: atoms.index(tail[-5])]
    while rest and (rest[-1].text == "," or (rest[-1].shape is Shape.WORD and rest[-1].text in ("for", "all"))):
        rest = rest[:-1]
    return rest, tail[-5:]


def _declared(names: Sequence, sign: Atom, right: Sequence, formula: Formula) -> None:
    r"""``X \in \mathbb{R}^{n_0 \times m}`` or ``Y \in \{0, 1\}^{1 \times m}``."""
    if not names or not right:
        formula.refuse("a name on the left and a set on the right are expected", sign)
    formula.sequence(names)
    place = right[0]
    if len(right) == 1 and place.shape is Shape.REALS and place.below is None:
        formula.writer.put(": ", sign.start, sign.end)
        _shape(place.above or (), place, formula)
        return
    if len(right) == 1 and place.shape is Shape.BRACKET and place.text == "{" and place.below is None:
        if place.above is not None:
            formula.writer.put(": ", sign.start, sign.end)
            _shape(place.above, place, formula)
            for name in (atom for atom in names if atom.shape is Shape.LETTER):
                formula.writer.put(", ", place.start, place.end)
                formula.sequence((name,))
                _values(place, formula)
            return
        _values(place, formula)
        return
    hint = r"For example X \in \mathbb{R}^{n_0 \times m} or Y \in \{0, 1\}."
    formula.refuse("this set is not understood", place, hint)


def _values(place: Atom, formula: Formula) -> None:
    formula.writer.put(" in {", place.start, place.start + 1)
    formula.sequence(place.parts[0])
    formula.writer.put("}", place.end - 1, place.end)


def _shape(atoms: Sequence, place: Atom, formula: Formula) -> None:
    """Rows and columns of a declaration; no exponent is a scalar."""
    if not atoms:
        formula.writer.put("scalar", place.start, place.end)
        return
    sides = [a for a in atoms if not (a.shape is Shape.TIMES and a.text == "·")]
    if len(sides) > 2 or len(atoms) != 2 * len(sides) - 1:
        if not (len(atoms) == 3 and atoms[1].text == "x"):
            formula.refuse("this shape is not understood", atoms[0], r"For example \mathbb{R}^{n_0 \times m}.")
        sides = [atoms[0], atoms[2]]
    for position, side in enumerate(sides):
        if position:
            formula.writer.put(" x ", sides[0].end, side.start)
        if side.shape is Shape.NUMBER and side.bare:
            formula.writer.put(side.text, side.start, side.end)
            continue
        if side.shape is not Shape.LETTER:
            formula.refuse("this size is not understood", side, "A size is a name or a number: n_0, m, 16.")
        meant = formula.meaning(side)
        if meant.indices or meant.transposed or meant.power or meant.primes:
            formula.refuse("this size is not understood", side, "A size is a name or a number: n_0, m, 16.")
        formula.writer.put(meant.name, side.start, side.end)
