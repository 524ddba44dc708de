r"""Markdown that survives GitHub.

GitHub's Markdown reads a document before its math does, and damages ``$$`` blocks and ``$..$``: underscores become
emphasis, backslashes vanish, a lone ``=`` makes a heading. Fenced ``math`` blocks and the form with backticks are left
alone, so every formula is written in one of these. A name that is followed is underlined only: GitHub stops at about
fifty colours in a block.
"""

from __future__ import annotations

from ..document import Document
from ..markdown import DETAILS, UNDERLINED, Dialect, markdown
from ..printer import Options, Printer

DIALECT = Dialect(
    display=lambda formula: f"```math\n{formula}\n```",
    inline=lambda formula: f"$`{formula}`$",
    fold=DETAILS,
    mark=UNDERLINED,
    links=True,
)


def page(document: Document, options: Options) -> str:
    """The document as Markdown for GitHub; of the options, ``follow`` concerns it."""
    return markdown(document, DIALECT, options.follow)


PRINTER = Printer("github", (".md",), page=page, folds=True)
