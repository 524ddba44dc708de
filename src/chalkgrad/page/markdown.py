"""Documents as Markdown; what differs from site to site is a ``Dialect``.

Formulas are written only where the site takes them as formulas, everything else is escaped, and no table cell contains
a vertical bar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..notation.latex import latex
from .anchors import led_to
from .board import flat
from .certified import spoken
from .document import (
    Block,
    Chain,
    Code,
    Columns,
    Document,
    Entry,
    Formula,
    Listing,
    Matrices,
    Note,
    Picture,
    Piece,
    Prose,
    Reference,
    Shape,
    Table,
    Title,
    Verbatim,
    head_of_roles,
)
from .following import followed
from .glyphs import UNICODE
from .in_words import in_words
from .names import names_of
from .reason import PLAIN, Reading, atoms
from .tex import LINE_WIDTH, Setting, aligned, crossed

_Rows = tuple[tuple[tuple[Piece, ...], ...], ...]

_SPECIAL = re.compile(r"([\\`*_<>\[\]|#~$&])")
_BAR = re.compile(r"(?<!\\)\|")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Fold:
    """What a site writes around text that a reader folds and unfolds."""

    begin: str
    begin_open: str
    end: str


DETAILS = Fold("<details>\n<summary>{}</summary>", "<details open>\n<summary>{}</summary>", "</details>")
UNDERLINED = r"\underline{"
#: A blue that can be read on white and on black.
COLOURED = r"\underline{\color{#1a73e8}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one site writes formulas: ``display`` a block of its own, ``inline`` within a sentence.

    ``fold`` is None where nothing folds, ``tables`` says whether there are tables. ``width`` is that of a line in
    letters. ``mark`` is what a name that is followed begins with, up to and with the brace; which these are is in the
    ``reading`` of running words, with the names of the page. ``links`` says whether headings can be led to;
    ``targets`` are those that something leads to. ``picture`` writes a drawing; None where its words stand for it.
    """

    display: Callable[[str], str]
    inline: Callable[[str], str]
    fold: Fold | None = None
    tables: bool = True
    width: float = LINE_WIDTH
    mark: str = COLOURED
    links: bool = False
    picture: Callable[[Picture], str] | None = None
    reading: Reading = PLAIN
    targets: frozenset[str] = frozenset()

    def within(self, formula: str) -> str:
        """The formula within a sentence."""
        return self.inline(self._marked(formula))

    def apart(self, formula: str) -> str:
        """The formula as a block of its own."""
        return self.display(self._marked(formula))

    def _marked(self, formula: str) -> str:
        return formula.replace(r"\followed{", self.mark)


def markdown(document: Document, dialect: Dialect, follow: Iterable[str] = ()) -> str:
    """The document in the dialect, ending in a newline; the names in ``follow`` are marked.

    A part of a page comes with the names of the whole in the dialect's ``reading``.
    """
    reading = Reading(frozenset(follow), dialect.reading.names or names_of(document))
    dialect = replace(dialect, reading=reading, targets=led_to(document) if dialect.links else frozenset())
    marked = followed(document, reading.follow)
    blocks = [text for block in marked.blocks for text in block_text(block, dialect)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Running text whose characters mean nothing to Markdown; ``-`` and ``1.`` begin no list."""
    return line_start(within_line(text))


def within_line(text: str) -> str:
    """The same for text that does not begin a line."""
    return _SPECIAL.sub(r"\\\1", text)


def line_start(written: str) -> str:
    """A paragraph that begins no list, whatever its first characters are."""
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", written)


def block_text(block: Block, dialect: Dialect) -> Iterator[str]:
    """The paragraphs that a block becomes, to be set apart by blank lines."""
    match block:
        case Title(pieces, depth, anchor):
            target = f'<a id="{anchor}"></a>' if anchor in dialect.targets else ""
            yield f"{'#' * min(depth, 6)} {target}{''.join(_piece(piece, dialect) for piece in pieces)}"
        case Prose(pieces):
            yield _sentence(pieces, dialect)
        case Note(pieces):
            yield f"> **Note.** {_sentence(pieces, dialect)}"
        case Table(heads, rows):
            yield _tabular(heads, rows, dialect) if dialect.tables else _list(heads, rows, dialect)
        case Listing(entries):
            yield _listing(entries, dialect)
        case Chain():
            yield from _chain(block, dialect)
        case Code(text, language):
            yield code_block(text, language)
        case Picture() if dialect.picture is not None:
            yield dialect.picture(block)
            if block.caption:
                yield _sentence(block.caption, dialect)
        case Picture() | Columns() | Matrices():
            for each in in_words(block):
                yield from block_text(each, dialect)


def _sentence(pieces: Iterable[Piece], dialect: Dialect) -> str:
    return line_start("".join(_piece(piece, dialect) for piece in pieces))


def _piece(piece: Piece, dialect: Dialect) -> str:
    match piece:
        case str():
            return _running(piece, dialect)
        case Formula(surface):
            return dialect.within(latex(surface))
        case Verbatim(text):
            return code_span(text)
        case Shape(text):
            return _shape(text, dialect)
        case Reference(pieces, anchor) if dialect.links:
            return f"[{''.join(map(_linking, pieces))}](#{anchor})"
        case Reference(pieces, _):
            return "".join(_piece(each, dialect) for each in pieces)


def _linking(piece: str | Formula | Verbatim) -> str:
    """Within a link there are no formulas: they are said in letters."""
    match piece:
        case str():
            return within_line(spoken(piece))
        case Formula(surface):
            return code_span(flat(surface, UNICODE))
        case Verbatim(text):
            return code_span(text)


def _running(text: str, dialect: Dialect) -> str:
    """Running words, the formulas in them typeset."""
    written = ""
    for place, atom in enumerate(atoms(text, dialect.reading)):
        written += " " if atom.spaced and (place or text.startswith(" ")) else ""
        written += dialect.within(atom.text) if atom.is_formula else within_line(spoken(atom.text))
    return written + (" " if text.endswith(" ") else "")


def code_block(text: str, language: str = "") -> str:
    """Text in a fence, longer than any run of backticks in it."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def code_span(text: str) -> str:
    """A code span: longer backticks around text that has some."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _shape(text: str, dialect: Dialect) -> str:
    written = crossed(text, dialect.reading.follow)
    return escaped(text) if written is None else dialect.within(written)


def _listing(entries: Sequence[Entry], dialect: Dialect) -> str:
    """A table, columns that nobody fills left out, or a list."""
    if not dialect.tables:
        return "\n".join(_item(_entry(entry, dialect)) for entry in entries)
    heads = ["equation", "shape", head_of_roles(entries), "steps", "known by"]
    rows = [_entry(entry, dialect) for entry in entries]
    used = [number for number in range(len(heads)) if number == 0 or any(row[number] for row in rows)]
    return _table([heads[number] for number in used], [[row[number] for number in used] for row in rows])


def _entry(entry: Entry, dialect: Dialect) -> list[str]:
    left = latex(entry.left)
    equation = dialect.within(left if entry.right is None else f"{left} = {latex(entry.right)}")
    mark = ""
    if entry.certificate is not None:
        mark = "✓ proved" if entry.certificate.kind == "proved" else "≈ tested"
    return [equation, _shape(entry.shape, dialect), entry.role, str(entry.steps or ""), mark]


def _item(cells: list[str]) -> str:
    """An equation in a list, with its particulars in brackets."""
    equation, shape, role, steps, mark = cells
    counted = f"{steps} step{'' if steps == '1' else 's'}" if steps else ""
    said = ", ".join(filter(None, (shape, role, counted, mark)))
    return f"- {equation} ({said})" if said else f"- {equation}"


def _list(heads: tuple[str, ...], rows: _Rows, dialect: Dialect) -> str:
    """A table where there are none: one item for a row, each cell after its heading."""
    items = []
    for row in rows:
        named = [
            (f"{_running(head, dialect)}: " if head else "") + _sentence(c, dialect)
            for head, c in zip(heads, row, strict=True)
        ]
        items.append(f"- {'; '.join(named)}")
    return "\n".join(items)


def _tabular(heads: tuple[str, ...], rows: _Rows, dialect: Dialect) -> str:
    named = [_running(head, dialect) for head in heads]
    return _table(named, [[_sentence(cell, dialect) for cell in row] for row in rows])


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """A bar splits a cell even inside code, so each one is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_BAR.sub(r"\\|", cell) for cell in cells) + " |" for cells in lines)


def _chain(chain: Chain, dialect: Dialect) -> Iterator[str]:
    for environment in aligned(chain, Setting(dialect.width, reading=dialect.reading)):
        yield dialect.apart(environment)
    smaller = [(row.words or "the step", child) for row in chain.rows for child in row.children]
    fold = dialect.fold
    if not smaller or not (fold or chain.unfolded):
        return
    if fold:
        yield (fold.begin_open if chain.unfolded else fold.begin).format("Smaller steps")
    for words, child in smaller:
        yield f"{_running(words, dialect)}:"
        yield from _chain(child, dialect)
    if fold:
        yield fold.end
