"""``chalkgrad why``: the questions that learners ask, answered by certified derivations."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...calculus import known_questions, question
from ...calculus.derivation import Level
from ...convention import convention as find_convention
from ..library_option import library_option
from ..model import read


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
@click.option("--format", "target", default="terminal", show_default=True, help="terminal or github.")
@click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is.")
@library_option
def command(
    name: str | None,
    model: str | None,
    subject: str | None,
    convention: str,
    level: str,
    target: str,
    width: int | None,
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
        for known in known_questions().values():
            click.echo(f"{known.name:14} {known.about}")
        click.echo("\nchalkgrad why NAME answers one of them; --model asks it about your own network.")
        return
    printer = page.printer(target)
    if printer.page is None:
        raise click.BadParameter(f"{target} shows derivations only", param_hint="--format")
    found = question(name, read(model, library) if model is not None else None, find_convention(convention), subject)
    columns = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100)
    detail: Level = "every-line" if level == "every-line" else "lecture"
    click.echo(printer.page(page.answer_page(found, detail), page.Options(width=columns)), nl=False)
