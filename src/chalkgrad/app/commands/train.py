"""``chalkgrad train``: a model and a table in, a run folder out."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from ... import review
from ...learning.dataset import Columns
from ...learning.describe import describe_network, describe_own_entries, describe_resumption, describe_scores
from ...learning.fit import make_settings, table_session
from ...learning.loop import Ending
from ...learning.progress import progress_on
from ...learning.read import read_model_file
from ...learning.split import read_fractions
from ...learning.trained import Trained
from ...learning.training import Output
from ..library_option import library_option
from ..named_numbers import named_numbers

#: The options that are settings of the run as they stand.
SETTINGS = (
    "epochs",
    "batch_size",
    "learning_rate",
    "optimizer",
    "initialisation",
    "seed",
    "l2",
    "dtype",
    "patience",
    "min_delta",
)


@click.command("train", short_help="Train a model on a CSV file.")
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="CSV file: a header, then one row per example."
)
@click.option("--target", required=True, help="The column to be predicted; all others are features.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the run: equations, weights, history."
)
@click.option("--epochs", default=100, show_default=True, help="How many times every example is used.")
@click.option("--batch-size", default=32, show_default=True, help="Examples per update.")
@click.option("--learning-rate", default=0.001, show_default=True, help="Size of the updates.")
@click.option("--optimizer", default="adam", show_default=True, help="An optimizer of the library.")
@click.option(
    "--set",
    "optimizer_settings",
    multiple=True,
    callback=named_numbers(float),
    help="A setting of the optimizer (beta1=0.95), or a constant of the model.",
)
@click.option("--initialisation", help="How the first weights are drawn (an entry of the library).")
@click.option(
    "--seed", default=0, show_default=True, help="Fixes the split, the first weights and the order of examples."
)
@click.option(
    "--size",
    "sizes",
    multiple=True,
    callback=named_numbers(int),
    help="A size that the model leaves open: --size n1=16.",
)
@click.option("--l2", default=0.0, show_default=True, help="λ of the penalty λ/(2m) · sum of squared weights.")
@click.option(
    "--missing",
    default="error",
    show_default=True,
    type=click.Choice(["error", "drop", "median", "mean"]),
    help="Cells without a value: refuse, leave the row out, or fill.",
)
@click.option("--drop", multiple=True, metavar="COLUMN", help="Leave a column out. Can be repeated.")
@click.option(
    "--one-hot",
    multiple=True,
    metavar="COLUMN",
    help="Turn a column of words into columns of 0 and 1. Can be repeated.",
)
@click.option("--positive", metavar="CLASS", help="Of two classes the one that is Y = 1; else the last by alphabet.")
@click.option("--raw-target", is_flag=True, help="Do not standardise a target that is a number.")
@click.option(
    "--split", "split_text", default="70/15/15", show_default=True, help="Percent for training/validation/test."
)
@click.option(
    "--dtype", default="float32", show_default=True, type=click.Choice(["float32", "float64"]), help="Precision."
)
@click.option("--patience", type=int, help="Stop after so many epochs without a better validation loss; keep the best.")
@click.option("--min-delta", default=0.0, show_default=True, help="What counts as better, with --patience.")
@click.option("--resume", is_flag=True, help="Continue the run in --out exactly where it was cut off.")
@click.option("--overwrite", is_flag=True, help="Replace the run in --out.")
@library_option
def command(model: Path, data: Path, target: str, out: Path, resume: bool, overwrite: bool, **options: Any) -> None:
    """Train MODEL on a table with exactly its equations.

    MODEL is a text file of equations. The gradients are derived and certified, compiled, and run in mini-batches. Rows
    are divided into training, validation and test parts; features are standardised on the training part.

    \b
    Example:
      chalkgrad train examples/breast_cancer.chalk \\
          --data examples/breast_cancer.csv --target diagnosis --out runs/first
      chalkgrad evaluate runs/first --data examples/breast_cancer.csv --part test
      chalkgrad predict runs/first --data examples/breast_cancer.csv -o answers.csv

    Ctrl-C saves the run; the same command with --resume continues it. Nothing in the table is guessed: gaps, words and
    classes that do not fit the model are named with row and column, and the option that settles them.
    """
    columns = Columns(
        target=target,
        drop=tuple(options["drop"]),
        one_hot=tuple(options["one_hot"]),
        missing=options["missing"],
        positive=options["positive"],
        raw_target=options["raw_target"],
    )
    settings = make_settings(
        **{name: options[name] for name in SETTINGS}, optimizer_settings=options["optimizer_settings"]
    )
    equations = read_model_file(model, options["library"])
    for finding in review.lint(equations, settings.initialisation):
        click.echo(str(finding), err=True)
    session, dataset = table_session(
        equations,
        data,
        columns,
        settings,
        fractions=read_fractions(options["split_text"]),
        sizes={name: int(size) for name, size in options["sizes"].items()},
        output=Output(out, overwrite, resume),
    )
    click.echo(dataset.summary)
    for note in dataset.notes:
        click.echo(f"  {note}")
    click.echo(describe_network(session))
    for line in describe_own_entries(session):
        click.echo(line)
    if resume:
        click.echo(describe_resumption(session))
    with progress_on(sys.stderr, settings.epochs, session.batches) as progress:
        trained, ending = session.go((progress,))
    _report(trained, ending, out, data)


def _report(trained: Trained, ending: Ending, out: Path, data: Path) -> None:
    if ending == "interrupted":
        click.echo(
            f"interrupted in epoch {trained.record.epochs_done + 1}; saved in {out}. "
            "Continue: the same command with --resume"
        )
        raise SystemExit(130)
    best = trained.best_epoch
    if best is not None:
        click.echo(f"{ending} after {trained.record.epochs_done} epochs; parameters of epoch {best}, the best")
    for line in describe_scores(trained):
        click.echo(line)
    folder, file = shlex.quote(str(out)), shlex.quote(str(data))
    click.echo(f"saved in {out} · next: chalkgrad predict {folder} --data {file}")
