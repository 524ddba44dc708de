"""``chalkgrad explain``: the way from the cost to one name, link by link."""

from __future__ import annotations

import shutil
import sys

import click

from ... import page
from ...calculus import explain
from ...calculus.derivation import Level
from ...convention import convention as find_convention
from ..model import read


@click.command(name="explain", short_help="Show the way from the cost to one weight.")
@click.argument("model")
@click.argument("name")
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
def command(model: str, name: str, convention: str, level: str, target: str, width: int | None) -> None:
    """Explain how the cost of MODEL depends on NAME (W1 or dW1).

    Only what lies on the way is shown: one chain rule for each link, its local derivative with the reason, and at the
    end the product. Where a name is used several times, the contributions of the paths are added.

    \b
    Example:
      chalkgrad explain network.chalk dW1
      chalkgrad explain "z = w x + b; a = sigmoid(z); L = 1/2 (a - y)^2" w --format github
    """
    printer = page.printer(target)
    if printer.page is None:
        raise click.BadParameter(f"{target} shows derivations only", param_hint="--format")
    found = explain(read(model), name, find_convention(convention))
    columns = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100)
    detail: Level = "every-line" if level == "every-line" else "lecture"
    click.echo(printer.page(page.answer_page(found, detail), page.Options(width=columns)), nl=False)
