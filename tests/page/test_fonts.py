"""The fonts that a page carries: small, of their own name, under their licence, with every sign the printers set."""

from __future__ import annotations

import re
from html import unescape
from importlib import resources
from pathlib import Path

import pytest
from gallery import EXAMPLES, Example
from gallery import NAMES as GALLERY
from test_html import printed

from chalkgrad import page
from chalkgrad.notation.latex import GREEK
from chalkgrad.notation.surface import Name
from chalkgrad.page import web
from chalkgrad.page.document import Document, Formula, Prose, Title, Verbatim
from chalkgrad.page.printer import Options
from chalkgrad.page.web.faces import FACES, Face

ttlib = pytest.importorskip("fontTools.ttLib", reason="needs fonttools and brotli")
FOLDER = Path(str(resources.files(web))) / "fonts"
NAMES = sorted(path.name for path in FOLDER.glob("*.woff2"))


def opened(name: str):  # type: ignore[no-untyped-def]
    return ttlib.TTFont(FOLDER / name)


def test_together_they_are_small() -> None:
    assert sorted(face.file for face in FACES) == NAMES
    assert sum((FOLDER / face.file).stat().st_size for face in FACES if face.is_always_there) < 42_000


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_a_part_holds_the_letters_that_it_is_chosen_for(face: Face) -> None:
    """All but those its makers did not draw, which are told apart from one that got lost by the other parts."""
    kin = [other for other in FACES if (other.weight, other.style) == (face.weight, face.style)]
    known = set(opened(face.file).getBestCmap())
    undrawn = face.letters - known
    assert not undrawn & set().union(*(opened(other.file).getBestCmap() for other in kin if other is not face))
    assert len(undrawn) < 12 and not undrawn & set(range(0x21, 0x7F))


@pytest.mark.parametrize("name", NAMES)
def test_a_part_has_a_name_of_its_own_and_keeps_its_makers(name: str) -> None:
    said = {record.nameID: record.toUnicode() for record in opened(name)["name"].names}
    assert said[1] == next(face.family for face in FACES if face.file == name)
    assert "STIX" not in said[1] + said[4] + said[6]
    assert "The STIX Fonts Project Authors" in said[0] and said[14].startswith("https://scripts.sil.org/OFL")


def test_the_licence_is_there_and_reserves_no_name() -> None:
    text = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "with Reserved Font Name" not in text


def test_the_mathematical_part_can_set_mathematics() -> None:
    font = opened("math.woff2")
    assert "MATH" in font
    known = set(font.getBestCmap())
    italic = [chr(0x1D434 + place) for place in range(52) if place != 33] + ["ℎ"]
    needed = [*"αβγδεηθλμρσ", *italic, *"0123456789()[]{}|+−=<>≤≥≠⊙·×⊤∑∂√∞′✓≈"]
    assert [sign for sign in needed if ord(sign) not in known] == []
    assert not [
        sign for sign in GREEK.values() if ord(sign) not in known | set(opened("math-more.woff2").getBestCmap())
    ]
    variants = font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert {font.getBestCmap()[ord(sign)] for sign in "()[]{|√∑"} <= set(variants)


@pytest.mark.parametrize("example", EXAMPLES, ids=GALLERY)
def test_every_letter_of_a_page_is_in_the_fonts_it_carries(example: Example) -> None:
    html = str(page.printer("html").page(example.document(), Options()))
    carried = [face for face in FACES if f'"{face.family}";font-weight:{face.weight};font-style:{face.style}' in html]
    known = set().union(*(face.letters for face in carried))
    seen = re.sub(r"(?s)<(pre|code)\b.*?</\1>|<[^>]*>", "", html[html.index("<body>") : html.rindex("<script>")])
    assert {sign for sign in unescape(seen) if ord(sign) not in known and sign != "\n"} == set()


def test_a_page_carries_only_the_parts_it_needs() -> None:
    html = printed(Document((Title(("Derivatives",)), Prose(("Plain words, a σ and a ✓",)))))
    assert html.count("@font-face") == 4
    assert printed(Document((Title(("Derivatives",)), Prose(("Élan",))))).count("@font-face") == 5
    assert printed(Document((Title(("Élan",)),))).count("@font-face") == 6  # the title is bold
    assert printed(Document((Title((Verbatim("dÉ"),)),))).count("@font-face") == 7  # and what is source in it, italic
    assert printed(Document((Title(("Derivatives of ", Verbatim("J"))),))).count("@font-face") == 4
    assert printed(Document((Prose(("plain",)), Prose((Formula(Name("tau")),))))).count("@font-face") == 5
