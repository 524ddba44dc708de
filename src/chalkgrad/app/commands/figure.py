"""``chalkgrad figure``: a network as columns, or one equation as a picture of its matrices."""

from __future__ import annotations

from pathlib import Path

import click

from ..library_option import library_option
from ..model import read
from ..showing import Place, showing_options

KINDS = ("columns", "matrices")


@click.command(name="figure", short_help="Draw a network as columns, or an equation in matrices.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("model")
@click.option("--name", help="For matrices: the name whose equation is drawn, such as Z1 or dW1.")
@click.option("--convention", default="ng", show_default=True, help="What dX means: ng (course), literal, cs231n, ...")
@library_option
@showing_options
def command(
    kind: str,
    model: str,
    name: str | None,
    convention: str,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """Draw MODEL, a file of equations or the equations themselves.

    columns: the network from the data to the cost, a column for each layer. The forward formulas stand in boxes on
    top; the backward ones below, labelled 1a, 1b, 2a, ... in the order of computation, each with its reason and the
    labels it uses.

    matrices: one equation with every matrix drawn as a rectangle with its shape: the rows of W meet the columns of X.

    \b
    Example:
      chalkgrad figure columns network.chalk
      chalkgrad figure columns network.chalk -o network.html
      chalkgrad figure matrices network.chalk --name dW1 -o dW1.svg
    """
    if kind == "columns" and name is not None:
        raise click.UsageError("--name is for matrices; columns show the whole network.")
    place = Place(target, dialect, output, width, colour)
    figure = read(model, library).derive(convention).figure(kind, name)
    place.show(figure.document)
