"""Lines of a terminal page: pieces of text at columns, each with a style; colour only when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from .glyphs import is_marked, unmarked

Role = Literal["plain", "title", "name", "reason", "proved", "tested", "note", "faint"]

_COLOURS: dict[Role, str] = {
    "plain": "none",
    "title": "bold",
    "name": "bold cyan",
    "reason": "italic",
    "proved": "green",
    "tested": "yellow",
    "note": "yellow",
    "faint": "dim",
}


_FOLLOWED = "bold underline magenta"
_LINE_BELOW = "\u0332"
_RUNS = re.compile("[\U000f0000-\U0010ffff]+|[^\U000f0000-\U0010ffff]+")
_NO_BREAK = re.compile("\u00a0")
_BEFORE_A_RELATION = re.compile("\u00a0(?=[=≈<>≤≥≠])")
_BEFORE_A_SIGN = re.compile("\u00a0(?=[+⊙*-])")
_BORDERS = (
    (_BEFORE_A_RELATION, " "),
    (_BEFORE_A_SIGN, " "),
    (_NO_BREAK, " "),
    (re.compile("(?<=/)"), ""),
    (re.compile("(?<=[(,])"), ""),
)
_MARKED_RUN = re.compile("[\U000f0000-\U0010ffff]+")


class Placed(NamedTuple):
    """A piece of text that begins at a column."""

    column: int
    text: str
    role: Role = "plain"


Line = tuple[Placed, ...]


def wrapped(text: str, width: int) -> list[str]:
    """The words on lines of at most ``width`` characters; a longer word has a line of its own.

    No-break spaces keep words together until the page is put together; only where they would be too long together,
    they part, best before a relation. What is too long even then is parted behind a slash, a bracket or a comma.
    """
    lines = [""]
    for word in text.split(" "):
        parts = [word]
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width and len(lines[-1]) * 4 < width:
            parts = _BEFORE_A_RELATION.split(word)  # rather than leave a line with a word or two
        for part in parts:
            for space, piece in _fitting(part, width):
                if lines[-1] and len(lines[-1]) + len(space) + len(piece) > width:
                    lines.append(piece)
                else:
                    lines[-1] = f"{lines[-1]}{space}{piece}" if lines[-1] else piece
    return lines


def parted_shape(shape: str, width: int) -> list[str]:
    """A shape on one line, or with its second size on the next."""
    return wrapped(shape.replace(" ", "\u00a0", 1), width)


def _fitting(word: str, width: int) -> list[tuple[str, str]]:
    """The word, parted where it must be: before a relation, else before a sign, else anywhere.

    With each part comes the space before it, which is none where it was parted between letters.
    """
    parts = [(" ", word)]
    if len(word) <= width:
        return parts
    for border, space in _BORDERS:
        found: list[tuple[str, str]] = []
        for before, part in parts:
            first, *others = border.split(part) if len(part) > width else (part,)
            found += [(before, first), *((space, other) for other in others if other)]
        parts = found
    return parts


def column_of(texts: Sequence[str], column: int, role: Role = "plain") -> list[Line]:
    """The texts under each other."""
    return [(Placed(column, text, role),) if text.strip() else () for text in texts]


def merged(*blocks: Sequence[Line]) -> list[Line]:
    """Blocks side by side: their first lines on one line, their second lines on the next."""
    height = max(map(len, blocks))
    return [tuple(p for block in blocks if row < len(block) for p in block[row]) for row in range(height)]


def as_text(lines: Iterable[Line], *, colour: bool, underline: bool = True) -> str:
    """The lines as one text that ends in a newline; spaces at line ends are left out.

    Names that are followed are coloured and underlined; without colour they have a line below each letter, if the
    output can take such characters (``underline``).
    """
    paint = _painted if colour else _plain
    text = "".join(paint(line).rstrip() + "\n" for line in lines).replace("\u00a0", " ")
    return underlined(text, underline)


def underlined(text: str, underline: bool = True) -> str:
    """The text with a line below each letter of the names that are followed, or with these left as they are."""
    return _MARKED_RUN.sub(lambda run: _underlined(run.group(), underline), text)


def _underlined(run: str, underline: bool) -> str:
    return "".join(character + _LINE_BELOW * underline for character in unmarked(run))


def _plain(line: Line) -> str:
    text = ""
    for piece in sorted(line, key=lambda piece: piece.column):
        text = text.ljust(piece.column) + piece.text.rstrip()
    return text


def _painted(line: Line) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    painted, used = "", 0
    for piece in sorted(line, key=lambda piece: piece.column):
        text = piece.text.rstrip()
        painted += " " * (piece.column - used)
        for run in _RUNS.findall(text):
            followed = is_marked(run[0])
            style = Style.parse(_FOLLOWED if followed else _COLOURS[piece.role])
            painted += style.render(unmarked(run), color_system=ColorSystem.STANDARD)
        used = max(used, piece.column) + len(text)
    return painted
