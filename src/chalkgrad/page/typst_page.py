"""A document as the source of a Typst page: calls of the functions in ``style.typ``, with content between.

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
from .pieces import plain
from .typst_equations import equation_fields, right, side
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
    setting = Setting(follow, anchors)
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
    level, named, opened = 0, set[str](), False
    for block in document.blocks:
        if not isinstance(block, Title):
            yield _block(block, setting)
            continue
        words = setting.title(block.pieces)
        if not opened and block.depth == 1:
            opened = True
            yield f"#heading-of-page[{words}]"
            continue
        if contents and level == 0:
            yield "#contents"
        if book and block.depth == 1:
            yield "#chapter-break"
        level = min(level + 1, block.depth if book else max(1, block.depth - 1))
        label = ""
        if block.anchor and block.anchor not in named:
            named.add(block.anchor)
            label = f"#label({quoted(block.anchor)})"
        yield f"#heading(level: {level})[{words}]{label}"


def _block(block: Block, setting: Setting) -> str:
    match block:
        case Title(pieces, depth):
            return f"#heading(level: {depth})[{setting.title(pieces)}]"
        case Prose(pieces):
            return f"#par[{setting.sentence(pieces)}]"
        case Note(pieces):
            return f"#note[{setting.sentence(pieces)}]"
        case Table(heads, rows):
            named = ", ".join(f"[{setting.words(head)}]" for head in heads)
            cells = ", ".join(f"[{setting.sentence(cell)}]" for row in rows for cell in row)
            return f"#rows-under(({named},), {cells})"
        case Listing(entries):
            return f"#listing({', '.join(_entry(entry, setting) for entry in entries)})" if entries else ""
        case Chain():
            return f"#{_chain(block, setting, 0)}"
        case Code(text, language):
            return f"#listed({quoted(language) if language else 'none'}, {quoted(text.rstrip())})"
        case Picture():
            return picture(block, setting)
        case Columns():
            return columns(block, setting)
        case Matrices():
            return matrices(block, setting)


def _chain(chain: Chain, setting: Setting, depth: int) -> str:
    rows = []
    left: Surface | None = chain.left
    for row in chain.rows:
        rows.append(_row(row, row.left or left, setting, depth, chain.unfolded))
        left = None
    return ",\n".join((f"chain(depth: {depth}", *rows)) + ")" if rows else "none"


def _row(row: Row, left: Surface | None, setting: Setting, depth: int, unfolded: bool) -> str:
    said = [row.words] if row.words else []
    if row.certificate is not None:
        said += remarks(row.certificate, row.words)
    why = f"[{setting.words('; '.join(said))}]" if said else "none"
    inner = "none"
    if row.children and unfolded:
        smaller = [f"smaller[in smaller steps:]\n{_chain(child, setting, depth + 1)}" for child in row.children]
        inner = "{" + "\n".join(smaller) + "}"
    mark = row.certificate.kind if row.certificate is not None else "none"
    equation = right(row.surface, setting, relation=row.relation)
    return f"  (left: {side(left, setting)}, {equation}, why: {why}, mark: {mark}, inner: {inner})"


def _entry(entry: Entry, setting: Setting) -> str:
    steps = "none" if entry.steps is None else "[1 step]" if entry.steps == 1 else f"[{entry.steps} steps]"
    mark = "none"
    if entry.certificate is not None:
        mark = f"[#{entry.certificate.kind} {entry.certificate.kind}]"
    role = f"[#{quoted(entry.role)}]" if entry.role else "none"
    return f"\n  ({equation_fields(entry, setting)}, role: {role}, steps: {steps}, mark: {mark})"


def _said(value: bool) -> str:
    return "true" if value else "false"


@cache
def _style() -> str:
    return files(__package__).joinpath("style.typ").read_text(encoding="utf-8")
