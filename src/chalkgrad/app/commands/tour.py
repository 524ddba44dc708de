"""``chalkgrad tour``: the whole path on real data: equations, certified derivation, training, result."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from ... import page
from ...learning.atomic import write_text
from ...learning.bundled import BREAST_CANCER_MODEL, BREAST_CANCER_TABLE, BREAST_CANCER_TARGET
from ...learning.dataset import Columns
from ...learning.describe import describe_network
from ...learning.evaluation import Evaluation, evaluate_table
from ...learning.fit import make_settings, table_session
from ...learning.position import EpochRecord
from ...learning.progress import progress_on
from ...learning.training import Output
from ..model import Derivation, Model, read

EPOCHS = 60


@click.command(name="tour", short_help="See everything at once: derive, certify, train, predict.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("."), help="Folder for tour.md and tour.svg.")
@click.option("--epochs", type=click.IntRange(1, 10_000), default=EPOCHS, show_default=True, help="How long to train.")
def command(out: Path, epochs: int) -> None:
    """Derive a small network, check every step, train it on real data, and say how good it is.

    The data are 569 tumours of the Breast Cancer Wisconsin set (UCI, CC BY 4.0), which comes with the package. Leaves
    tour.md (the derivation, for GitHub) and tour.svg (the learning curves).

    \b
    Example:
      chalkgrad tour --out /tmp/tour
    """
    model = read(BREAST_CANCER_MODEL)
    derivation = model.derive()
    on_screen = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, 120) if on_screen else 100
    click.echo("1  The equations\n")
    click.echo(indented(model.source))
    click.echo("2  Every gradient, derived and certified\n")
    click.echo(derivation.to("terminal", width=width, colour=on_screen), color=True if on_screen else None)
    click.echo("3  Training with exactly these equations\n")
    evaluation, history, network = trained(model, epochs)
    click.echo(f"\n4  The result on {evaluation.rows} tumours that were never seen\n")
    for line in result_lines(evaluation):
        click.echo(f"  {line}")
    chart, document = write_files(out, derivation, model, network, history, evaluation)
    click.echo(f"\nwrote {document} (the derivation) and {chart} (the learning curves)")
    click.echo('next: chalkgrad derive "a = sigmoid(z); L = -(y log(a) + (1 - y) log(1 - a))" --wrt z')


def trained(model: Model, epochs: int) -> tuple[Evaluation, list[EpochRecord], str]:
    """Train on the bundled table; returns the result on the test part, the history, and the network in a line."""
    settings = make_settings(epochs=epochs, seed=0)
    session, dataset = table_session(
        model, BREAST_CANCER_TABLE, Columns(BREAST_CANCER_TARGET), settings, output=Output(None, False, False)
    )
    network = describe_network(session)
    click.echo(f"  {dataset.summary}")
    click.echo(f"  {network}")
    with progress_on(sys.stdout, epochs, session.batches) as progress:
        result, _ = session.go((progress,))
    return evaluate_table(result, BREAST_CANCER_TABLE, "test"), list(result.history), network


def result_lines(evaluation: Evaluation) -> list[str]:
    baseline = evaluation.baseline or 0.0
    return [
        f"accuracy {evaluation.scores['accuracy']:.3f}",
        f"always answering with the most frequent class: {baseline:.3f}",
    ]


def write_files(
    out: Path,
    derivation: Derivation,
    model: Model,
    network: str,
    history: list[EpochRecord],
    evaluation: Evaluation,
) -> tuple[Path, Path]:
    out.mkdir(parents=True, exist_ok=True)
    chart, document = out / "tour.svg", out / "tour.md"
    curves = [page.Series("training", [record.loss for record in history])]
    curves.append(page.Series("validation", [record.validation_loss or float("nan") for record in history]))
    write_text(chart, page.line_chart(curves, title="Breast cancer, 30-16-1: loss by epoch"))
    lines = "\n".join(f"- {line}" for line in result_lines(evaluation))
    fence = "```"
    write_text(
        document,
        f"# A tour of chalkgrad\n\n{fence}text\n{model.source.strip()}\n{fence}\n\n"
        f"{derivation.to('github')}\n## Training\n\n{network}\n\n![Loss by epoch](tour.svg)\n\n"
        f"On {evaluation.rows} tumours that were never seen:\n\n{lines}\n",
    )
    return chart, document


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.strip().split("\n"))
