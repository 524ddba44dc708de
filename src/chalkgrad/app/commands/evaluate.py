"""``chalkgrad evaluate``: how good a trained network is on a table whose answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from ...learning.describe import describe_evaluation
from ...learning.evaluation import evaluate_table
from ...learning.load import load, status_line


@click.command("evaluate", short_help="Measure a trained network on a CSV file.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="CSV file with features and target.")
@click.option(
    "--part",
    default="all",
    show_default=True,
    type=click.Choice(["all", "train", "validation", "test"]),
    help="Only this part of the file that was trained on.",
)
def command(run: Path, data: Path, part: Literal["all", "train", "validation", "test"]) -> None:
    """Measure the network in the folder RUN on a table whose answers are known.

    For classes: accuracy, beside that of always answering the most frequent class, and a table of confusions. For
    numbers: R² and the root mean squared error in the unit of the target.

    With the file that was trained on, most rows are not new to the network: --part test measures on those it has
    never seen. The parts are found again from the seed of the run.

    \b
    Example:
      chalkgrad evaluate runs/first --data examples/breast_cancer.csv --part test
    """
    trained = load(run)
    click.echo(f"{run}: {status_line(trained)}")
    for line in describe_evaluation(evaluate_table(trained, data, part)):
        click.echo(line)
