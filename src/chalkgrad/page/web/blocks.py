"""Blocks of a document as HTML, all but figures and headings: paragraphs, notes, tables, listings, chains, source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...notation.surface import Name
from ..document import Block, Chain, Code, Entry, Listing, Note, Prose, Table, Title, head_of_roles
from ..lesson import anchor
from ..mathml import Setter, escaped
from ..mathml_lines import formula
from .chains import chain, mark
from .figures import figure
from .words import sentence, shape


def block(one: Block, number: int, setter: Setter, anchors: Collection[str]) -> str:
    """The block; ``number`` makes the names inside its figure its own, ``anchors`` are the headings of the page."""
    match one:
        case Title():
            raise TypeError("headings are made by the frame, which knows all of them")
        case Prose(pieces):
            return f"<p>{sentence(pieces, setter)}</p>\n"
        case Note(pieces):
            return f'<p class="note" role="note"><strong>Note.</strong> {sentence(pieces, setter)}</p>\n'
        case Table():
            return _table(one, setter)
        case Listing(entries):
            return _listing(entries, setter, anchors)
        case Chain():
            return chain(one, setter)
        case Code(text, language):
            name = f' class="language-{escaped(language)}"' if language else ""
            source = f"<code{name}>{escaped(text.rstrip())}</code>"
            return f'<pre role="region" aria-label="Source" tabindex="0">{source}</pre>\n'
        case _:
            return figure(one, number, setter)


def _table(table: Table, setter: Setter) -> str:
    if table.is_index:
        items = (f"<li>{sentence(word, setter)}: {sentence(places, setter)}</li>\n" for word, places in table.rows)
        return f'<ul class="index">\n{"".join(items)}</ul>\n'
    heads = "".join(f'<th scope="col">{sentence((head,), setter)}</th>' for head in table.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{sentence(cell, setter)}</td>' for cell in row)}</tr>\n" for row in table.rows)
    inside = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>"
    return f'<div class="wide" role="region" aria-label="Table" tabindex="0"><table>\n{inside}</table></div>\n'


def _listing(entries: Sequence[Entry], setter: Setter, anchors: Collection[str]) -> str:
    """Equations aligned at the relation; columns that nobody fills are left out."""
    rows = [_entry(entry, setter, anchors) for entry in entries]
    used = [column for column in rows[0] if any(row[column] for row in rows)] if rows else []
    named = {**_HEADS, "role": head_of_roles(entries)}
    heads = "".join(f'<th scope="col">{named[column]}</th>' for column in used)
    cells = ["".join(f'<td class="{column}">{row[column]}</td>' for column in used) for row in rows]
    lines = "".join(f"<tr{_defines(entry)}>{row}</tr>\n" for entry, row in zip(entries, cells, strict=True))
    inside = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>"
    return f'<div class="rows"><table class="listing">\n{inside}</table></div>\n'


_HEADS = {
    "name": "name",
    "value": "equation",
    "shape": "shape",
    "steps": "derivation",
    "known": "known by",
}


def _defines(entry: Entry) -> str:
    """The name that the row says all about: the script shows the row wherever that name is pointed at."""
    if isinstance(entry.left, Name) and entry.right is not None:
        return f' data-of="{escaped(entry.left.text)}"'
    return ""


def _entry(entry: Entry, setter: Setter, anchors: Collection[str]) -> dict[str, str]:
    steps = "" if entry.steps is None else f"{entry.steps} step" + ("" if entry.steps == 1 else "s")
    if steps and isinstance(entry.left, Name) and anchor(entry.left.text) in anchors:
        steps = f'<a href="#{escaped(anchor(entry.left.text))}">{steps}</a>'
    return {
        "name": formula(entry.left, setter),
        "value": formula(entry.right, setter, relation="=") if entry.right is not None else "",
        "shape": shape(entry.shape, setter),
        "role": escaped(entry.role),
        "steps": steps,
        "known": mark(entry.certificate),
    }
