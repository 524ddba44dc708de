r"""A complete LaTeX document, for ``pdflatex`` or any other engine with amsmath.

Chains are set with ``alignat``, which breaks over pages; reasons stand beside their lines. The text is ASCII, so no
engine needs to be told its encoding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

from ...notation.latex import latex
from ..anchors import led_to
from ..breadth import breadth
from ..document import (
    Block,
    Chain,
    Code,
    Columns,
    ColumnStep,
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
from ..following import followed
from ..glyphs import ASCII
from ..in_words import in_words
from ..names import names_of
from ..pieces import plain
from ..printer import Options, Printer
from ..reason import Reading, atoms, words
from ..tex import Setting, chain_rows, crossed
from ..tex_breaks import broken, longest_piece

_PREAMBLE = r"""\documentclass[10pt,a4paper,fleqn]{article}
\usepackage[margin=22mm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage{array,booktabs,longtable}
\usepackage{xcolor}
\usepackage[hidelinks]{hyperref}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{5pt plus 2pt}
\setlength{\emergencystretch}{3em}
\setlength{\LTleft}{0pt}
\setlength{\mathindent}{1em}
% A display that follows a paragraph break has an empty line above it already.
\AtBeginDocument{\abovedisplayskip=-4pt plus 2pt \belowdisplayskip=5pt plus 2pt}
\newcolumntype{P}[1]{>{\raggedright\arraybackslash}p{#1}}
\renewcommand{\arraystretch}{1.25}
% A heading with fewer lines than these below it goes to the next page. That is settled at once: a page break before a
% longtable that TeX finds only within it would be followed by the head of the table.
\newcommand{\headinghere}[1]{\par\penalty10000\relax
\ifdim\dimexpr\pagegoal-\pagetotal\relax<#1\baselineskip\vfil\break\fi}
\providecommand{\lt}{<}
\providecommand{\gt}{>}
% A name that is followed through the page is underlined and coloured.
\definecolor{followed}{HTML}{1A5FB4}
\newcommand{\followed}[1]{\underline{\textcolor{followed}{#1}}}
"""

_Cell = tuple[str, float]  # what is written, and about how many letters wide it is

_LETTERS_ON_A_LINE = 91.0
_NARROWEST_EQUATION = 45.0
_ROOM_OF_A_TABLE = 13  # lines of a heading, and of the head and three rows of a table
_HEADINGS = {1: "section*", 2: "subsection*", 3: "subsubsection*"}
#: In typewriter letters these stand at their place in ASCII.
_SPECIAL = {character: rf"{{\char{ord(character)}}}" for character in "\\{}~^_"} | {
    character: rf"\{character}" for character in "#$%&"
}
_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030c": "v", "\u0327": "c"}
_PLAIN = re.compile(r"[A-Za-z0-9.,:;?!()\[\]/'*+=@-]+")


def page(document: Document, options: Options) -> str:
    """The document as LaTeX; of the options, ``follow`` concerns it."""
    reading = Reading(frozenset(options.follow), names_of(document))
    targets = led_to(document)
    blocks: list[str] = []
    shown = followed(document, reading.follow).blocks
    before: Block | None = None
    for place, block in enumerate(shown):
        if isinstance(block, Title) and block.depth > 1 and not isinstance(before, Title):
            blocks.append(_room(shown[place + 1 :]))
        blocks += _block(block, reading, targets)
        before = block
    body = "\n\n".join(blocks)
    return f"{_PREAMBLE}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def _room(below: Sequence[Block]) -> str:
    """Room for a heading, the headings right below it, and the head and three rows of a table or lines of a chain."""
    first = next((place for place, block in enumerate(below) if not isinstance(block, Title)), len(below))
    tabular = any(isinstance(block, Listing | Table) for block in below[first : first + 1])
    return rf"\headinghere{{{(_ROOM_OF_A_TABLE if tabular else 8) + 3 * first}}}"


def _block(block: Block, reading: Reading, targets: frozenset[str] = frozenset()) -> Iterator[str]:
    match block:
        case Title(pieces, depth, anchor):
            target = rf"\hypertarget{{{_target(anchor)}}}{{}}" if anchor in targets else ""
            yield rf"\{_HEADINGS.get(depth, 'paragraph*')}{{\boldmath {target}{_running(pieces, reading)}}}"
        case Prose(pieces):
            yield _running(pieces, reading)
        case Note(pieces):
            yield rf"\begin{{quote}}\textbf{{Note.}} {_running(pieces, reading)}\end{{quote}}"
        case Table(heads, rows):
            cells = [[_cell(cell, reading) for cell in row] for row in rows]
            yield _table([_cell((head,), reading) for head in heads], cells)
        case Listing(entries):
            yield _listing(entries, reading)
        case Chain():
            yield from _chain(block, reading)
        case Code(text, _):
            yield _code(text)
        case Columns(columns, _, caption):
            for column in columns:
                yield _room((Listing(column.forward),))
                yield from _block(Title(column.heading, 3), reading)
                yield from _block(Listing(column.forward), reading) if column.forward else ()
                yield from [_backward(column.backward, reading)] if column.backward else ()
            yield from [_running(caption, reading)] if caption else ()
        case Picture() | Matrices():
            for each in in_words(block):
                yield from _block(each, reading)


def _chain(chain: Chain, reading: Reading) -> Iterator[str]:
    rows = chain_rows(chain, Setting(_LETTERS_ON_A_LINE, r"&\qquad&", r"\\*", reading))
    yield "\\begin{alignat*}{2}\n" + " \\\\[3pt]\n".join(rows) + "\n\\end{alignat*}"
    if not chain.unfolded:
        return
    for row in chain.rows:
        for child in row.children:
            yield rf"\textit{{In smaller steps, {_words(row.words or 'the step', reading)}:}}"
            yield from _chain(child, reading)


def _running(pieces: Iterable[Piece], reading: Reading) -> str:
    return "".join(_piece(piece, reading) for piece in pieces)


def _piece(piece: Piece, reading: Reading) -> str:
    match piece:
        case str():
            return _words(piece, reading)
        case Formula(surface):
            return f"${latex(surface)}$"
        case Verbatim(text):
            return rf"\texttt{{{_escaped(ASCII.words(text))}}}"
        case Shape(text):
            return _shape(text, reading)
        case Reference(inside, anchor):
            return rf"\hyperlink{{{_target(anchor)}}}{{{_running(inside, reading)}}}"


def _words(text: str, reading: Reading) -> str:
    """Running words, between which lines may break; what is no plain letter is set as mathematics."""
    written = ""
    for place, atom in enumerate(atoms(text, reading)):
        written += " " if atom.spaced and (place or text.startswith(" ")) else ""
        written += f"${atom.text}$" if atom.is_formula else _word(atom.text)
    return written + (" " if text.endswith(" ") else "")


def _word(word: str) -> str:
    """A word with its accents; what is no word is mathematics."""
    if _PLAIN.fullmatch(word):
        return word
    letters = normalize("NFD", word)
    if _PLAIN.fullmatch("".join(letter for letter in letters if letter not in _ACCENTS)):
        return re.sub(r"(.)([\u0300-\u036f])", lambda found: rf"\{_ACCENTS[found[2]]}{{{found[1]}}}", letters)
    return f"${words(word)}$"


def _target(anchor: str) -> str:
    """The anchor in ASCII."""
    return "".join(character if character.isascii() else f"u{ord(character):x}" for character in anchor)


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def _shape(text: str, reading: Reading) -> str:
    written = crossed(text, reading.follow)
    return _words(text, reading) if written is None else f"${written}$"


def _code(text: str) -> str:
    """Source text letter by letter, in ASCII."""
    lines = [ASCII.words(line) for line in text.rstrip().splitlines()]
    return "\n".join((r"\begin{verbatim}", *lines, r"\end{verbatim}"))


def _listing(entries: Sequence[Entry], reading: Reading) -> str:
    """Equations under each other with their particulars; columns that nobody fills are left out.

    An equation that is too wide beside them is broken; where they leave it too little room they stand below it.
    """
    words = ("equation", "shape", head_of_roles(entries), "steps", "known by")
    heads: list[_Cell] = [(head, len(head)) for head in words]
    rows = [[_equation(entry, math.inf), *_particulars(entry, reading)] for entry in entries]
    used = [number for number in range(len(heads)) if number == 0 or any(row[number][0] for row in rows)]
    heads = [heads[number] for number in used]
    rows = [[row[number] for number in used] for row in rows]
    room = _LETTERS_ON_A_LINE - sum(_width(column) for column in [*zip(heads, *rows, strict=True)][1:]) - 5
    if max(row[0][1] for row in rows) <= room:
        return _table(heads, rows)
    rights = [entry.right for entry in entries if entry.right is not None]
    if room >= _NARROWEST_EQUATION and all(longest_piece(right, room) <= room - 4 for right in rights):
        return _table(heads, [[_equation(entry, room), *row[1:]] for entry, row in zip(entries, rows, strict=True)])
    return _table([("", 0)], [[_with_particulars(entry, reading)] for entry in entries])


def _backward(steps: Sequence[ColumnStep], reading: Reading) -> str:
    """Each formula with its label; below it its particulars, and the reason with the labels that it uses."""
    rows: list[list[_Cell]] = []
    for step in steps:
        reason = _words(f"since {step.words}", reading) if step.words else ""
        reason += f" ({'by' if reason else 'By'} {', '.join(step.uses)})" if step.uses else ""
        below = rf" \newline {{\small {reason}}}" if reason else ""
        rows.append([(step.label, 2), (_with_particulars(step.entry, reading)[0] + below, 2 * _LETTERS_ON_A_LINE)])
    return _table([("", 0), ("", 0)], rows)


def _equation(entry: Entry, room: float) -> _Cell:
    r"""The equation on as many lines as the room asks for; ``\newline`` is one in a column of paragraphs."""
    left, wide = latex(entry.left), breadth(entry.left)
    if entry.right is None:
        return _large(left), wide
    if wide + 3 + breadth(entry.right) <= room:
        return _large(f"{left} = {latex(entry.right)}"), wide + 3 + breadth(entry.right)
    beside = room - wide - 3
    lines = broken(entry.right, beside if beside >= room / 2 else room - 4)
    lines = [f"{left} = {lines[0]}", *lines[1:]] if beside >= room / 2 else [left, f"= {lines[0]}", *lines[1:]]
    first, *others = lines
    return r" \newline ".join((_large(first), *(_large(rf"\quad {other}") for other in others))), room


def _large(formula: str) -> str:
    """With fractions as large as on a line of its own."""
    return rf"$\displaystyle {formula}$" if r"\frac" in formula else f"${formula}$"


def _particulars(entry: Entry, reading: Reading) -> list[_Cell]:
    known = ""
    if entry.certificate is not None:
        known = r"$\checkmark$ proved" if entry.certificate.kind == "proved" else r"$\approx$ tested"
    said = (entry.role, str(entry.steps or ""))
    return [_cell((Shape(entry.shape),), reading), *((s, len(s)) for s in said), (known, 8)]


def _with_particulars(entry: Entry, reading: Reading) -> _Cell:
    """Both in one cell of the whole width."""
    equation, _ = _equation(entry, _LETTERS_ON_A_LINE - 5)
    shape, role, steps, known = (text for text, _ in _particulars(entry, reading))
    counted = f"{steps} step{'' if steps == '1' else 's'}" if steps else ""
    said = r", \ ".join(filter(None, (shape, role, counted, known)))
    return rf"{equation} \newline \hspace*{{2em}}{{\small {said}}}", 2 * _LETTERS_ON_A_LINE


def _cell(pieces: tuple[Piece, ...], reading: Reading) -> _Cell:
    return _running(pieces, reading), len(plain(pieces, ASCII))


def _table(heads: list[_Cell], rows: list[list[_Cell]]) -> str:
    """A table that breaks over pages; where it is too wide, the cells of its widest column have several lines."""
    widths = [_width(column) for column in zip(heads, *rows, strict=True)]
    columns = ["l"] * len(widths)
    if sum(widths) > _LETTERS_ON_A_LINE:
        widest = widths.index(max(widths))
        share = max(1 - (sum(widths) - widths[widest]) / _LETTERS_ON_A_LINE, 0.2)
        columns[widest] = rf"P{{{share:.2f}\linewidth}}"
    lines = [rf"\begin{{longtable}}{{@{{}}{''.join(columns)}@{{}}}}", r"\toprule"]
    lines += [_line(heads), r"\midrule"] if any(text for text, _ in heads) else []
    lines += [r"\endhead", *(_line(row, kept=n < 2 or n > len(rows) - 4) for n, row in enumerate(rows))]
    return "\n".join((*lines, r"\bottomrule", r"\end{longtable}"))


def _width(column: Iterable[_Cell]) -> float:
    """About how many letters wide a column is, with the space beside it."""
    return max(cell[1] for cell in column) + 5


def _line(cells: Iterable[_Cell], kept: bool = False) -> str:
    """``kept`` on one page with the next: three lines of a table are not parted from each other."""
    written = " & ".join(text for text, _ in cells)
    apart = r"\addlinespace[3pt]" if r"\displaystyle" in written else ""
    return rf"{written} \\{'*' if kept else ''}{apart}"


PRINTER = Printer("latex", (".tex",), page=page)
