"""A page as one tall picture, to attach to a post: 900 pixels wide at twice the resolution, on white."""

from __future__ import annotations

import re

from ...errors import InputError
from ..document import Document
from ..printer import Options, Printer
from ..typst_compile import compiled
from ..typst_page import source

_PIXELS_PER_INCH = 240  # 540 points across are 1800 pixels
_HIGHEST = 40_000  # pixels; four times the page of a network with three layers
_LONG = 100_000  # a source of so many letters may be higher


def page(document: Document, options: Options) -> bytes:
    """The document as a PNG; ``follow`` concerns it.

    Raises InputError without the typst package, and for a page that is too long for a picture.
    """
    written = source(document, paged=False, follow=options.follow)
    if len(written) > _LONG:
        height = _height(written)
        if height > _HIGHEST:
            raise InputError(
                f"the picture would be {height} pixels high, more than {_HIGHEST}",
                hint="Write a PDF, or show less: fewer equations or the level outline.",
            )
    return compiled(written, "png", ppi=_PIXELS_PER_INCH)


def _height(written: str) -> int:
    """How high the picture would be; a drawing of the page is made far quicker than the picture."""
    found = re.search(rb'viewBox="0 0 [\d.]+ ([\d.]+)"', compiled(written, "svg")[:1000])
    return round(float(found[1]) * _PIXELS_PER_INCH / 72) if found else 0


PRINTER = Printer("png", (".png",), page=page, draws=True)
