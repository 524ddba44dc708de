r"""A post for a Coursera forum, and a picture to attach.

How that site treats formulas is not documented. The posts that display well write ``$$..$$`` on one line, also within
a sentence; so does this, with neither tables nor folds. The picture says the same where even that fails.
"""

from __future__ import annotations

from ..document import Document
from ..markdown import Dialect, markdown
from ..printer import Options, Printer


def _on_one_line(formula: str) -> str:
    return f"$${' '.join(formula.split())}$$"


DIALECT = Dialect(display=_on_one_line, inline=_on_one_line, tables=False, width=76)


def page(document: Document, options: Options) -> str:
    """The document as a post; of the options, ``follow`` concerns it."""
    return markdown(document, DIALECT, options.follow)


PRINTER = Printer("coursera", (".md",), page=page, default=False, companions=("png",))
