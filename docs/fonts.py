"""Make the fonts that an HTML page carries: small parts of STIX Two Math and STIX Two Text.

    python docs/fonts.py FOLDER

``FOLDER`` holds the packages ``@fontsource/stix-two-math`` and ``@fontsource/stix-two-text`` of the npm registry,
unpacked (``npm pack`` fetches them, ``tar xzf`` unpacks each into a folder of its own). What is written to
``src/chalkgrad/page/web/fonts`` is the same, byte for byte, for the same packages and versions of fonttools and brotli.

The fonts are under the SIL Open Font License 1.1, which is copied beside them. That licence reserves no name here, but
a font with glyphs left out is not the font its makers released, so the parts have names of their own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "src" / "chalkgrad" / "page" / "web" / "fonts"
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100))
PUNCTUATION = tuple(map(ord, "–—‘’“”„…•€"))
GREEK = (*range(0x391, 0x3CA), 0x3D1, 0x3D5, 0x3F1, 0x3F5)
ITALIC = (0x131, 0x237, 0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))
SIGNS = tuple(
    map(ord, "′″‴∂∇∑∏∫√∞∈∉≤≥≠≈≡⊙⊗⊕·×÷±∓−→←↔↦⇒⇔⊤∘∗⋯⋮⋱⟨⟩⌈⌉⌊⌋‖∵∴✓⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉\u2009\u2061\u2062\u2063\u2064")
)

#: What is written, from what, and as which style of which family.
PARTS = {
    "math.woff2": ("stix-two-math-latin-400-normal.woff2", "Chalk Math", "Regular"),
    "text.woff2": ("stix-two-text-latin-400-normal.woff2", "Chalk Text", "Regular"),
    "text-italic.woff2": ("stix-two-text-latin-400-italic.woff2", "Chalk Text", "Italic"),
    "text-semibold.woff2": ("stix-two-text-latin-600-normal.woff2", "Chalk Text", "SemiBold"),
}


def made(source: Path, family: str, style: str) -> TTFont:
    """The part of a font that a page needs, under its new name."""
    is_math = family.endswith("Math")
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["ssty", "dtls", "ccmp"] if is_math else ["kern", "liga", "ccmp", "mark"]
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = ["*"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=(*LATIN, *PUNCTUATION, *GREEK, *ITALIC, *SIGNS) if is_math else (*LATIN, *PUNCTUATION))
    subsetter.subset(font)
    rename(font, family, style)
    font.flavor = "woff2"
    return font


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font a name of its own; who made it, which version it comes from and its licence stay."""
    kept = {record.nameID: record.toUnicode() for record in font["name"].names if record.nameID in (0, 5, 13, 14)}
    whole = f"{family} {style}"
    named = {1: family, 2: style, 3: f"{whole}, part of {kept[5]}", 4: whole, 6: whole.replace(" ", "")}
    font["name"].names = []
    for number, text in sorted({**kept, **named}.items()):
        font["name"].setName(text, number, 3, 1, 0x409)


def found(folder: Path, name: str) -> Path:
    """The one file of that name in the unpacked packages."""
    paths = sorted(folder.rglob(name))
    if not paths:
        raise SystemExit(f"{folder} has no {name}: unpack the two packages into it")
    return paths[0]


def licence(folder: Path) -> str:
    """The licence of both fonts; only the copyright line may differ between them."""
    texts = [
        (found(folder, source).parent.parent / "LICENSE").read_text(encoding="utf-8").splitlines()
        for source, family, style in PARTS.values()
        if style == "Regular"
    ]
    if len({tuple(lines[1:]) for lines in texts}) > 1:
        raise SystemExit("the fonts are no longer under the same licence")
    return "\n".join(texts[0]) + "\n"


def main(folder: Path) -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    (FONTS / "OFL.txt").write_text(licence(folder), encoding="utf-8", newline="\n")
    for name, (source, family, style) in PARTS.items():
        made(found(folder, source), family, style).save(FONTS / name)
        print(f"{name}: {(FONTS / name).stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python docs/fonts.py FOLDER")
    main(Path(sys.argv[1]))
