"""Make the fonts that an HTML page carries: small parts of STIX Two Math and STIX Two Text.
Which letters go into which part is said in ``chalkgrad/page/web/faces.py``.

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

from chalkgrad.page.web.faces import FACES, Face

FONTS = Path(__file__).resolve().parent.parent / "src" / "chalkgrad" / "page" / "web" / "fonts"
#: The features of layout that a part keeps.
FEATURES = {"Math": ["ssty", "dtls", "ccmp"], "Text": ["kern", "liga", "ccmp", "mark"]}
#: Which font of the packages a family comes from; the style and the weight follow.
SOURCES = {"Math": "stix-two-math", "Text": "stix-two-text"}
STYLES = {(400, "normal"): "Regular", (400, "italic"): "Italic", (600, "normal"): "SemiBold"}


def kind(face: Face) -> str:
    return "Math" if "Math" in face.family else "Text"


def source(face: Face) -> str:
    return f"{SOURCES[kind(face)]}-latin-{face.weight}-{face.style}.woff2"


def made(path: Path, face: Face) -> TTFont:
    """The part of a font that a page needs, under its new name."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES[kind(face)]
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = ["*"]
    font = TTFont(path, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(face.letters))
    subsetter.subset(font)
    rename(font, face.family, STYLES[face.weight, face.style])
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
        (found(folder, f"{name}-latin-400-normal.woff2").parent.parent / "LICENSE").read_text(encoding="utf-8")
        for name in SOURCES.values()
    ]
    lines = [text.splitlines() for text in texts]
    if len({tuple(each[1:]) for each in lines}) > 1:
        raise SystemExit("the fonts are no longer under the same licence")
    return "\n".join(lines[0]) + "\n"


def main(folder: Path) -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    (FONTS / "OFL.txt").write_text(licence(folder), encoding="utf-8", newline="\n")
    for face in FACES:
        made(found(folder, source(face)), face).save(FONTS / face.file)
        print(f"{face.file}: {(FONTS / face.file).stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python docs/fonts.py FOLDER")
    main(Path(sys.argv[1]))
