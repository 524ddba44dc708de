"""The neutral document: what a page says, before any format decides how it looks.

A printer turns a ``Document`` into one format; a lesson (``lesson.py``) turns mathematics into a ``Document``. Neither
knows the other, so a new format never sees a rule of calculus and a new kind of page never sees LaTeX.
Formulas are surface trees, so each printer typesets them in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..notation.surface import Surface
from ..proof.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula inside a sentence or a table cell."""

    surface: Surface


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A piece of text in chalkgrad's notation, or a command, to be shown letter by letter: ``colsum(Y) = 1``."""

    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape as the model writes it (``n2 x m``, ``scalar``); printers set the cross."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Words or a formula that lead to the heading with this ``anchor``; a printer that cannot link sets the words."""

    pieces: tuple[str | Formula | Verbatim, ...]
    anchor: str


Relation: TypeAlias = Literal["=", "≈", ":="]
Piece: TypeAlias = str | Formula | Verbatim | Shape | Reference


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; ``depth`` 1 is the title of the page, 2 a part, 3 a section.

    ``anchor`` is a name for references to lead to: letters, digits and hyphens, no two alike on a page.
    """

    pieces: tuple[Piece, ...]
    depth: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that must not be overlooked: a condition, a choice of slope."""

    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, words: str) -> Note:
        """The remark as a sentence: it ends with a full stop, whether it is a whole sentence or not."""
        return cls((words if words.endswith((".", ":", "?")) else f"{words}.",))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a heading each; every row is as long as ``heads``.

    ``is_index``: the rows are words and the places that explain them, which a printer may set in narrow columns, on
    paper with the numbers of the pages.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    is_index: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chain: ``= surface``, why, and how that is known.

    ``left`` is a new left-hand side from this line on; None goes on with the one above. ``certificate`` is None
    where nothing was claimed (the line that a chain starts from). ``children`` are the smaller steps inside.
    ``relation`` stands between the left side and the formula: ``=``, ``≈`` where numbers are rounded, ``:=`` where a
    name gets a new value.
    """

    surface: Surface
    words: str = ""
    certificate: Certificate | None = None
    left: Surface | None = None
    children: tuple[Chain, ...] = ()
    relation: Relation = "="


@dataclass(frozen=True, slots=True)
class Chain:
    """``left = first row = second row = ...``, aligned at the relation.

    ``unfolded`` says whether the children of its rows are shown at once or only on demand; a printer that cannot
    fold leaves folded children out.
    """

    left: Surface
    rows: tuple[Row, ...]
    unfolded: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a listing: ``left = right`` (or ``left`` alone when it is given, not computed)."""

    left: Surface
    right: Surface | None
    shape: str
    role: str = ""
    steps: int | None = None
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Equations under each other, shapes at the right. Columns that no entry uses are left out."""

    entries: tuple[Entry, ...]


def head_of_roles(entries: Iterable[Entry]) -> str:
    """What the column of roles is called: of derived equations it holds the layers they are for."""
    return "layers" if any(entry.role and entry.certificate is not None for entry in entries) else "role"


@dataclass(frozen=True, slots=True)
class Code:
    """Source text, unchanged."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own as one SVG element, with the words that stand for it where no picture can be shown."""

    svg: str
    alternative: str
    caption: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnStep:
    """One backward formula in a column of the network: its circled ``label`` (``1a``), what it says and why.

    ``uses`` are the labels of the formulas that stand in it.
    """

    label: str
    entry: Entry
    words: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the network: its heading, the forward formulas in a box on top, the backward ones below."""

    heading: tuple[Piece, ...]
    forward: tuple[Entry, ...]
    backward: tuple[ColumnStep, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The network as columns from the data to the cost, one beside the other; they wrap on a narrow page."""

    columns: tuple[Column, ...]
    alternative: str
    caption: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """A matrix drawn as a rectangle: its formula, its shape, and how it is divided.

    ``bars`` says which lines are drawn inside: ``rows`` (each a unit's weights), ``columns`` (each an example) or
    ``none``; ``row`` and ``column`` are the letters or words beside them. ``before`` is the sign to its left
    (``=``, ``+``, or nothing for a product).
    """

    surface: Surface
    shape: str
    bars: str = "none"
    row: str = ""
    column: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Matrices:
    """An equation between matrices, each drawn as a rectangle with its shape: rows of W meet columns of X."""

    factors: tuple[Factor, ...]
    alternative: str
    caption: tuple[Piece, ...] = ()


Figure: TypeAlias = Picture | Columns | Matrices
Block: TypeAlias = Title | Prose | Note | Table | Chain | Listing | Code | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """A page: its blocks in reading order. The first is its title.

    ``shapes`` are the shapes of the names that occur, for printers that can show them on demand.
    """

    blocks: tuple[Block, ...]
    shapes: tuple[tuple[str, str], ...] = ()
