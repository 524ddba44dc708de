"""A page on paper: A4, fonts embedded, tagged for screen readers (PDF/UA)."""

from __future__ import annotations

from ..document import Document
from ..printer import Options, Printer
from ..typst_compile import compiled
from ..typst_page import source


def page(document: Document, options: Options) -> bytes:
    """The document as a PDF; ``follow`` concerns it. Raises InputError without the typst package."""
    return compiled(source(document, paged=True, follow=options.follow), "pdf", pdf_standards=["ua-1"], timestamp=0)


PRINTER = Printer("pdf", (".pdf",), page=page, draws=True)
