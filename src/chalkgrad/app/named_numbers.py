"""Options such as ``--size n1=16``: a name, an equals sign and a number."""

from __future__ import annotations

import math
from collections.abc import Callable

import click


def named_numbers(kind: type[int] | type[float]) -> Callable[..., dict[str, float]]:
    """A reader of ``n1=16`` options: the numbers by name."""

    def read(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[str, float]:
        found: dict[str, float] = {}
        for text in texts:
            name, sign, number = (part.strip() for part in text.partition("="))
            try:
                value = kind(number)
            except ValueError:
                value = math.nan
            if not (sign and name and math.isfinite(value)):
                what = "whole number" if kind is int else "number"
                raise click.BadParameter(f"expected a name, = and a {what}, such as n1=16; found {text!r}")
            if found.setdefault(name, value) != value:
                raise click.BadParameter(f"{name} is given twice: {found[name]} and {value}")
        return found

    return read
