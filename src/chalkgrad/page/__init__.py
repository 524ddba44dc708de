"""Pages: a derivation as a neutral document, and the document in each format.

    page.render(derivation, "github")            a derivation in a format
    page.printer("terminal"), page.by_ending(".md")   the formats
    page.from_derivation(derivation)             the document between the two
    page.line_chart([...]), page.sparkline([...])     learning curves

Everything here is a pure function from data to text; nothing is written to files or screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..calculus.derivation import Derivation
from ..program import AsComputed
from .answer_page import answer_page as answer_page
from .chart import Series as Series
from .chart import line_chart as line_chart
from .document import Document as Document
from .entry_page import entry_page as entry_page
from .entry_record import entry_json as entry_json
from .entry_record import finding_record as finding_record
from .figure_page import figure_page as figure_page
from .lesson import from_derivation as from_derivation
from .mime import mime_bundle as mime_bundle
from .printer import Options as Options
from .printer import Printer as Printer
from .registry import by_ending as by_ending
from .registry import printer as printer
from .registry import printers as printers
from .route_page import route_page as route_page
from .sparkline import sparkline as sparkline
from .theorem_page import theorem_page as theorem_page
from .translation_page import translation_page as translation_page
from .translation_page import translation_record as translation_record


def render(
    derivation: Derivation, format: str, *, as_computed: Sequence[AsComputed] = (), **options: Any
) -> str | bytes:
    """The derivation in the format of that name; ``options`` are those of ``Options``.

    ``as_computed`` are a program's equations whose running form differs; the page ends with them.
    Raises InputError for an unknown format.
    """
    return printer(format).derivation(derivation, Options(**options), as_computed)
