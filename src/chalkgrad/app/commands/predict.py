"""``chalkgrad predict``: a run folder and a table in, an answer for every row out."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np

from ...errors import RunStopped
from ...learning.atomic import write_text
from ...learning.load import load, status_line
from ...learning.table import Table, read_table
from ...learning.trained import Trained


@click.command("predict", short_help="Answer for every row of a CSV file.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="CSV file with the columns of the training."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV file to write; without it, the terminal.")
def command(run: Path, data: Path, output: Path | None) -> None:
    """Predict with the network in the folder RUN, one answer for every row of a table.

    The table needs the feature columns of the training, in any order; the target column may be absent and is not
    looked at. Answers are classes with their probabilities, or numbers in the unit of the target.

    \b
    Example:
      chalkgrad predict runs/first --data new_patients.csv -o answers.csv

    If the run was trained with --missing drop, a row with a gap gets an empty answer.
    """
    trained = load(run)
    if trained.record.status not in ("finished", "stopped early"):
        click.echo(f"{run}: {status_line(trained)}", err=True)
    table = read_table(data)
    answered, skipped = _answerable(trained, table)
    text = _as_csv(_rows(trained, table, answered))
    if output is None:
        sys.stdout.write(text)
    else:
        try:
            write_text(output, text)
        except OSError as error:
            raise RunStopped(
                f"{output} cannot be written: {error.strerror or error}.", hint="Name another file with -o."
            ) from None
        click.echo(f"{len(answered)} answers from {run} written to {output}")
    if skipped:
        click.echo(f"{skipped} rows have gaps and were left without an answer (trained with --missing drop)", err=True)


def _answerable(trained: Trained, table: Table) -> tuple[list[int], int]:
    """The rows that can be answered: all, unless the run leaves rows with gaps out."""
    if trained.scaler is None or trained.record.data.missing != "drop":
        return list(range(len(table))), 0
    gaps = set(trained.scaler.rows_with_gaps(table))
    return [row for row in range(len(table)) if row not in gaps], len(gaps)


def _rows(trained: Trained, table: Table, answered: list[int]) -> Iterator[list[str]]:
    labels = trained.labels
    probabilities = [f"P({name})" for name in labels.classes]
    yield ["row", labels.target, *probabilities]
    answers: dict[int, list[str]] = {}
    if answered:
        output = trained.output_for_table(table.keep(answered))
        found = trained.answers(output)
        chances = labels.probabilities(output) if labels.is_classification else np.empty((len(answered), 0))
        for position, row in enumerate(answered):
            answer = str(found[position]) if labels.is_classification else f"{found[position]:.6g}"
            answers[row] = [answer, *(f"{chance:.6f}" for chance in chances[position])]
    for row in range(len(table)):
        yield [str(table.row_numbers[row]), *answers.get(row, [""] * (1 + len(probabilities)))]


def _as_csv(rows: Iterator[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
