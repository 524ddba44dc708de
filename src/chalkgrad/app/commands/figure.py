"""``chalkgrad figure``: a network as columns, or one equation as a picture of its matrices."""

from __future__ import annotations

from pathlib import Path

import click

from ...convention import presets
from ..library_option import library_option
from ..model import read
from ..showing import Place, showing_options

KINDS = ("columns", "matrices")


@click.command(name="figure", short_help="Draw a network as columns, or an equation in matrices.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("model")
@click.option("--name", help="For matrices: the name whose equation is drawn, such as Z1 or dW1.")
@click.option("--wrt", multiple=True, help="Differentiate by this name only (W1 or dW1); may be repeated.")
@click.option(
    "--convention",
    help=f"What dX means and how it is written: {', '.join(presets())}. Default ng, the course's; or literal where the "
    "examples act on each other.",
)
@library_option
@showing_options
def command(
    kind: str,
    model: str,
    name: str | None,
    wrt: tuple[str, ...],
    convention: str | None,
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
    A gradient that is not among those of the whole model is derived for it.

    \b
    Example:
      chalkgrad figure columns network.chalk
      chalkgrad figure columns network.chalk -o network.html
      chalkgrad figure matrices network.chalk --name dW1 -o dW1.svg
    """
    if kind == "columns" and name is not None:
        raise click.UsageError("--name is for matrices; columns show the whole network.")
    place = Place(target, dialect, output, width, colour)
    network = read(model, library)
    derivation = network.derive(convention, wrt or None)
    gradients = {derivation.convention.adjoint_of(each) for each in network.quantities if each != network.cost}
    if name in gradients and name not in derivation and not wrt:
        derivation = network.derive(convention, [name])  # by data, as dz for a network that begins with z
    place.show(derivation.figure(kind, name).document)
