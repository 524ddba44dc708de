"""The fonts that a page carries: small, of their own name, under their licence, with every sign the printers set."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from chalkgrad import page
from chalkgrad.calculus.derivation import Derivation
from chalkgrad.notation.latex import GREEK
from chalkgrad.page import web

ttlib = pytest.importorskip("fontTools.ttLib", reason="needs fonttools and brotli")
FOLDER = Path(str(resources.files(web))) / "fonts"
NAMES = sorted(path.name for path in FOLDER.glob("*.woff2"))


def opened(name: str):  # type: ignore[no-untyped-def]
    return ttlib.TTFont(FOLDER / name)


def test_together_they_are_small() -> None:
    assert NAMES == ["math.woff2", "text-italic.woff2", "text-semibold.woff2", "text.woff2"]
    assert sum((FOLDER / name).stat().st_size for name in NAMES) < 80_000


@pytest.mark.parametrize("name", NAMES)
def test_a_part_has_a_name_of_its_own_and_keeps_its_makers(name: str) -> None:
    said = {record.nameID: record.toUnicode() for record in opened(name)["name"].names}
    assert said[1] == ("Chalk Math" if name == "math.woff2" else "Chalk Text")
    assert "STIX" not in said[1] + said[4] + said[6]
    assert "The STIX Fonts Project Authors" in said[0] and said[14].startswith("https://scripts.sil.org/OFL")


def test_the_licence_is_there_and_reserves_no_name() -> None:
    text = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "with Reserved Font Name" not in text


def test_the_mathematical_part_can_set_mathematics() -> None:
    font = opened("math.woff2")
    assert "MATH" in font
    known = font.getBestCmap()
    italic = [chr(0x1D434 + place) for place in range(52) if place != 33] + ["ℎ"]
    needed = [*GREEK.values(), *italic, *"0123456789()[]{}|+−=<>≤≥≠⊙·×⊤∑∂√∞′″‴δε✓≈"]
    assert [sign for sign in needed if ord(sign) not in known] == []
    variants = font["MATH"].table.MathVariants.VertGlyphCoverage.glyphs
    assert {font.getBestCmap()[ord(sign)] for sign in "()[]{|√∑"} <= set(variants)


def test_every_letter_of_a_page_is_in_them(logistic: Derivation, network: Derivation) -> None:
    known = set().union(*(opened(name).getBestCmap() for name in NAMES))
    for derivation in (logistic, network):
        html = str(page.render(derivation, "html"))
        seen = re.sub(r"<[^>]*>", "", html[html.index("<body>") : html.rindex("<script>")])
        assert {sign for sign in seen if ord(sign) not in known and sign != "\n"} == set()
