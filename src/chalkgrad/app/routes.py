"""The routes to a result as a page, for the commands that show them."""

from __future__ import annotations

from pathlib import Path

from .. import page
from ..calculus import routes_together, slopes_of_activations
from ..errors import InputError
from ..library import names


def routes_document(result: str, name: str | None) -> page.Document:
    """All routes to a result, or the one called ``name``. Raises InputError for an unknown result or route."""
    return page.route_page(routes_together(result, name))


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
