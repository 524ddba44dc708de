"""The options that put numbers beside the letters of a derivation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from ..program.worked import WorkedExample
from .model import Derivation
from .named_numbers import named_numbers
from .numbers_file import numbers_in

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--with-values",
        is_flag=False,
        flag_value="",
        metavar="[FILE]",
        help="Work the network in numbers too: those of a .json or .npz file; without a file small ones are drawn.",
    ),
    click.option("--seed", type=click.IntRange(min=0), help="With drawn values: which ones; default 0."),
    click.option("--optimizer", help="With values: whose first step is shown; default gradient_descent."),
    click.option(
        "--set",
        "settings",
        multiple=True,
        callback=named_numbers(float),
        help="With values: a setting of the optimizer, such as learning_rate=0.5.",
    ),
)


def number_options(command: _Command) -> _Command:
    """Give a command the options ``with_values``, ``seed``, ``optimizer`` and ``settings``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def numbers_asked_for(
    derivation: Derivation,
    with_values: str | None,
    seed: int | None,
    optimizer: str | None,
    settings: Mapping[str, float],
) -> WorkedExample | None:
    """The network in numbers, or None if none are asked for.

    Raises UsageError for options that belong to numbers without --with-values, InputError and its kinds for numbers
    that cannot be used.
    """
    if with_values is None:
        if seed is not None or optimizer is not None or settings:
            raise click.UsageError("--seed, --optimizer and --set belong to --with-values.")
        return None
    if with_values and seed is not None:
        raise click.UsageError("--seed draws values; with a file there is nothing to draw.")
    values: Any = numbers_in(Path(with_values)) if with_values else "friendly"
    return derivation.in_numbers(
        values, seed=seed or 0, optimizer=optimizer or "gradient_descent", settings=settings
    )  # fmt: skip
