"""A page as one tall drawing, sharp at every size."""

from __future__ import annotations

from ..document import Document
from ..printer import Options, Printer
from ..typst_compile import compiled
from ..typst_page import source


def page(document: Document, options: Options) -> str:
    """The document as SVG; ``follow`` concerns it. Raises InputError without the typst package."""
    return compiled(source(document, paged=False, follow=options.follow), "svg").decode("utf-8")


PRINTER = Printer("svg", (".svg",), page=page)
