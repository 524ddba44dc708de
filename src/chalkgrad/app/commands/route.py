"""``chalkgrad route``: several ways to the same result."""

from __future__ import annotations

from pathlib import Path

import click

from ...calculus import known_routes
from ..routes import routes_document
from ..showing import Place, showing_options


@click.command(name="route", short_help="Show several routes to one result.")
@click.argument("result", required=False)
@click.option("--by", help="One route only: its name in the list.")
@showing_options
def command(
    result: str | None,
    by: str | None,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
) -> None:
    """List the results with routes, or show every route to RESULT in certified steps small enough to copy by hand.

    \b
    Example:
      chalkgrad route
      chalkgrad route sigmoid
      chalkgrad route softmax --by kronecker-delta
    """
    if result is None:
        if by is not None:
            raise click.UsageError("--by needs a RESULT; chalkgrad route lists them.")
        for name, ways in known_routes().items():
            click.echo(f"{name:22} {', '.join(ways)}")
        click.echo("\nchalkgrad route RESULT shows all routes to it, with --by NAME one.")
        return
    Place(target, dialect, output, width, colour).show(routes_document(result, by))
