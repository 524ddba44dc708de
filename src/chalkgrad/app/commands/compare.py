"""``chalkgrad compare``: are the arrays in a file the gradient, and if not, how are they off?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...errors import InputError
from ...learning.archive import load_arrays
from ...review import Comparison
from ...review import compare as compare_arrays
from ..library_option import library_option
from ..model import read

ARCHIVE = click.Path(dir_okay=False, path_type=Path)
WAY_OUT = "Write the arrays with numpy.savez(FILE, W1=W1, ...)."


@click.command("compare")
@click.argument("model")
@click.option("--values", type=ARCHIVE, required=True, help="npz file with the data and parameters: X, Y, W1, b1, ...")
@click.option("--grads", type=ARCHIVE, required=True, help="npz file with the arrays to judge: dW1, db1, dZ1, ...")
@click.option(
    "--convention", default="course", show_default=True, help="What dX means: course, or literal (every dX is ∂J/∂X)."
)
@click.option("--tolerance", type=float, help="Relative difference that counts as rounding (default: by precision).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the verdicts."
)
@library_option
@click.pass_context
def command(
    context: click.Context,
    model: str,
    values: Path,
    grads: Path,
    convention: str,
    tolerance: float | None,
    form: str,
    library: tuple[Path, ...],
) -> None:
    """Say whether given numbers are the gradient of MODEL, and if not how they are off.

    MODEL is a file or the equations themselves. The exit code is 0 if every array is right, 1 if one is not, 2 if the
    input cannot be used.

    \b
    Example:
      chalkgrad compare shallow.chalk --values batch.npz --grads mine.npz
    """
    comparison = judged(model, values, grads, convention, tolerance, library)
    if form == "json":
        click.echo(json.dumps(comparison.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison.text)
    context.exit(0 if comparison.right else 1)


def judged(
    model: str, values: Path, grads: Path, convention: str, tolerance: float | None, library: tuple[Path, ...]
) -> Comparison:
    """Read everything and compare. Raises InputError when something cannot be used."""
    if tolerance is not None and not 0 < tolerance < 1:
        raise InputError(f"--tolerance {tolerance:g} is no relative difference", hint="Give a number such as 1e-6.")
    given = load_arrays(grads, WAY_OUT)
    if not given:
        raise InputError(f"{grads} holds no arrays", hint=WAY_OUT)
    equations = read(model, library)
    derivation = equations.derive(convention)
    return compare_arrays(derivation.model, derivation, given, load_arrays(values, WAY_OUT), tolerance=tolerance)
