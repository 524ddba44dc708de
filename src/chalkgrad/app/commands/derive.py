"""``chalkgrad derive``: every gradient of a model, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from ...convention import Convention, Kink, presets
from ...convention import convention as find_convention
from ..depth_options import depth_options, of_depth
from ..library_option import library_option
from ..model import read
from ..number_options import number_options, numbers_asked_for
from ..routes import routes_document, slope_named
from ..showing import Place, showing_options


@click.command(name="derive")
@click.argument("model")
@click.option("--wrt", multiple=True, help="Differentiate by this name only (W1 or dW1); may be repeated.")
@click.option(
    "--convention",
    help=f"What dX means and how it is written: {', '.join(presets())}. Default ng, the course's; or literal where the "
    "examples act on each other.",
)
@click.option(
    "--kink",
    type=click.Choice(["right", "left", "mean"]),
    help="The slope taken where the one-sided slopes differ, as at 0 of relu; default that of the convention.",
)
@click.option(
    "--level",
    type=click.Choice(["outline", "lecture", "every-line"]),
    default="lecture",
    show_default=True,
    help="How small the steps are.",
)
@click.option(
    "--figure/--no-figure",
    default=None,
    help="Open with the network as columns; default in formats that draw, such as HTML and PDF.",
)
@number_options
@click.option(
    "--form",
    help="How it is written: index (each line for one entry), matrix (no letters), element (one entry of one "
    "gradient), example (one column x), batch (told from one example); default letters first, then matrices.",
)
@click.option("--element", help="The entry of --form element: W1[2,3], W1[i,k].")
@click.option("--follow", multiple=True, help="Mark this name wherever it occurs (dZ2); may be repeated.")
@depth_options
@showing_options
@library_option
def command(
    model: str,
    wrt: tuple[str, ...],
    convention: str | None,
    kink: Kink | None,
    level: str,
    figure: bool | None,
    with_values: str | None,
    seed: int | None,
    optimizer: str | None,
    settings: dict[str, float],
    form: str | None,
    element: str | None,
    follow: tuple[str, ...],
    depth: int | None,
    functions: dict[str, str],
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """Derive every gradient of MODEL, each step with its reason and its certificate.

    MODEL is a file of equations, or the equations themselves separated by semicolons. The name of an activation
    (sigmoid, tanh, softmax) shows the routes to its slope, as chalkgrad route does.

    With --with-values the page also works the network in numbers: formula = numbers put in = result, forward,
    backward, and one step of an optimizer. Without a file, small numbers for one example are drawn.

    \b
    Example:
      chalkgrad derive "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))" --wrt z
      chalkgrad derive network.chalk -o network.md
      chalkgrad derive network.chalk --convention literal --format json
      chalkgrad derive network.chalk --level outline --with-values --optimizer adam
      chalkgrad derive network.chalk --form example
      chalkgrad derive layers.chalk --depth 3 --functions g=tanh,C=half_squared_error
      chalkgrad derive network.chalk --element "W1[2,3]"
      chalkgrad derive network.chalk -o network.html --follow dZ2
      chalkgrad derive network.chalk --for discourse --follow A1 -o post.md
    """
    place = Place(target, dialect, output, width, colour)
    slope = slope_named(model)
    if slope is None:
        equations = of_depth(read(model, library), depth, functions)
        derivation = equations.derive(_chosen(convention, kink), wrt or None, form, element)
        worked = numbers_asked_for(derivation, with_values, seed, optimizer, settings)
        shown = place.options(level=level, figure=figure, follow=follow)
        place.deliver(lambda printer: derivation.printed(printer, shown, worked))
        return
    needing = {"--wrt": wrt, "--follow": follow, "--with-values": with_values is not None, "--depth": depth}
    for option, is_given in needing.items():
        if is_given:
            raise click.UsageError(f"{option} needs a model; {model} is the name of an activation.")
    place.show(routes_document(slope, None))


def _chosen(convention: str | None, kink: Kink | None) -> Convention | None:
    if kink is None:
        return find_convention(convention) if convention is not None else None
    return find_convention(convention or "ng").with_kink(kink)
