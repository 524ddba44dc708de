"""``chalkgrad shapes``: the shape of everything, and how much there is to learn and to compute."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ... import review
from ..depth_options import depth_options, of_depth
from ..library_option import library_option
from ..model import read
from ..named_numbers import named_numbers
from ..showing import Place, showing_options


@click.command(name="shapes", short_help="Show all shapes, parameter and operation counts.")
@click.argument("model")
@click.option(
    "--size",
    "sizes",
    multiple=True,
    callback=named_numbers(int),
    help="A number for a size that the model leaves open: --size n0=30. Can be repeated.",
)
@click.option("--examples", type=click.IntRange(min=1), help="How many examples there are.")
@depth_options
@showing_options
@library_option
def command(
    model: str,
    sizes: dict[str, float],
    examples: int | None,
    depth: int | None,
    functions: dict[str, str],
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
    library: tuple[Path, ...],
) -> None:
    """Show the shape of every quantity of MODEL and of its gradient, for one example and for many.

    The parameters are counted, and the multiply-adds of the forward and the backward pass, from the equations
    themselves: with letters, and with numbers for the sizes that are known.

    \b
    Example:
      chalkgrad shapes network.chalk
      chalkgrad shapes network.chalk --size n0=30 --size n1=16 --examples 32
    """
    place = Place(target, dialect, output, width, colour)
    equations = of_depth(read(model, library), depth, functions)
    numbers = {name: int(size) for name, size in sizes.items()}
    if examples is not None:
        if equations.example_axis is None:
            raise click.BadParameter("this model has no examples, only single numbers", param_hint="--examples")
        numbers[equations.example_axis.name] = examples
    found = review.shapes(equations, numbers, equations.derive())
    if place.printer.name == "json":
        place.deliver(lambda _: json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        place.show(review.shapes_page(found))
