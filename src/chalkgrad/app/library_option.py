"""``--library PATH``: entries of the user's own, for every command that reads a model."""

from __future__ import annotations

from pathlib import Path

import click

library_option = click.option(
    "--library",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file, or a folder of files, with entries of your own; those beside the model are found anyway.",
)
