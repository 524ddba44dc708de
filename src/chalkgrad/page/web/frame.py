"""The page around the blocks: head with its policy, contents, headings with anchors, folding parts, cards for names."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ...notation.surface import Name
from ..document import Block, Document, Formula, Listing, Piece, Title
from ..glyphs import UNICODE
from ..mathml import Setter, escaped
from ..mathml_lines import formula
from ..names import names_of
from ..pieces import plain
from ..printer import Options
from ..speech import heading_in_words
from .blocks import block
from .faces import faces
from .words import sentence, shape

_COLOURS = 4
#: The fonts are read while the page is, so that it is laid out once and not first without them.
_FONTS_FIRST = "for (const face of document.fonts) face.load();"
#: A page of a usual length is shown in one piece: a part of it, laid out and drawn for an instant before the contents
#: fold, costs more time than the rest takes to arrive. A book is shown as it comes.
_IN_ONE_PIECE = '<link rel="expect" href="#page-end" blocking="render">\n'
_END = '<template id="page-end"></template>'
_USUAL_LENGTH = 400_000  # letters


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading with the name that a link leads to."""

    title: Title
    anchor: str


def page(document: Document, options: Options) -> str:
    """The document as one HTML file that needs nothing else: no network, no other file, no font of the reader's."""
    marks = {name: f"f{number % _COLOURS + 1}" for number, name in enumerate(dict.fromkeys(options.follow))}
    setter = Setter(marks, known=names_of(document))
    headings = _headings(document)
    title = next((plain(each.title.pieces, UNICODE) for each in headings.values()), "chalkgrad")
    main = "".join(_parts(document, headings, setter))
    body = (
        '<div id="tools" hidden><button type="button" id="fold"></button> '
        '<button type="button" id="theme"></button></div>\n'
        f'{_contents(headings, setter)}<main>\n{main}</main>\n<p id="followed" role="status">{_followed(setter)}</p>\n'
        f'<div id="hint" role="tooltip" hidden></div>\n{_cards(document, setter)}'
    )
    head = _head(title, faces(body), in_one_piece=len(body) < _USUAL_LENGTH)
    return f"{head}<body>\n{body}<script>{_script()}</script>\n{_END}\n</body>\n</html>\n"


def _head(title: str, fonts: str, in_one_piece: bool) -> str:
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{_digest(_script())}' 'sha256-{_digest(_FONTS_FIRST)}'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{_IN_ONE_PIECE if in_one_piece else ''}<title>{escaped(title)}</title>\n"
        f"<style>\n{fonts}{_style()}\n</style>\n<script>{_FONTS_FIRST}</script>\n</head>\n"
    )


@cache
def _part(name: str) -> str:
    """A file beside this one, without what only its reader needs: indentation and lines that are a comment."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


@cache
def _style() -> str:
    """The style sheet without its comments and the spaces that mean nothing."""
    bare = re.sub(r"/\*.*?\*/", "", _part("page.css"), flags=re.DOTALL)
    return re.sub(r"\s*([{};,>])\s*|(?<=:) ", lambda found: found[1] or "", bare)


@cache
def _script() -> str:
    return f"\n{_part('page.js')}"


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
        f'<li class="depth{each.title.depth}"><a href="#{escaped(each.anchor)}"'
        f"{_named(_in_short(each.title), setter)}</a></li>\n"
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
    link = f' <a class="here" href="#{name}" aria-hidden="true" tabindex="-1">#</a>' if depth > 1 else ""
    return f'<h{depth} id="{name}"{_named(heading.title.pieces, setter)}{link}</h{depth}>'


def _named(pieces: tuple[Piece, ...], setter: Setter) -> str:
    """The end of a tag and what stands in it; browsers leave formulas out of its name, so they are said there."""
    written = sentence(pieces, setter)
    return f' aria-label="{escaped(heading_in_words(pieces))}">{written}' if "<math" in written else f">{written}"


def _followed(setter: Setter) -> str:
    """What is followed, as buttons that end it."""
    buttons = " ".join(
        f'<button type="button" class="{kind}" data-drop="{escaped(name)}">{formula(Name(name), Setter())}</button>'
        for name, kind in setter.marks.items()
    )
    return f"Followed: {buttons}" if buttons else ""


def _cards(document: Document, setter: Setter) -> str:
    """How each name looks and what a reader is told about it on demand, where no row of a listing says it."""
    told = _told(document.blocks)
    plainly = Setter()
    cards = []
    sizes = (size for _, text in document.shapes if " x " in text for size in text.split(" x ") if not size.isdigit())
    for name, size in {
        **dict.fromkeys(setter.names, ""),
        **dict.fromkeys(sizes, "size"),
        **dict(document.shapes),
    }.items():
        if told.get(name) == size:
            continue
        left = formula(Name(name), plainly)
        cards.append(f'<div data-of="{escaped(name)}"><span>{left}</span> <span>{shape(size, plainly)}</span></div>\n')
    return f'<template id="cards">\n{"".join(cards)}</template>\n'


def _told(blocks: Sequence[Block]) -> dict[str, str]:
    """The shapes of the names that a row of a listing defines, as the first such row says them."""
    found: dict[str, str] = {}
    for one in blocks:
        if isinstance(one, Listing):
            for entry in one.entries:
                if isinstance(entry.left, Name) and entry.right is not None:
                    found.setdefault(entry.left.text, entry.shape)
    return found
