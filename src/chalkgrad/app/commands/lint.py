"""``chalkgrad lint``: what is likely to be a mistake in a network, before it is trained."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ... import review
from ...review.lint import known_warnings
from ..library_option import library_option
from ..model import read


@click.command(name="lint", short_help="Look for likely mistakes in a model.")
@click.argument("model", required=False)
@click.option("--initialisation", help="How the weights will start (an entry of the library), such as zeros.")
@click.option(
    "--format",
    "target",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For readers, or for programs.",
)
@click.option("--list", "listing", is_flag=True, help="List the warnings instead.")
@library_option
def command(
    model: str | None, initialisation: str | None, target: str, listing: bool, library: tuple[Path, ...]
) -> None:
    """Look for likely mistakes in MODEL: a softmax applied twice, outputs that do not fit the loss, and others.

    Each finding has a name, the place, the reason and what to do. Warnings end with exit code 1; advice, which may be
    what you want, with 0. The equations are looked at as formulas, so it does not matter how they are written.

    \b
    Example:
      chalkgrad lint network.chalk
      chalkgrad lint network.chalk --initialisation zeros
      chalkgrad lint --list
    """
    if listing:
        for warning in known_warnings():
            click.echo(f"{warning.name:28} {warning.about}")
        return
    if model is None:
        raise click.UsageError("name a model, or use --list to see the warnings")
    found = review.lint(read(model, library), initialisation)
    if target == "json":
        click.echo(json.dumps([finding.as_json() for finding in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(map(str, found)) if found else "no warning applies")
    if any(finding.severity == "warning" for finding in found):
        raise SystemExit(1)
