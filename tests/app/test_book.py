"""The book: its chapters follow the library, its references lead somewhere, its equalities are certified."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalkgrad import library, page
from chalkgrad.app.book import book, known_chapters
from chalkgrad.convention import presets
from chalkgrad.page.document import Block, Chain, Document, Reference, Table, Title


@pytest.fixture(scope="module")
def written() -> Document:
    return book(presets()["ng"])


def titles(document: Document) -> list[Title]:
    return [block for block in document.blocks if isinstance(block, Title)]


def references(document: Document) -> Iterator[Reference]:
    for block in document.blocks:
        pieces = [piece for row in block.rows for cell in row for piece in cell] if isinstance(block, Table) else []
        pieces += getattr(block, "pieces", ())
        yield from (piece for piece in pieces if isinstance(piece, Reference))


def test_every_reference_leads_to_a_heading(written: Document) -> None:
    anchors = [title.anchor for title in titles(written) if title.anchor]
    assert len(anchors) == len(set(anchors))
    found = list(references(written))
    assert len(found) > 40
    assert {reference.anchor for reference in found} <= set(anchors)


def test_what_the_library_gains_the_book_gains(written: Document) -> None:
    said = page.printer("terminal").page(written, page.Options())
    for folder in ("activations", "losses", "optimizers"):
        for name in library.names(folder):
            assert f"\n{name.replace('_', ' ').capitalize()}\n" in said
    for chapter in known_chapters():
        assert chapter.title in said


def test_every_line_that_claims_something_is_certified(written: Document) -> None:
    def chains(blocks: tuple[Block, ...]) -> Iterator[Chain]:
        for block in blocks:
            if isinstance(block, Chain):
                yield block
                for row in block.rows:
                    yield from chains(row.children)

    lines = [(row, place) for chain in chains(written.blocks) for place, row in enumerate(chain.rows)]
    assert len(lines) > 300
    without = [row for row, place in lines if row.certificate is None and place > 0]
    assert without == []


@pytest.mark.parametrize("name", sorted(set(presets()) - {"ng"}))
def test_there_is_an_edition_in_every_convention(name: str) -> None:
    document = book(presets()[name])
    assert len(titles(document)) > 40
