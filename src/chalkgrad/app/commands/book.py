"""``chalkgrad book``: everything the library knows as a booklet to print or to read on a screen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ...convention import convention as find_convention
from ..book import Chapter, book
from ..showing import Place, showing_options


@click.command(name="book", short_help="Write a booklet on backpropagation.")
@click.option("--convention", default="ng", show_default=True, help="What dX means and how it is written.")
@showing_options
def command(
    convention: str,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
) -> None:
    """Write a booklet in your convention, for print or as one HTML file; it takes some seconds.

    Notation and shapes, activations with their plots, costs, dz = a - y, softmax, the four equations for any depth,
    regularisation, optimizers, the questions people ask, exercises with answers, an index. All formulas are derived
    while the book is written, and certified.

    \b
    Example:
      chalkgrad book -o backprop.pdf
      chalkgrad book -o backprop.html --convention nielsen
    """
    place = Place(target, dialect, output, width, colour)
    chosen = find_convention(convention)
    place.check()
    place.show(book(chosen, _say if sys.stderr.isatty() else None))


def _say(chapter: Chapter, number: int, of: int) -> None:
    click.echo(f"{number}/{of}  {chapter.title}", err=True)
