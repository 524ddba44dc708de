r"""What a notebook shows for a page: LaTeX where it is live, a picture where it is exported, else text.

There is no HTML among them on purpose: notebooks strip the tags of MathML from HTML that they do not trust, and what is
left of dL/da = sqrt(s) is ``dLda=s``, which is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import InputError
from ..notation.latex import latex
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
)
from .in_words import in_words
from .names import names_of
from .printer import Options
from .reason import Reading, atoms, words
from .registry import printer
from .tex import Setting, aligned, crossed

_WIDTH = 100


def mime_bundle(document: Document, options: Options) -> dict[str, str]:
    """The page by media type. The picture is left out where the library that draws it is not installed."""
    bundle = {"text/latex": latex_page(document)}
    drawing = printer("svg")
    if drawing.page is not None:
        try:
            drawn = drawing.page(document, options)
        except InputError:  # the other representations say the same
            pass
        else:
            bundle["image/svg+xml"] = drawn if isinstance(drawn, str) else drawn.decode("utf-8")
    terminal = printer("terminal").page
    assert terminal is not None
    bundle["text/plain"] = str(terminal(document, options))
    return bundle


def latex_page(document: Document) -> str:
    r"""Sentences with ``$..$`` and blocks of ``$$``: all that the LaTeX of a notebook knows."""
    reading = Reading(names=names_of(document))
    return "\n\n".join(text for block in document.blocks for text in _block(block, reading))


def _block(block: Block, reading: Reading) -> Iterator[str]:
    match block:
        case Title(pieces) | Prose(pieces):
            yield _sentence(pieces, reading)
        case Note(pieces):
            yield f"Note: {_sentence(pieces, reading)}"
        case Chain():
            for environment in aligned(block, Setting(_WIDTH, reading=reading)):
                yield _display(environment)
        case Listing(entries):
            yield _display(_rows(map(_entry, entries)))
        case Table(heads, rows):
            cells = [tuple(words(head) for head in heads), *(tuple(_in_math(c, reading) for c in row) for row in rows)]
            yield _display(_rows(" && ".join(f"& {cell}" for cell in row) for row in cells))
        case Code(text, _):
            yield text
        case Picture() | Columns() | Matrices():
            for each in in_words(block):
                yield from _block(each, reading)


def _display(formula: str) -> str:
    return f"$$\n{formula}\n$$"


def _rows(rows: Iterable[str]) -> str:
    return "\\begin{aligned}\n" + " \\\\[2pt]\n".join(rows) + "\n\\end{aligned}"


def _entry(entry: Entry) -> str:
    right = "" if entry.right is None else f"= {latex(entry.right)}"
    said = [crossed(entry.shape) or words(entry.shape), words(entry.role) if entry.role else ""]
    if entry.certificate is not None:
        said.append(r"\checkmark" if entry.certificate.kind == "proved" else r"\approx")
    beside = r"\quad ".join(filter(None, said))
    return f"{latex(entry.left)} &{right} && {beside}"


def _sentence(pieces: Iterable[Piece], reading: Reading) -> str:
    return "".join(_piece(piece, reading) for piece in pieces)


def _piece(piece: Piece, reading: Reading) -> str:
    match piece:
        case str():
            return _running(piece, reading)
        case Formula(surface):
            return f"${latex(surface)}$"
        case Verbatim(text):
            return text
        case Shape(text):
            tex = crossed(text)
            return text if tex is None else f"${tex}$"
        case Reference(inside, _):
            return _sentence(inside, reading)


def _running(text: str, reading: Reading) -> str:
    """Running words, their formulas typeset; a dollar of their own would begin one."""
    written = ""
    for place, atom in enumerate(atoms(text, reading)):
        written += " " if atom.spaced and (place or text.startswith(" ")) else ""
        written += f"${atom.text}$" if atom.is_formula else spoken(atom.text).replace("$", "")
    return written + (" " if text.endswith(" ") else "")


def _in_math(pieces: Iterable[Piece], reading: Reading) -> str:
    """A cell of a table, as one formula."""
    return "".join(_cell(piece, reading) for piece in pieces)


def _cell(piece: Piece, reading: Reading) -> str:
    match piece:
        case str():
            return words(piece, reading) if piece.strip() != "=" else " = "
        case Formula(surface):
            return latex(surface)
        case Verbatim(text):
            return words(text)
        case Shape(text):
            return crossed(text) or words(text)
        case Reference(inside, _):
            return _in_math(inside, reading)
