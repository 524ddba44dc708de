"""Documents as Markdown; what differs from site to site is a ``Dialect``.

Formulas are written only where the site takes them as formulas, everything else is escaped, and no table cell contains
a vertical bar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..notation.latex import latex
from ..notation.surface import Name
from .certified import spoken
from .document import (
    Block,
    Chain,
    Code,
    Document,
    Entry,
    Formula,
    Listing,
    Note,
    Piece,
    Prose,
    Shape,
    Table,
    Title,
    Verbatim,
)
from .reason import atoms
from .tex import aligned

_SPECIAL = re.compile(r"([\\`*_<>\[\]|#~$&])")
_BAR = re.compile(r"(?<!\\)\|")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one site writes formulas: ``display`` a block of its own, ``inline`` within a sentence.

    ``folds`` says whether the site lets a reader fold and unfold with <details>.
    """

    display: Callable[[str], str]
    inline: Callable[[str], str]
    folds: bool


def markdown(document: Document, dialect: Dialect) -> str:
    """The document in the dialect, ending in a newline."""
    blocks = [text for block in document.blocks for text in _block(block, dialect)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Running text whose characters mean nothing to Markdown; ``-`` and ``1.`` begin no list."""
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", _SPECIAL.sub(r"\\\1", text))


def _block(block: Block, dialect: Dialect) -> Iterator[str]:
    match block:
        case Title(pieces, depth):
            yield f"{'#' * depth} {''.join(_piece(piece, dialect) for piece in pieces)}"
        case Prose(pieces):
            yield _sentence(pieces, dialect)
        case Note(pieces):
            yield f"> **Note.** {_sentence(pieces, dialect)}"
        case Table(heads, rows):
            yield _table([escaped(head) for head in heads], [[_sentence(c, dialect) for c in row] for row in rows])
        case Listing(entries):
            yield _listing(entries, dialect)
        case Chain():
            yield from _chain(block, dialect)
        case Code(text, language):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            yield f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _sentence(pieces: Iterable[Piece], dialect: Dialect) -> str:
    written = "".join(_piece(piece, dialect) for piece in pieces)
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", written)


def _piece(piece: Piece, dialect: Dialect) -> str:
    match piece:
        case str():
            return _running(piece, dialect)
        case Formula(surface):
            return dialect.inline(latex(surface))
        case Verbatim(text):
            return _code(text)
        case Shape(text):
            return _shape(text, dialect)


def _running(text: str, dialect: Dialect) -> str:
    """Running words, the formulas in them typeset."""
    written = ""
    for place, atom in enumerate(atoms(text)):
        written += " " if atom.spaced and (place or text.startswith(" ")) else ""
        written += dialect.inline(atom.text) if atom.is_formula else _SPECIAL.sub(r"\\\1", spoken(atom.text))
    return written + (" " if text.endswith(" ") else "")


def _code(text: str) -> str:
    """A code span: longer backticks around text that has some."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _shape(text: str, dialect: Dialect) -> str:
    sizes = text.split(" x ")
    if len(sizes) != 2:
        return escaped(text)
    return dialect.inline(r" \times ".join(_size(size) for size in sizes))


def _size(size: str) -> str:
    """``n1``, ``3``, or the size of a matrix in parts, ``(1 + n0)``."""
    if size.startswith("("):
        return f"({' + '.join(_size(part) for part in size[1:-1].split(' + '))})"
    return size if size.isdigit() else latex(Name(size))


def _listing(entries: Iterable[Entry], dialect: Dialect) -> str:
    """A table; columns that nobody fills are left out."""
    heads = ["equation", "shape", "role", "steps", "known by"]
    rows = [_entry(entry, dialect) for entry in entries]
    used = [number for number in range(len(heads)) if number == 0 or any(row[number] for row in rows)]
    return _table([heads[number] for number in used], [[row[number] for number in used] for row in rows])


def _entry(entry: Entry, dialect: Dialect) -> list[str]:
    left = latex(entry.left)
    equation = dialect.inline(left if entry.right is None else f"{left} = {latex(entry.right)}")
    mark = ""
    if entry.certificate is not None:
        mark = "✓ proved" if entry.certificate.kind == "proved" else "≈ tested"
    return [equation, _shape(entry.shape, dialect), entry.role, str(entry.steps or ""), mark]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """A bar splits a cell even inside code, so each one is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_BAR.sub(r"\\|", cell) for cell in cells) + " |" for cells in lines)


def _chain(chain: Chain, dialect: Dialect) -> Iterator[str]:
    for environment in aligned(chain):
        yield dialect.display(environment)
    smaller = [(row.words or "the step", child) for row in chain.rows for child in row.children]
    if not smaller or not (dialect.folds or chain.unfolded):
        return
    if dialect.folds:
        shown = " open" if chain.unfolded else ""
        yield f"<details{shown}>\n<summary>Smaller steps</summary>"
    for words, child in smaller:
        yield f"{_running(words, dialect)}:"
        yield from _chain(child, dialect)
    if dialect.folds:
        yield "</details>"
