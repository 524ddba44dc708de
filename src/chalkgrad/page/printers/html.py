"""One HTML file: opens anywhere without a network, sets its formulas as MathML with a font of its own, and prints."""

from __future__ import annotations

from ..printer import Printer
from ..web.frame import page

PRINTER = Printer("html", (".html", ".htm"), page=page, draws=True, folds=True)
