"""``chalkgrad why``: the questions that learners ask, answered by certified derivations."""

from __future__ import annotations

from pathlib import Path

import click

from ... import page
from ...calculus import known_questions, question
from ...calculus.derivation import Level
from ...convention import convention as find_convention
from ..library_option import library_option
from ..model import read
from ..showing import Place, showing_options


@click.command(name="why", short_help="Answer a question about backpropagation.")
@click.argument("name", metavar="[QUESTION]", required=False)
@click.option("--model", help="Your network: a file, or equations separated by semicolons; default a small one.")
@click.option("--name", "subject", help="The gradient the question is about, such as dA1.")
@click.option("--convention", default="ng", show_default=True, help="What dX means and how it is written.")
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
    name: str | None,
    model: str | None,
    subject: str | None,
    convention: str,
    level: str,
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """List the questions, or answer the one called QUESTION; on your own network with --model.

    \b
    Example:
      chalkgrad why
      chalkgrad why transpose
      chalkgrad why transpose --model network.chalk --name dA1 --convention cs231n
    """
    if name is None:
        if output is not None:
            raise click.UsageError("-o needs the name of what is to be written; without one they are only listed.")
        for known in known_questions().values():
            click.echo(f"{known.name:14} {known.about}")
        click.echo("\nchalkgrad why NAME answers one of them; --model asks it about your own network.")
        return
    place = Place(target, dialect, output, width, colour)
    found = question(name, read(model, library) if model is not None else None, find_convention(convention), subject)
    detail: Level = "every-line" if level == "every-line" else "lecture"
    place.show(page.answer_page(found, detail))
