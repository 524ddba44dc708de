"""HTML pages on paper: nothing cut by the end of a page, no heading left behind, letters as large as on the screen.

Skipped where there is no Chromium or no playwright.
"""

from __future__ import annotations

import ctypes
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest
from gallery import SHALLOW
from networks import BATCH_NORM, LONG_NAMES, THREE_LAYERS

import chalkgrad as cg

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

ANY_DEPTH = """\
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum(sum(W[l]^2) for l = 1..L)
"""
PRINTED = {
    "batch norm": (BATCH_NORM, None),
    "deep": (THREE_LAYERS, None),
    "long names": (LONG_NAMES, None),
    "any depth": (ANY_DEPTH, None),
    "literal": (SHALLOW, "literal"),
}
PAPERS = ("A4", "Letter")
#: The margin above and below what is printed, in points.
MARGIN = 20 * 72 / 25.4


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running.new_context(offline=True).new_page()
        running.close()


@pytest.fixture(scope="module", params=[(name, paper) for name in PRINTED for paper in PAPERS], ids=" on ".join)
def sheets(request: Any, window: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """The pages of a derivation, printed."""
    name, paper = request.param
    source, convention = PRINTED[name]
    opened(window, cg.read(source).derive(convention).to("html"), tmp_path_factory.mktemp("paper") / "page.html")
    with pypdfium2.PdfDocument(window.pdf(format=paper)) as document:
        yield list(document)


def opened(window: Any, html: str, path: Path) -> None:
    path.write_text(html, encoding="utf-8")
    window.goto(path.as_uri())
    window.evaluate("document.fonts.ready.then(() => true)")


def letters(sheet: Any) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The letters of a page of paper, each with its left, low, right and high end."""
    text = sheet.get_textpage()
    boxes = [(text.get_text_range(place, 1), text.get_charbox(place)) for place in range(text.count_chars())]
    return [(letter, box) for letter, box in boxes if box[2] - box[0] > 0.5 and box[3] - box[1] > 0.3]


def print_over(sheet: Any) -> list[tuple[float, ...]]:
    """The letters of a page of paper that stand on others."""
    boxes = sorted({box for _, box in letters(sheet)}, key=lambda box: box[1])
    small = [box for box in boxes if 1 < box[3] - box[1] < 16]
    found: list[tuple[float, ...]] = []
    for place, (left, low, right, high) in enumerate(small):
        for other in small[place + 1 :]:
            if other[1] > high:
                break
            if min(right, other[2]) - max(left, other[0]) > 2.5 and min(high, other[3]) - other[1] > 2:
                found.append((left, low, right, high))
    return found


def test_no_letter_stands_on_another(sheets: list[Any]) -> None:
    assert [print_over(sheet) for sheet in sheets] == [[]] * len(sheets)


def test_no_letter_is_cut_by_the_end_of_a_page(sheets: list[Any]) -> None:
    """What stands out of the first line of a page would be printed at the foot of the page before."""
    cut = [
        (number, letter)
        for number, sheet in enumerate(sheets, start=1)
        for letter, (_, low, _, high) in letters(sheet)
        if low < MARGIN - 0.8 or high > sheet.get_height() - MARGIN + 0.8
    ]
    assert cut == []


def test_no_page_is_left_half_empty(sheets: list[Any]) -> None:
    for sheet in sheets[:-1]:
        assert min(low for _, (_, low, _, _) in letters(sheet)) < 0.6 * sheet.get_height()


def test_no_heading_ends_a_page(sheets: list[Any]) -> None:
    texts = ["".join(letter for letter, _ in letters(sheet)) for sheet in sheets]
    for heading in ("Whatwasread", "Thenetworkascolumns", "Stepbystep", "Allequations"):
        for text in texts:
            _, found, after = text.partition(heading)
            assert not found or len(after) > 10, heading


def test_a_column_begins_above_its_first_step(sheets: list[Any]) -> None:
    texts = [sheet.get_textpage().get_text_bounded() for sheet in sheets]
    [cost] = [text for text in texts if re.search(r"\bCost\b", text)]
    assert "1a" in cost


def test_names_of_a_listing_stand_on_the_line_of_their_equations(sheets: list[Any]) -> None:
    """Browsers do not align the cells of a table that may go on on the next page."""
    text = sheets[0].get_textpage()
    places = [(text.get_text_range(place, 1), origin(text, place)) for place in range(text.count_chars())]
    signs = [at for letter, at in places if letter == "="]
    listed = [at for at in signs if abs(at[0] - signs[0][0]) < 1]
    assert len(listed) > 2
    for x, y in listed:
        assert any(0 < x - at[0] < 40 and abs(y - at[1]) < 0.5 for letter, at in places if letter != " "), (x, y)


def origin(text: Any, place: int) -> tuple[float, float]:
    """Where a letter stands on its line."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pypdfium2.raw.FPDFText_GetCharOrigin(text, place, x, y)
    return x.value, y.value


def test_everything_is_shown_and_formulas_are_larger_than_reasons(window: Any, tmp_path: Path) -> None:
    opened(window, cg.read(THREE_LAYERS).derive().to("html"), tmp_path / "page.html")
    size = "one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize)"
    screen = [window.evaluate(size, one) for one in (".chain math", ".chain > li > p", ".because")]
    window.emulate_media(media="print")
    paper = [window.evaluate(size, one) for one in (".chain math", ".chain > li > p", ".because")]
    rolling = window.evaluate(
        "[...document.querySelectorAll('main, main *')].filter(one => getComputedStyle(one).overflowX !== 'visible'"
        " && !one.matches('thead, svg, math, math *')).length"
    )
    window.emulate_media(media="screen")
    assert rolling == 0
    assert paper[0] > paper[1] > paper[2] > 11
    assert [each / paper[0] for each in paper] == pytest.approx([each / screen[0] for each in screen], rel=1e-3)
