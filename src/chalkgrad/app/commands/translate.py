"""``chalkgrad translate``: a gradient in two conventions, with the certified bridge between them."""

from __future__ import annotations

from pathlib import Path

import click

from ...convention import convention as find_convention
from ..library_option import library_option
from ..model import read
from ..showing import Place, showing_options
from ..translation import translate


@click.command(name="translate", short_help="Show a gradient in two conventions.")
@click.argument("words", metavar="[MODEL] NAME", nargs=-1, required=True)
@click.option("--from", "source", default="ng", show_default=True, help="The convention to translate from.")
@click.option("--to", "wanted", required=True, help="The convention to translate to.")
@click.option(
    "--level",
    type=click.Choice(["lecture", "every-line"]),
    default="lecture",
    show_default=True,
    help="How small the steps are.",
)
@showing_options
@library_option
def command(
    words: tuple[str, ...],
    source: str,
    wanted: str,
    level: str,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """Show the gradient NAME in two conventions, and prove the bridge between them.

    NAME is a gradient (dW1, δ2, D1) or what it belongs to (W1, Z2, Theta1). Without a MODEL it is one of a network with
    one hidden layer; a NAME such as 'dW[l]' is one of a network with any number of layers.

    \b
    Example:
      chalkgrad translate dW1 --from ng --to cs231n
      chalkgrad translate network.chalk dZ2 --from literal --to ng -o bridge.md
    """
    if len(words) > 2:
        raise click.UsageError(f"Give a model and one name, or a name alone; found {len(words)} words.")
    *given, name = words
    place = Place(target, dialect, output, width, colour)
    conventions = find_convention(source), find_convention(wanted)
    found = translate(read(given[0], library) if given else None, name, *conventions)
    options = place.options(level=level)
    place.deliver(lambda printer: found.printed(printer, options))
