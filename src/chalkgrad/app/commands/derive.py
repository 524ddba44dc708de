"""``chalkgrad derive``: every gradient of a model, step by step."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...learning.atomic import write_text
from ..library_option import library_option
from ..model import read
from ..routes import routes_text, slope_named


@click.command(name="derive")
@click.argument("model")
@click.option("--wrt", multiple=True, help="Differentiate by this name only (W1 or dW1); may be repeated.")
@click.option(
    "--convention",
    default="ng",
    show_default=True,
    help="What dX means and how it is written: ng (course), literal, nielsen, cs231n.",
)
@click.option(
    "--level",
    type=click.Choice(["outline", "lecture", "every-line"]),
    default="lecture",
    show_default=True,
    help="How small the steps are.",
)
@click.option("--format", "target", help="terminal, github or json; default by the ending of -o, else terminal.")
@click.option("--for", "dialect", help="The Markdown dialect of a .md file: github.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file (.txt .md .json).")
@click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is.")
@click.option("--colour/--no-colour", default=None, help="Default: colour on a terminal.")
@library_option
def command(
    model: str,
    wrt: tuple[str, ...],
    convention: str,
    level: str,
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

    \b
    Example:
      chalkgrad derive "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))" --wrt z
      chalkgrad derive network.chalk -o network.md
      chalkgrad derive network.chalk --convention literal --format json
    """
    if target is None:
        target = dialect or (page.by_ending(output.suffix).name if output else "terminal")
    slope = slope_named(model)
    if slope is not None:
        if wrt:
            raise click.UsageError(f"--wrt needs a model; {model} is the name of an activation.")
        text = routes_text(slope, None, target, width).rstrip("\n")
    else:
        options: dict[str, object] = {"level": level}
        if page.printer(target).name == "terminal":
            on_screen = output is None and sys.stdout.isatty()
            options["width"] = width or (shutil.get_terminal_size().columns if on_screen else 100)
            options["colour"] = on_screen if colour is None else colour
        text = read(model, library).derive(convention, wrt or None).to(target, **options)
    if output is None:
        click.echo(text, color=True if colour else None)
    else:
        write_text(output, text)
        click.echo(f"wrote {output}")
