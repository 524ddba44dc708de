"""``chalkgrad translate``: a gradient in two conventions, with the certified bridge between them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...convention import convention as find_convention
from ...learning.atomic import write_text
from ..model import read
from ..translation import translate


@click.command(name="translate", short_help="Show a gradient in two conventions.")
@click.argument("words", metavar="[MODEL] NAME", nargs=-1, required=True)
@click.option("--from", "source", default="ng", show_default=True, help="The convention to translate from.")
@click.option("--to", "target", required=True, help="The convention to translate to.")
@click.option(
    "--level",
    type=click.Choice(["lecture", "every-line"]),
    default="lecture",
    show_default=True,
    help="How small the steps are.",
)
@click.option("--format", "form", help="terminal, github or json; default by the ending of -o, else terminal.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file (.txt .md .json).")
@click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is.")
def command(
    words: tuple[str, ...],
    source: str,
    target: str,
    level: str,
    form: str | None,
    output: Path | None,
    width: int | None,
) -> None:
    """Show the gradient NAME in two conventions, and prove the bridge between them.

    NAME is a gradient (dW1, δ2, D1) or what it belongs to (W1, Z2, Theta1). Without a MODEL it is one of a network with
    one hidden layer.

    \b
    Example:
      chalkgrad translate dW1 --from ng --to cs231n
      chalkgrad translate network.chalk dZ2 --from literal --to ng -o bridge.md
    """
    if len(words) > 2:
        raise click.UsageError(f"Give a model and one name, or a name alone; found {len(words)} words.")
    *given, name = words
    form = form or (page.by_ending(output.suffix).name if output else "terminal")
    conventions = find_convention(source), find_convention(target)
    found = translate(read(given[0]) if given else None, name, *conventions)
    options: dict[str, object] = {"level": level}
    if form == "terminal":
        on_screen = output is None and sys.stdout.isatty()
        options["width"] = width or (shutil.get_terminal_size().columns if on_screen else 100)
    text = found.to(form, **options)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
        click.echo(f"wrote {output}")
