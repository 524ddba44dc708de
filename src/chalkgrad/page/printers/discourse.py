r"""A post for a forum that runs Discourse with its math plugin.

The plugin takes ``$..$`` where white space or punctuation stands on either side and no line ends inside, and ``$$``
alone on its line; what lies between is left as it is. It may draw with MathJax or with KaTeX, so only what both know
is written, in ASCII. Posts are narrow.
"""

from __future__ import annotations

from ..document import Document
from ..markdown import Dialect, Fold, markdown
from ..printer import Options, Printer

DIALECT = Dialect(
    display=lambda formula: f"$$\n{formula}\n$$",
    inline=lambda formula: f"${formula}$",
    fold=Fold('[details="{}"]', '[details="{}" open]', "[/details]"),
    width=76,
)


def page(document: Document, options: Options) -> str:
    """The document as a post; of the options, ``follow`` concerns it."""
    return markdown(document, DIALECT, options.follow)


PRINTER = Printer("discourse", (".md",), page=page, folds=True, default=False)
