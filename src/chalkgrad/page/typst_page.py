"""A document as the source of a Typst page: calls of functions in ``style.typ`` and ``figures.typ``, content between.

The source holds nothing but those calls, string literals and mathematics printed from trees, so no text of a user is
ever read as Typst.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ..notation.surface import Surface
from .certified import remarks
from .document import (
    Block,
    Chain,
    Code,
    Columns,
    Document,
    Entry,
    Listing,
    Matrices,
    Note,
    Picture,
    Prose,
    Row,
    Table,
    Title,
)
from .glyphs import UNICODE
from .names import names_of
from .pieces import plain
from .typst_equations import equation_fields, finer, right, side
from .typst_figures import columns, matrices, picture
from .typst_formula import quoted
from .typst_words import Setting

#: A page of so many headings begins with its contents; so does every book.
_HEADINGS_OF_A_LONG_PAGE = 40


def source(document: Document, *, paged: bool, follow: tuple[str, ...] = ()) -> str:
    """The page as Typst: on sheets of paper, or on one sheet as tall as needed."""
    titles = [block for block in document.blocks if isinstance(block, Title)]
    book = sum(title.depth == 1 for title in titles) > 1
    anchors = frozenset(title.anchor for title in titles if title.anchor)
    setting = Setting(follow, anchors, names_of(document))
    lines = [f"#let paged = {_said(paged)}", f"#let book = {_said(book)}", _style()]
    lines.append(f"#show: sheet.with({quoted(page_title(document))})")
    lines += _blocks(document, setting, book, contents=paged and (book or len(titles) > _HEADINGS_OF_A_LONG_PAGE))
    return "\n".join(lines) + "\n"


def page_title(document: Document) -> str:
    """The title of the page in plain letters."""
    for block in document.blocks:
        if isinstance(block, Title):
            return plain(block.pieces, UNICODE).replace("\u00a0", " ")
    return "chalkgrad"


def _blocks(document: Document, setting: Setting, book: bool, contents: bool) -> Iterator[str]:
    """The first title is the page's; the others are headings, one level below the heading they stand under."""
    above: list[int] = []  # the depths of the headings that the place stands under
    named, opened = set[str](), False
    last = max((n for n, block in enumerate(document.blocks) if not isinstance(block, Prose)), default=0)
    for place, block in enumerate(document.blocks):
        if not isinstance(block, Title):
            yield _block(block, setting, closing=_stays(block, document.blocks[place + 1 :], last <= place))
            continue
        words = setting.sentence(block.pieces)
        if not opened and block.depth == 1:
            opened = True
            label = _label(block.anchor, named)
            yield f"#heading-of-page[{words}{label}]"
            continue
        if contents and not above:
            yield "#contents"
        if book and block.depth == 1:
            yield "#chapter-break"
        while above and above[-1] >= block.depth:
            above.pop()
        above.append(block.depth)
        yield f"#heading(level: {len(above)})[{words}]{_label(block.anchor, named)}"


def _stays(block: Block, following: tuple[Block, ...], is_last: bool) -> bool:
    """Whether the block stands on one page with what follows: the last words, a note, a plot, a table."""
    match block, following[:2]:
        case _, ():
            return False
        case Chain(), (Note(), *_):
            return True
        case Listing() | Prose(), (Picture(), *_):
            return True
        case Prose(), (Table(is_index=False), *_) | (Listing(), Picture()):
            return True
    return is_last


def _label(anchor: str, named: set[str]) -> str:
    """The anchor as a label, the first time that it occurs."""
    if not anchor or anchor in named:
        return ""
    named.add(anchor)
    return f"#label({quoted(anchor)})"


def _block(block: Block, setting: Setting, closing: bool) -> str:
    """``closing`` is a block that only paragraphs follow: the last words do not stand on a page by themselves."""
    closes = "closing: true, " if closing else ""
    match block:
        case Title(pieces, depth):
            return f"#heading(level: {depth})[{setting.sentence(pieces)}]"
        case Prose(pieces):
            announces = bool(pieces) and isinstance(pieces[-1], str) and pieces[-1].rstrip().endswith(":")
            return f"#{'kept' if closing or announces else 'par'}[{setting.sentence(pieces)}]"
        case Note(pieces):
            return f"#note[{setting.sentence(pieces)}]"
        case Table(_, rows, is_index=True):
            entries = (f"([{setting.sentence(word)}], [{setting.places(places)}])" for word, places in rows)
            return f"#index-of({', '.join(entries)})"
        case Table(heads, rows):
            named = ", ".join(f"[{setting.words(head)}]" for head in heads)
            cells = ", ".join(f"[{setting.sentence(cell)}]" for row in rows for cell in row)
            return f"#rows-under({closes}({named},), {cells})"
        case Listing(entries):
            return f"#listing({closes}{', '.join(_entry(entry, setting) for entry in entries)})" if entries else ""
        case Chain():
            return f"#{_chain(block, setting, 0, closing)}"
        case Code(text, language):
            return f"#listed({quoted(language) if language else 'none'}, {quoted(text.rstrip())})"
        case Picture():
            return picture(block, setting)
        case Columns():
            return columns(block, setting, closes)
        case Matrices():
            return matrices(block, setting)


def _chain(chain: Chain, setting: Setting, depth: int, closing: bool = False) -> str:
    options = f"depth: {depth}, " + ("reason-width: width, " if depth else "") + f"closing: {_said(closing)}"
    rows = []
    left: Surface | None = chain.left
    for row in chain.rows:
        rows.append(_row(row, row.left or left, setting, depth, chain.unfolded))
        left = None
    return ",\n".join((f"chain({options}", *rows)) + ")" if rows else "none"


def _row(row: Row, left: Surface | None, setting: Setting, depth: int, unfolded: bool) -> str:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    why = f"[{setting.words('; '.join(said))}]" if said else "none"
    inner = "none"
    if row.children and unfolded:
        smaller = [f"smaller[in smaller steps:]\n{_chain(child, setting, depth + 1)}" for child in row.children]
        inner = "width => {" + "\n".join(smaller) + "}"
    mark = row.certificate.kind if row.certificate is not None else "none"
    equation = right(row.surface, setting, relation=row.relation)
    return f"  (left: {side(left, setting)}, {equation}, why: {why}, mark: {mark}, inner: {inner})"


def _entry(entry: Entry, setting: Setting) -> str:
    steps = "none" if entry.steps is None else "[1 step]" if entry.steps == 1 else f"[{entry.steps} steps]"
    mark = "none"
    if entry.certificate is not None:
        mark = f"[#{entry.certificate.kind} {entry.certificate.kind}]"
    role = f"[#{quoted(entry.role)}]" if entry.role else "none"
    equation = f"{equation_fields(entry, setting)}, {finer(entry.right, setting)}"
    return f"\n  ({equation}, role: {role}, steps: {steps}, mark: {mark})"


def _said(value: bool) -> str:
    return "true" if value else "false"


@cache
def _style() -> str:
    return "".join(
        files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("style.typ", "figures.typ")
    )
