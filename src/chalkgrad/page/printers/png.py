"""A page as one tall picture, to attach to a post: 900 pixels wide at twice the resolution, on white."""

from __future__ import annotations

from ..document import Document
from ..printer import Options, Printer
from ..typst_compile import compiled
from ..typst_page import source

_PIXELS_PER_INCH = 240  # 540 points across are 1800 pixels


def page(document: Document, options: Options) -> bytes:
    """The document as a PNG; ``follow`` concerns it. Raises InputError without the typst package."""
    return compiled(source(document, paged=False, follow=options.follow), "png", ppi=_PIXELS_PER_INCH)


PRINTER = Printer("png", (".png",), page=page)
