"""``chalkgrad library``: what is known, as data."""

from __future__ import annotations

from difflib import get_close_matches

import click

from ... import library, proof
from ...errors import InputError
from ...library.entry import Activation, Entry, Loss
from ...library.shelf import KINDS
from ...terms import Context


@click.command(name="library", short_help="List the library, or show one entry with its proofs.")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List activations, losses, optimizers, penalties and initialisations, or show the text of NAME.

    For a function the taught slope is proved again from its value before it is shown.

    \b
    Example:
      chalkgrad library
      chalkgrad library sigmoid
    """
    if name is None:
        for folder in KINDS:
            click.echo(f"{folder:16} {', '.join(library.names(folder))}")
        click.echo("\nchalkgrad library NAME shows one of them.")
        return
    entry = find_entry(folder_of(name), name)
    click.echo(entry.text.rstrip())
    if isinstance(entry, (Activation, Loss)) and entry.function.slope is not None:
        certificate = proof.slope(entry.function, Context({}, {}, library.functions()))
        click.echo(f"\n  the slope follows from the value: {certificate.kind} ({certificate.method})")


def find_entry(folder: str, name: str) -> Entry:
    match folder:
        case "activations":
            return library.activation(name)
        case "losses":
            return library.loss(name)
        case "optimizers":
            return library.optimizer(name)
        case "penalties":
            return library.penalty(name)
        case _:
            return library.initialisation(name)


def folder_of(name: str) -> str:
    """Where an entry is. Raises InputError naming the nearest one."""
    known = {entry: folder for folder in KINDS for entry in library.names(folder)}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1, cutoff=0.4)
    raise InputError(
        f"there is no {name!r} in the library",
        hint=(f"Did you mean {near[0]}? " if near else "") + "chalkgrad library lists all entries.",
    )
