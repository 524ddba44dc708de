"""A page as one tall drawing, sharp at every size. Its letters are shapes, so what it says is told beside them."""

from __future__ import annotations

import re
from html import escape
from zlib import crc32

from ...errors import ProofError
from ..document import Document
from ..printer import Options, Printer
from ..read_aloud import read_aloud
from ..typst_compile import compiled
from ..typst_page import page_title, source

_OPENING = re.compile(r"<svg\b[^>]*>")
_LETTER = re.compile(r"\bg[0-9A-F]{32}\b")
_DEFAULTS = re.compile(r' (?:fill-rule="nonzero"|y="0")(?=[ />])')


def page(document: Document, options: Options) -> str:
    """The document as SVG with a title and a description; ``follow`` concerns it.

    Raises InputError without the typst package.
    """
    drawn = _shortened(compiled(source(document, paged=False, follow=options.follow), "svg").decode("utf-8"))
    opening = _OPENING.match(drawn)
    if opening is None:
        raise ProofError("typst gave no SVG")
    told = read_aloud(document)
    mark = f"{crc32(told.encode()):08x}"  # several pages in one need names of their own
    named = opening[0].replace("<svg", f'<svg role="img" aria-labelledby="title-{mark}" aria-describedby="told-{mark}"')
    title = f'<title id="title-{mark}">{_text(page_title(document))}</title>'
    return f'{named}\n{title}\n<desc id="told-{mark}">{_text(told)}</desc>\n{drawn[opening.end() :].strip()}\n'


def _text(words: str) -> str:
    """Words as text of XML, without the control characters that it forbids."""
    return escape("".join(c for c in words if c.isprintable() or c in "\n\t"), quote=False)


def _shortened(drawn: str) -> str:
    """Without what says nothing: a third of the file is long names of letters and values that are the default."""
    names = set(_LETTER.findall(drawn))
    if len({name[:9] for name in names}) == len(names):
        drawn = _LETTER.sub(lambda found: found[0][:9], drawn)
    return _DEFAULTS.sub("", drawn)


PRINTER = Printer("svg", (".svg",), page=page, draws=True)
