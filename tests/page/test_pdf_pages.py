"""Where the pages of a PDF end and what stands beside what: seen with pdfium, as a reader would."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import numpy as np
import pypdfium2
import pytest
from figures import PICTURE
from networks import ANY_DEPTH, BATCH_NORM, DEEP, LONG_NAMES, SHALLOW, THREE_LAYERS
from test_pdf import drawn, from_the_left, printed, read, text_of
from written_derivations import PROVED, surface

import chalkgrad as cg
from chalkgrad.notation.surface import Name
from chalkgrad.page.document import Block, Chain, Columns, Document, Entry, Listing, Prose, Row, Title

_FOOT = 776  # points from the top to the end of the text


@cache
def derived(model: str) -> bytes:
    return cg.read(model).derive().to("pdf")


def lines_of(number: int) -> list[Block]:
    return [Prose((f"Line {place}.",)) for place in range(number)]


def pages_of(made: bytes) -> list[str]:
    return [sheet.extract_text() for sheet in read(made).pages]


def last_ink(sheet: np.ndarray) -> int:
    """How far down the text of a page reaches, in points from the top."""
    return int(np.flatnonzero((sheet[:_FOOT] < 128).any(axis=1)).max())


def test_a_column_with_nothing_left_is_not_headed_on_the_next_page() -> None:
    (figure,) = (block for block in cg.read(SHALLOW).derive().figure().document.blocks if isinstance(block, Columns))
    parted = 0
    for lines in range(0, 40, 4):
        pages = pages_of(printed(Document((Title(("F",)), *lines_of(lines), figure))))
        headed = [number for number, page in enumerate(pages) if "Layer 1" in page]
        parted += len(headed) > 1
        assert sum("Input" in page for page in pages) == 1, lines  # it has no formulas below its box
        assert sum("Cost" in page for page in pages) == 1, lines  # it has one, which stays with the box
    assert parted


@pytest.mark.parametrize("model", [THREE_LAYERS, BATCH_NORM, SHALLOW], ids=["three layers", "batch norm", "shallow"])
def test_the_figure_begins_on_the_first_page(model: str) -> None:
    """A figure that waits for a page of its own leaves a third of the one before it empty."""
    assert "The network as columns" in pages_of(derived(model))[0]
    assert last_ink(drawn(derived(model))[0]) > 650


def test_reasons_of_short_formulas_stand_near_them() -> None:
    """The mark stands directly before the reason."""
    near = Chain(Name("a"), (Row(surface("W X + b"), "a near reason", PROVED),))
    terms = " + ".join(f"W{n} X{n}" for n in range(1, 8))
    far = Chain(Name("a"), (Row(surface(terms), "a far reason", PROVED), Row(surface("b"), "and this one", PROVED)))
    made = printed(Document((Title(("Reasons",)), near, far)))
    (near_at,), (far_at,), (also_far_at,) = (from_the_left(made, word) for word in ("near", "a far", "and this"))
    assert near_at < 340 < far_at and far_at == pytest.approx(also_far_at, abs=4)
    marks = sorted(from_the_left(made, "✓"))
    assert 10 < near_at - marks[0] < 30 and 10 < far_at - marks[-1] < 30


def test_a_mark_without_a_reason_stands_on_the_line_of_its_formula() -> None:
    for count in (6, 9):
        wide = surface(" + ".join(f"W{n} X{n}" for n in range(1, count)))
        made = printed(Document((Title(("Marks",)), Chain(Name("a"), (Row(wide, "", PROVED),)))))
        with pypdfium2.PdfDocument(made) as document:
            sheet = document[0].get_textpage()
            text = sheet.get_text_range()
            mark, sign = (sheet.get_charbox(text.index(letter)) for letter in "✓=")
        assert abs(mark[1] - sign[1]) < 8 and mark[0] > sign[2], count


def test_smaller_steps_have_their_reasons_below_each_other() -> None:
    wide = surface(" + ".join(f"W{n} X{n}" for n in range(1, 8)))
    smaller = Chain(Name("c"), (Row(surface("d"), "inner", PROVED),))
    made = printed(
        Document((Title(("Steps",)), Chain(Name("a"), (Row(wide, "outer", PROVED, None, (smaller,)),), True)))
    )
    assert from_the_left(made, "outer") == pytest.approx(from_the_left(made, "inner"), abs=4)


def test_no_letter_stands_alone_on_the_last_line_of_a_reason() -> None:
    rows = tuple(
        Row(surface("W X"), f"{'it ' * count}goes through Z1[i,e] for every i", PROVED) for count in range(1, 25)
    )
    lines = text_of(printed(Document((Title(("Reasons",)), Chain(Name("a"), rows))))).splitlines()
    assert sum("every" in line for line in lines) == 24
    assert [line for line in lines if re.fullmatch(r"𝑖[ ✓]*", line)] == []


def test_a_listing_goes_on_over_a_page_with_three_rows_at_least() -> None:
    entries = tuple(Entry(Name(f"W{n}"), surface("a/b"), "n x m", "", 3, PROVED) for n in range(1, 10))
    parted = 0
    for lines in (24, 28, 32, 36):
        pages = pages_of(printed(Document((Title(("L",)), *lines_of(lines), Listing(entries)))))
        rows = [page.count("proved") for page in pages]
        assert sum(rows) == 9 and all(count >= 3 for count in rows if count), lines
        parted += all(rows)
    assert parted >= 2


def test_labels_that_a_formula_uses_do_not_touch() -> None:
    with pypdfium2.PdfDocument(derived(BATCH_NORM)) as document:
        for sheet in document:
            found = [each.get_bounds() for each in sheet.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
            round_ones = [box for box in found if 13 < box[2] - box[0] < 18 and 13 < box[3] - box[1] < 18]
            for a, b in combinations(dict.fromkeys(round_ones), 2):
                if abs(a[1] - b[1]) < 1:
                    assert max(a[0], b[0]) - min(a[2], b[2]) > 1


@pytest.mark.parametrize("model", [DEEP, LONG_NAMES, ANY_DEPTH], ids=["deep", "long names", "any depth"])
def test_the_last_words_are_not_alone_on_a_page(model: str) -> None:
    pages = pages_of(printed(cg.read(model).derive().figure().document))
    assert "proved: both sides" in pages[-1] and "uses" in pages[-1]


def test_a_heading_stays_with_the_plot_of_what_it_names() -> None:
    section = (Title(("Softplus",), 2), Prose(("A smooth ReLU.",)), Listing((Entry(Name("a"), None, ""),)), PICTURE)
    for lines in range(20, 44, 4):
        pages = pages_of(printed(Document((Title(("P",)), *lines_of(lines), *section))))
        (at,) = (number for number, page in enumerate(pages) if "Softplus" in page)  # the caption is below the drawing
        assert "A smooth ReLU" in pages[at] and "Learning curves." in pages[at], lines
