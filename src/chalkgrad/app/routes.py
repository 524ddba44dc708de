"""The routes to a result as text, for the commands that show them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from .. import page
from ..calculus import routes_together, slopes_of_activations
from ..errors import InputError
from ..library import names


def routes_text(result: str, name: str | None, target: str, width: int | None) -> str:
    """All routes to a result, or the one called ``name``. Raises InputError for an unknown result, route or format."""
    printer = page.printer(target)
    if printer.page is None:
        raise click.BadParameter(f"{target} shows derivations only", param_hint="--format")
    columns = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100)
    return printer.page(page.route_page(routes_together(result, name)), page.Options(width=columns))


def slope_named(word: str) -> str | None:
    """The result that is the slope of the activation called ``word``; None if ``word`` is a model or a file.

    Raises InputError for an activation to whose slope no route is known.
    """
    if word not in names("activations") or Path(word).exists():
        return None
    slopes = slopes_of_activations()
    if word not in slopes:
        raise InputError(
            f"no routes to the slope of {word} are known, and there is no file of that name",
            hint=f"chalkgrad library {word} shows its slope. Routes are known for {', '.join(slopes)}.",
        )
    return slopes[word]
