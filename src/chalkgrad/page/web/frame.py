"""The page around the blocks: head with its policy, contents, headings with anchors, folding parts, cards for names."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ...notation.surface import Name, Surface
from ..document import Block, Document, Formula, Listing, Piece, Title
from ..glyphs import UNICODE
from ..mathml import Setter, escaped
from ..mathml_lines import formula
from ..pieces import plain
from ..printer import Options
from .blocks import block
from .words import sentence, shape

_FACES = (
    ("math.woff2", "Chalk Math", "400", "normal"),
    ("text.woff2", "Chalk Text", "400", "normal"),
    ("text-italic.woff2", "Chalk Text", "400", "italic"),
    ("text-semibold.woff2", "Chalk Text", "600", "normal"),
)
_COLOURS = 4


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading with the name that a link leads to."""

    title: Title
    anchor: str


def page(document: Document, options: Options) -> str:
    """The document as one HTML file that needs nothing else: no network, no other file, no font of the reader's."""
    setter = Setter({name: f"f{number % _COLOURS + 1}" for number, name in enumerate(dict.fromkeys(options.follow))})
    headings = _headings(document)
    title = next((plain(each.title.pieces, UNICODE) for each in headings.values()), "chalkgrad")
    main = "".join(_parts(document, headings, setter))
    return (
        f"{_head(title)}<body>\n"
        '<div id="tools" hidden><button type="button" id="fold"></button> '
        '<button type="button" id="theme"></button></div>\n'
        f'{_contents(headings, setter)}<main>\n{main}</main>\n<p id="followed" role="status">{_followed(setter)}</p>\n'
        f'<div id="hint" role="tooltip" hidden></div>\n{_cards(document)}'
        f"<script>{_script()}</script>\n</body>\n</html>\n"
    )


def _head(title: str) -> str:
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{_digest(_script())}'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>\n{_faces()}{_part('page.css')}</style>\n</head>\n"
    )


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    return f"\n{_part('page.js')}"


@cache
def _faces() -> str:
    folder = resources.files(__package__) / "fonts"
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:block;'
        f"src:url(data:font/woff2;base64,{base64.b64encode(folder.joinpath(name).read_bytes()).decode()})}}\n"
        for name, family, weight, style in _FACES
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _headings(document: Document) -> dict[int, _Heading]:
    """The headings by their place among the blocks, no two with the same anchor."""
    found: dict[int, _Heading] = {}
    taken: set[str] = {one.anchor for one in document.blocks if isinstance(one, Title)} - {""}
    for place, one in enumerate(document.blocks):
        if isinstance(one, Title):
            name = one.anchor or _free(_slug(one), taken)
            taken.add(name)
            found[place] = _Heading(one, name)
    return found


def _slug(title: Title) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(title.pieces, UNICODE).lower()).strip("-")[:40].strip("-") or "part"


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _contents(headings: dict[int, _Heading], setter: Setter) -> str:
    """The table of contents, three levels deep; a page with a single part needs none."""
    shown = [each for each in list(headings.values())[1:] if each.title.depth <= 3]
    if len(shown) < 2:
        return ""
    lines = "".join(
        f'<li class="depth{each.title.depth}"><a href="#{escaped(each.anchor)}">'
        f"{sentence(_in_short(each.title), setter)}</a></li>\n"
        for each in shown
    )
    return (
        '<nav aria-label="Contents"><details open><summary>Contents</summary>\n'
        f'<ol role="list">\n{lines}</ol></details></nav>\n'
    )


def _in_short(title: Title) -> tuple[Piece, ...]:
    """``3. dW2`` of ``3. dW2 is the derivative of J by W2``: the contents say where, not what."""
    match title.pieces:
        case (str(number), Formula() as formula, str(words), *_) if number.endswith(". ") and words.startswith(" "):
            return (number, formula)
    return title.pieces


def _parts(document: Document, headings: dict[int, _Heading], setter: Setter) -> Iterator[str]:
    """The blocks in order; what stands under a heading of depth 3 folds."""
    anchors = {each.anchor for each in headings.values()}
    is_open = False
    for place, one in enumerate(document.blocks):
        if place not in headings:
            yield block(one, place, setter, anchors)
            continue
        heading, depth = _heading(headings[place], setter), headings[place].title.depth
        if is_open and depth <= 3:
            yield "</details>\n"
            is_open = False
        yield f'<details class="part" open><summary>{heading}</summary>\n' if depth == 3 else f"{heading}\n"
        is_open = is_open or depth == 3
    if is_open:
        yield "</details>\n"


def _heading(heading: _Heading, setter: Setter) -> str:
    depth, name = min(max(heading.title.depth, 1), 6), escaped(heading.anchor)
    link = f' <a class="here" href="#{name}" aria-label="Link to this part">#</a>' if depth > 1 else ""
    return f'<h{depth} id="{name}">{sentence(heading.title.pieces, setter)}{link}</h{depth}>'


def _followed(setter: Setter) -> str:
    """What is followed, as buttons that end it."""
    buttons = " ".join(
        f'<button type="button" class="{kind}" data-drop="{escaped(name)}">{formula(Name(name), Setter())}</button>'
        for name, kind in setter.marks.items()
    )
    return f"Followed: {buttons}" if buttons else ""


def _cards(document: Document) -> str:
    """What a reader is told about a name on demand: what it is and its shape."""
    values = _values(document.blocks)
    plainly = Setter()
    cards = []
    sizes = (size for _, text in document.shapes if " x " in text for size in text.split(" x ") if not size.isdigit())
    for name, size in {**dict.fromkeys(sizes, "size"), **dict(document.shapes)}.items():
        left = formula(Name(name), plainly)
        right = formula(values[name], plainly, high=True, relation="=") if name in values else ""
        cards.append(
            f'<div data-of="{escaped(name)}"><span>{left}{right}</span> <span>{shape(size, plainly)}</span></div>\n'
        )
    return f'<template id="cards">\n{"".join(cards)}</template>\n'


def _values(blocks: Sequence[Block]) -> dict[str, Surface]:
    """The equation of each name, from the listings of the page."""
    found: dict[str, Surface] = {}
    for one in blocks:
        if isinstance(one, Listing):
            for entry in one.entries:
                if isinstance(entry.left, Name) and entry.right is not None:
                    found.setdefault(entry.left.text, entry.right)
    return found
