"""``chalkgrad explain``: the way from the cost to one name, link by link."""

from __future__ import annotations

from pathlib import Path

import click

from ... import page
from ...calculus import explain
from ...calculus.derivation import Level
from ...convention import convention as find_convention
from ..depth_options import depth_options, of_depth
from ..model import read
from ..showing import Place, showing_options


@click.command(name="explain", short_help="Show the way from the cost to one weight.")
@click.argument("model")
@click.argument("name")
@click.option(
    "--convention",
    help="What dX means and how it is written. Default ng, the course's; or literal where the examples act on each "
    "other.",
)
@click.option(
    "--level",
    type=click.Choice(["lecture", "every-line"]),
    default="lecture",
    show_default=True,
    help="How small the steps are.",
)
@depth_options
@showing_options
def command(
    model: str,
    name: str,
    convention: str | None,
    level: str,
    depth: int | None,
    functions: dict[str, str],
    target: str | None,
    dialect: str | None,
    output: Path | None,
    width: int | None,
    colour: bool | None,
) -> None:
    """Explain how the cost of MODEL depends on NAME (W1 or dW1).

    Only what lies on the way is shown: one chain rule for each link, its local derivative with the reason, and at the
    end the product. Where a name is used several times, the contributions of the paths are added.

    \b
    Example:
      chalkgrad explain network.chalk dW1
      chalkgrad explain "z = w x + b; a = sigmoid(z); L = 1/2 (a - y)^2" w --format github
    """
    place = Place(target, dialect, output, width, colour)
    detail: Level = "every-line" if level == "every-line" else "lecture"
    asked = of_depth(read(model), depth, functions)
    found = explain(asked, name, find_convention(convention) if convention is not None else None)
    chosen = find_convention(found.convention)
    of = chosen.gradients_of(asked.quantities).get(name, name)
    # without colour a terminal can only underline letter by letter, which is hard to read where nobody asked for it
    marked = () if place.printer.name == "terminal" and not place.painted else (chosen.adjoint_of(of), of)
    place.show(page.answer_page(found, detail), follow=marked)
