"""``chalkgrad fact``: what is true of networks in general, derived."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...calculus import fact, known_facts
from ..library_option import library_option
from ..model import read


@click.command(name="fact", short_help="Derive a fact about networks.")
@click.argument("name", required=False)
@click.argument("model", required=False)
@click.option("--format", "target", default="terminal", show_default=True, help="terminal or github.")
@click.option("--width", type=click.IntRange(20, 400), help="Columns of the terminal; default as it is.")
@library_option
def command(name: str | None, model: str | None, target: str, width: int | None, library: tuple[Path, ...]) -> None:
    """List the facts, or derive the one called NAME in certified steps; for MODEL, if it is about a network.

    \b
    Example:
      chalkgrad fact
      chalkgrad fact tanh-is-scaled-sigmoid
      chalkgrad fact linear-collapse network.chalk
    """
    if name is None:
        for known in known_facts().values():
            click.echo(f"{known.name:24} {known.about}")
        click.echo("\nchalkgrad fact NAME derives one of them.")
        return
    found = fact(name, read(model, library) if model is not None else None)
    printer = page.printer(target)
    if printer.page is None:
        raise click.BadParameter(f"{target} shows derivations only", param_hint="--format")
    columns = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100)
    click.echo(printer.page(page.theorem_page(found), page.Options(width=columns)), nl=False)
