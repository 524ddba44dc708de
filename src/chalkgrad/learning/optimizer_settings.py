"""The numbers given for an optimizer, checked against its text before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping

from .. import library
from ..errors import DataError
from ..notation.surface import Literal, Minus, Name, Plus, walk_surface


def check_optimizer_settings(known: library.Optimizer, given: Mapping[str, float]) -> None:
    """Raises DataError for a setting that the optimizer's text gives no meaning; other names are not looked at.

    A setting β that the text uses as in β v + (1 - β) g is the share of the past in a running average: 0 <= β < 1.
    With 1 nothing is learned from a gradient, beyond it the average runs away. No setting is negative.
    """
    if "learning_rate" in given and "learning_rate" in known.settings:
        raise DataError(
            "learning_rate is not given with --set, as it has an option of its own.",
            hint=f"Write --learning-rate {given['learning_rate']:g} (in Python learning_rate=...).",
        )
    shares = shares_of_the_past(known)
    for name, value in given.items():
        if name in shares and not 0 <= value < 1:
            raise DataError(
                f"{name} = {value:g}: in {known.name} it is the share of the past in a running average.",
                hint=f"Give a number from 0 up to, but not including, 1; usual is {usual(known, name)}.",
            )
        if name in known.settings and value < 0:
            raise DataError(
                f"{name} = {value:g}: a setting of {known.name} is not negative.",
                hint=f"Usual is {usual(known, name)}.",
            )


def shares_of_the_past(optimizer: library.Optimizer) -> frozenset[str]:
    """The settings β of which the updates use the rest, 1 - β."""
    found = set()
    for update in optimizer.updates:
        for node in walk_surface(update.value):
            match node:
                case Plus((Literal(one), Minus(Name(name)))) if one == 1 and name in optimizer.settings:
                    found.add(name)
    return frozenset(found)


def usual(optimizer: library.Optimizer, name: str) -> str:
    default = optimizer.settings[name]
    return "a small number" if default is None else f"{float(default):g}"
