"""SVG and PNG: one tall sheet, white, with words for those who hear it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from figures import COLUMNS, MATRICES, PICTURE
from gallery import EXAMPLES, NAMES, Example
from PIL import Image

import chalkgrad as cg
from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.errors import InputError
from chalkgrad.page.document import Document, Note, Prose, Title
from chalkgrad.page.printer import Options

_SVG = "{http://www.w3.org/2000/svg}"


def printed(name: str, document: Document) -> str | bytes:
    make = page.printer(name).page
    assert make is not None
    return make(document, Options())


def svg(document: Document) -> ElementTree.Element:
    made = printed("svg", document)
    assert isinstance(made, str)
    return ElementTree.fromstring(made)


def png(document: Document) -> Image.Image:
    made = printed("png", document)
    assert isinstance(made, bytes)
    return Image.open(io.BytesIO(made))


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_every_page_of_the_gallery_as_svg(example: Example) -> None:
    made = svg(example.document())
    title, told = made[0], made[1]
    assert (title.tag, told.tag) == (f"{_SVG}title", f"{_SVG}desc")
    assert made.attrib["role"] == "img"
    assert made.attrib["aria-labelledby"] == title.attrib["id"]
    assert made.attrib["aria-describedby"] == told.attrib["id"]
    assert title.text and told.text and told.text.startswith(title.text)
    names = [one.attrib["id"] for one in made.iter() if "id" in one.attrib]
    assert len(names) == len(set(names))
    link = "{http://www.w3.org/1999/xlink}href"
    used = {one.attrib[link].removeprefix("#") for one in made.iter(f"{_SVG}use")}
    assert used <= set(names) and len(used) > 20
    assert printed("svg", example.document()) == printed("svg", example.document())


def test_the_description_says_what_the_page_shows(logistic: Derivation) -> None:
    told = svg(page.from_derivation(logistic))[1].text
    assert told is not None
    lines = told.splitlines()
    assert lines[0] == "Derivatives of L"
    assert "L = -(y log(a) + (1 - y) log(1 - a)), scalar, cost" in lines
    assert " = a - y (cancel a (1 - a); for a ≠ 0, 1; proved)" in lines


def test_figures_are_described() -> None:
    told = svg(Document((Title(("Figures",)), COLUMNS, MATRICES, PICTURE)))[1].text
    assert told is not None
    for figure in (COLUMNS, MATRICES, PICTURE):
        assert figure.alternative in told


def test_any_text_gives_well_formed_xml() -> None:
    made = svg(Document((Title(("<b> & \x00\x1b]]> \ufffe",)), Note(("</desc><script>alert(1)</script>",)))))
    assert not list(made.iter(f"{_SVG}script"))
    assert made[1].text is not None and "<script>" in made[1].text


def test_png_is_900_pixels_wide_at_twice_the_resolution() -> None:
    picture = png(next(example for example in EXAMPLES if example.name == "logistic").document())
    assert picture.width == 1800 and 1000 < picture.height < 6000
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    grey = np.asarray(picture.convert("L"))
    assert (grey < 128).mean() > 0.005
    assert (grey[:, -60:] == 255).all() and (grey[:, :60] == 255).all()
    assert np.asarray(picture.convert("RGBA"))[:, :, 3].min() == 255


def test_png_is_the_same_each_time() -> None:
    document = Document((Title(("Page",)), Prose(("Some words.",))))
    assert printed("png", document) == printed("png", document)


def test_a_page_too_high_for_a_picture_is_refused() -> None:
    document = Document((Title(("Page",)), *(Prose((f"{n}. " + "Some words. " * 12,)) for n in range(1200))))
    with pytest.raises(InputError, match=r"the picture would be \d+ pixels high, more than 40000"):
        printed("png", document)


@pytest.mark.parametrize(("name", "begins"), [("svg", b"<svg "), ("png", b"\x89PNG\r\n")])
def test_from_python_and_without_the_package(
    name: str, begins: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    derivation = cg.read("p = w x + b; L = 1/2 (p - y)^2").derive()
    path = derivation.save(tmp_path / f"line.{name}")
    made = derivation.to(name)
    assert path.read_bytes() == (made.encode() if isinstance(made, str) else made)
    assert path.read_bytes().startswith(begins)
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(InputError, match=f"{name.upper()} needs typst"):
        derivation.to(name)
