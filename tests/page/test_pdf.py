"""PDF with real parts: what a reader can search, hear and see; the same bytes each time."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import pytest
from figures import COLUMNS, MATRICES, PICTURE
from gallery import EXAMPLES, NAMES, SHALLOW, Example
from networks import LONG_MATRICES, LONG_NAMES
from written_derivations import PROVED, surface

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.errors import InputError
from chalkgrad.notation.surface import Name
from chalkgrad.page.document import (
    Block,
    Chain,
    Columns,
    Document,
    Entry,
    Formula,
    Listing,
    Prose,
    Reference,
    Row,
    Title,
)
from chalkgrad.page.printer import Options

_MARGIN = 50  # points that stay white at the left and right; the text begins at 56


def printed(document: Document, **options: Any) -> bytes:
    make = page.printer("pdf").page
    assert make is not None
    made = make(document, Options(**options))
    assert isinstance(made, bytes)
    return made


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in read(made).pages)


def tagged(node: Any) -> Iterator[pypdf.generic.DictionaryObject]:
    """Every element of the tree that a screen reader walks."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from tagged(child)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from tagged(node["/K"])


def drawn(made: bytes) -> list[np.ndarray]:
    """The pages as grey pictures, one pixel for a point."""
    with pypdfium2.PdfDocument(made) as document:
        return [np.asarray(sheet.render(scale=1).to_pil().convert("L")) for sheet in document]


@pytest.fixture(scope="module")
def digits() -> bytes:
    return printed(next(example for example in EXAMPLES if example.name == "digits").document())


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_every_page_of_the_gallery(example: Example) -> None:
    """It compiles by the standard for screen readers, nothing is blank, and nothing runs over the margin."""
    made = printed(example.document())
    sheets = drawn(made)
    for sheet in sheets:
        assert (sheet < 128).sum() > 200  # the last page may hold no more than what a tick means
        assert (sheet[:, :_MARGIN] > 200).all() and (sheet[:, -_MARGIN:] > 200).all()
    assert "/Marked" in read(made).trailer["/Root"]["/MarkInfo"]
    assert printed(example.document()) == made


def test_letters_and_signs_can_be_searched(digits: bytes) -> None:
    text = text_of(digits)
    assert "Derivatives of J" in text
    assert "chain rule:" in text and "each example’s own derivative" in text
    assert text.count("−") >= 10 and "✓" in text and "⊙" in text and "∑" in text
    assert "\ufffd" not in text


def test_fonts_are_embedded(digits: bytes) -> None:
    found = {}
    for sheet in read(digits).pages:
        for font in sheet["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[str(inner["/BaseFont"])] = any("FontFile" in key for key in inner["/FontDescriptor"].get_object())
    assert any("Libertinus" in name for name in found) and any("NewCMMath" in name for name in found)
    assert all(found.values())


def test_title_language_and_no_date(digits: bytes) -> None:
    document = read(digits)
    assert document.metadata is not None
    assert document.metadata.title == "Derivatives of J"
    assert document.metadata.creation_date is None
    assert document.trailer["/Root"]["/Lang"] == "en"


def test_formulas_and_figures_have_words() -> None:
    made = printed(Document((Title(("Figures",)), COLUMNS, MATRICES, PICTURE)))
    found = list(tagged(read(made).trailer["/Root"]["/StructTreeRoot"]))
    formulas = [str(node["/Alt"]) for node in found if node.get("/S") == "/Formula"]
    figures = [str(node["/Alt"]) for node in found if node.get("/S") == "/Figure" and "/Alt" in node]
    assert "= W1 X + b1" in formulas and all(formulas)
    assert MATRICES.alternative in figures and PICTURE.alternative in figures
    text = text_of(made)
    assert "Linear 1" in text and "because" in text and "backward pass" in text


def test_headings_and_their_order_are_tagged(digits: bytes) -> None:
    found = [str(node.get("/S")) for node in tagged(read(digits).trailer["/Root"]["/StructTreeRoot"])]
    assert found.count("/Title") == 1 and found.count("/H1") == 5 and found.count("/H2") == 12
    assert next(entry["/Title"] for entry in read(digits).outline if not isinstance(entry, list)) == "What was read"


def test_a_book_has_chapters_contents_and_page_numbers() -> None:
    blocks: list[Block] = [Title(("A book",), 1, "book"), Prose(("Before the contents.",))]
    for number in range(1, 4):
        blocks += [Title((f"Chapter {number}",), 1, f"chapter-{number}"), Title(("A section",), 2, f"section-{number}")]
        blocks += [Prose(("Some words. ",) * 600)]
    blocks += [
        Prose(
            ("See ", Reference(("the first ", Formula(Name("z"))), "section-1"), " and ", Reference(("nothing",), "x"))
        )
    ]
    document = read(printed(Document(tuple(blocks))))
    pages = [sheet.extract_text() for sheet in document.pages]
    starts = [next(n for n, text in enumerate(pages) if text.startswith(f"Chapter {k}\n")) for k in (1, 2, 3)]
    assert "Before the contents." in pages[0] and pages[1].startswith("Contents\n")
    for place, start in enumerate(starts, start=1):
        assert f"Chapter {place} " in pages[1].replace(".", "") and f" {start + 1}\n" in pages[1] + "\n"
    assert f"(page {starts[0] + 1})" in pages[-1].replace("\u00a0", " ") and "and nothing" in pages[-1]
    assert pages[starts[1] + 1].startswith("A book") and "Chapter 2" in pages[starts[1] + 1].splitlines()[0]
    assert any("/Annots" in sheet for sheet in document.pages)


def test_a_formula_too_wide_for_the_page_is_broken() -> None:
    terms = " + ".join(f"W{n} X{n} log(A{n})" for n in range(1, 25))
    wide = Chain(Name("J"), (Row(surface(f"-({terms})"), "word " * 60, PROVED),))
    made = printed(Document((Title(("Wide",)), wide)))
    (sheet,) = drawn(made)
    assert (sheet[:, -_MARGIN:] > 200).all()
    assert text_of(made).count("log") == 24


def from_the_left(made: bytes, words: str) -> list[float]:
    """Where these words begin on the first page, in points from the left, wherever they occur."""
    with pypdfium2.PdfDocument(made) as document:
        sheet = document[0].get_textpage()
        search, found = sheet.search(words), []
        while (place := search.get_next()) is not None:
            found.append(sheet.get_charbox(place[0])[0])
        return found


def listed(*names: str) -> bytes:
    """The equations of these gradients as a page."""
    equations = [cg.read(LONG_NAMES).derive()[name] for name in names]
    entries = [Entry(e.left.surface, e.value.surface, e.shape, "", len(e.steps), e.certificate) for e in equations]
    return printed(Document((Title(("Equations",)), Listing(tuple(entries)))))


def test_a_formula_with_long_names_goes_on_behind_its_sign() -> None:
    """What stands at the left margin of a listing is a left-hand side."""
    made = listed("dpredicted_rainfall", "db_rain", "dhidden_preactivation", "dW_sensors_to_hidden")
    sign = min(from_the_left(made, "="))
    for words in ("rowsum", "observed_rainfall", "temperature_measurements", "⊙"):
        assert from_the_left(made, words), words
        assert min(from_the_left(made, words)) > sign, words


def test_a_factor_in_brackets_is_not_torn() -> None:
    lines = text_of(listed("db_rain", "dhidden_preactivation", "dW_sensors_to_hidden")).splitlines()
    assert any(re.search(r"⊙ *\(1 *− *hidden_activation", line) for line in lines)


def test_a_figure_that_goes_on_repeats_its_headings_and_tears_no_box() -> None:
    """Wherever on a page it begins: what is below a box may go on, under the same heading."""
    figure = cg.read(SHALLOW).derive().figure().document
    (columns,) = (block for block in figure.blocks if isinstance(block, Columns))
    parted = 0
    for lines in range(0, 40, 4):
        before = [Prose((f"Line {number}.",)) for number in range(lines)]
        pages = [sheet.extract_text() for sheet in read(printed(Document((Title(("F",)), *before, columns)))).pages]
        heads = [page for page in pages if "Layer 1" in page]
        assert "tanh(" in heads[0] and "proved" in heads[0], lines  # the box is whole, and not alone at the foot
        parted += len(heads) > 1
        assert all("proved" in page for page in heads), lines
    assert parted


@pytest.mark.parametrize("name", ["hidden_preactivation", "dW_sensors_to_towns", "dhidden_preactivation"])
def test_names_of_matrices_touch_neither_signs_nor_edges(name: str) -> None:
    with pypdfium2.PdfDocument(printed(cg.read(LONG_MATRICES).derive().figure("matrices", name).document)) as document:
        sheet = document[0]
        text = sheet.get_textpage()
        letters = [text.get_charbox(place) for place in range(text.count_chars())]
        rectangles = [each.get_bounds() for each in sheet.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
        signs = text.get_text_range()
    assert "-" not in signs.replace("-to-", "")
    letters = [
        box for box in dict.fromkeys(letters) if box[2] > box[0] and box[3] > box[1]
    ]  # an italic letter is told twice
    over = [
        (a, b)
        for place, a in enumerate(letters)
        for b in letters[:place]
        if min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 2
    ]
    assert over == []
    high = [box for box in rectangles if box[3] - box[1] > 20 and box[2] - box[0] > 10]
    assert len(high) >= 2
    crossed = [
        (letter, edge)
        for letter in letters
        for box in high
        for edge in (box[0], box[2])
        if letter[0] < edge < letter[2] and box[1] < letter[1] < box[3]
    ]
    assert crossed == []


def test_sections_of_one_line_do_not_stick_together() -> None:
    """Each heading stays with its line, but the sections may part: no page is left half empty."""
    blocks: list[Block] = [Title(("Many sections",))]
    for number in range(30):
        blocks += [Title((f"Section {number}",), 2), Chain(Name("a"), (Row(surface("W X + b"), "why", PROVED),))]
    first, *_ = drawn(printed(Document(tuple(blocks))))
    assert (first[650:760] < 128).sum() > 50


def test_names_to_follow_are_coloured() -> None:
    document = Document((Title(("Follow",)), Chain(Name("dZ2"), (Row(surface("A2 - Y"), "", PROVED),))))
    assert printed(document, follow=("A2",)) != printed(document)
    with pypdfium2.PdfDocument(printed(document, follow=("A2",))) as made:
        colours = np.asarray(made[0].render(scale=2).to_pil().convert("RGB")).astype(int)
    blue = (colours[:, :, 2] - colours[:, :, 0] > 100).sum()
    assert blue > 20


def test_letters_of_any_script_can_be_printed() -> None:
    assert printed(Document((Title(("日本語 العربية 🎉",)),))).startswith(b"%PDF")


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError) as caught:
        printed(Document((Title(("Page",)),)))
    assert str(caught.value) == 'PDF needs typst\n  pip install "chalkgrad[pdf]"'


def test_a_network_with_three_layers_takes_less_than_a_second() -> None:
    document = next(example for example in EXAMPLES if example.name == "digits").document()
    times = []
    for _ in range(3):
        began = time.process_time()
        printed(document)
        times.append(time.process_time() - began)
    assert min(times) < 1


def test_from_python(tmp_path: Any) -> None:
    derivation = cg.read("a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))").derive(wrt="z")
    path = derivation.save(tmp_path / "logistic.pdf")
    assert path.read_bytes() == derivation.to("pdf") and path.read_bytes().startswith(b"%PDF-1.7")
