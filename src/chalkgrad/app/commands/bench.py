"""``chalkgrad bench``: measure the promises on this machine, rivals beside them."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from ...learning.atomic import replacing
from ..report import Options, benchmarks, chosen, table


def names_of_benchmarks() -> str:
    return "\n".join(f"  {b.name:<12} {b.question}" for b in benchmarks().values())


class Listing(click.Command):
    """A command whose help ends with the benchmarks that are there."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"\nBenchmarks:\n{names_of_benchmarks()}\n")


@click.command("bench", cls=Listing)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the numbers there.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default=True,
    help="Folder for what is too long to print, such as the list of mutants.",
)
@click.option("--torch-python", envvar="CHALKGRAD_BENCH_TORCH", help="Interpreter of an environment with PyTorch.")
@click.option("--jax-python", envvar="CHALKGRAD_BENCH_JAX", help="Interpreter of an environment with JAX.")
@click.option("--tensorgrad-python", envvar="CHALKGRAD_BENCH_TENSORGRAD", help="... with tensorgrad 0.3 and torch 2.7.")
@click.option("--seed", default=0, show_default=True, help="Seed of the random networks and data.")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    json_file: Path | None,
    out: Path,
    torch_python: str | None,
    jax_python: str | None,
    tensorgrad_python: str | None,
    seed: int,
) -> None:
    """Measure what chalkgrad promises, on this machine, beside its rivals.

    Without a NAME all benchmarks run. A rival that is not installed gives no number. The exit code is 1 if a promise
    is not kept here.

    \b
    Example:
      chalkgrad bench imports derive
      chalkgrad bench stability --torch-python torch-env/bin/python --json stability.json
    """
    pythons = {"torch": torch_python, "jax": jax_python, "tensorgrad": tensorgrad_python}
    options = Options({name: path for name, path in pythons.items() if path}, out, seed, partial(click.echo, err=True))
    reports = {}
    for benchmark in chosen(names):
        click.echo(f"{benchmark.name}: {benchmark.question}")
        report = benchmark.run(options)
        reports[benchmark.name] = report
        click.echo(table(report) + "\n")
    if json_file is not None:
        text = json.dumps({name: report.as_json() for name, report in reports.items()}, indent=2, ensure_ascii=False)
        with replacing(json_file) as file:
            file.write(f"{text}\n".encode())
    context.exit(0 if all(report.kept for report in reports.values()) else 1)
