"""``--depth 3 --functions g=tanh``: how many layers, for a model whose layers are counted by l."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from .model import Model

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _named(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in (piece.strip() for each in texts for piece in each.split(",")):
        name, sign, function = (part.strip() for part in text.partition("="))
        if not (sign and name.isidentifier() and function.isidentifier()):
            raise click.BadParameter(f"expected a name, = and a function, such as g=tanh; found {text!r}")
        if found.setdefault(name, function) != function:
            raise click.BadParameter(f"{name} is given twice: {found[name]} and {function}")
    return found


_OPTIONS = (
    click.option(
        "--depth", type=click.IntRange(min=1), help="The number of layers, for a model with Z[l], l = 1..L: --depth 3."
    ),
    click.option(
        "--functions",
        multiple=True,
        callback=_named,
        help="With --depth, what stands for any function: g=tanh,C=half_squared_error.",
    ),
)


def depth_options(command: _Command) -> _Command:
    """Give a command the options ``depth`` and ``functions``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def of_depth(model: Model, depth: int | None, functions: Mapping[str, str]) -> Model:
    """The model with its layers numbered, if a depth is asked for. Raises InputError for a model that has one."""
    if depth is not None:
        return model.at_depth(depth, **functions)
    if functions:
        raise click.UsageError("--functions needs --depth, the number of layers.")
    return model
