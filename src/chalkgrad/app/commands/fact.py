"""``chalkgrad fact``: what is true of networks in general, derived."""

from __future__ import annotations

from pathlib import Path

import click

from ... import page
from ...calculus import fact, known_facts
from ..library_option import library_option
from ..model import read
from ..showing import Place, showing_options


@click.command(name="fact", short_help="Derive a fact about networks.")
@click.argument("name", required=False)
@click.argument("model", required=False)
@showing_options
@library_option
def command(
    name: str | None,
    model: str | None,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """List the facts, or derive the one called NAME in certified steps; for MODEL, if it is about a network.

    \b
    Example:
      chalkgrad fact
      chalkgrad fact tanh-is-scaled-sigmoid
      chalkgrad fact linear-collapse network.chalk
    """
    if name is None:
        if output is not None:
            raise click.UsageError("-o needs the name of what is to be written; without one they are only listed.")
        for known in known_facts().values():
            click.echo(f"{known.name:24} {known.about}")
        click.echo("\nchalkgrad fact NAME derives one of them.")
        return
    place = Place(target, dialect, output, width, colour)
    found = fact(name, read(model, library) if model is not None else None)
    place.show(page.theorem_page(found))
