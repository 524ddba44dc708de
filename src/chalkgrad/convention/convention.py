"""What dX means and how it is written: one object, read from a text per preset."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..errors import InputError

#: Which one-sided slope is taken where both differ: ``right``, ``left``, or ``mean``, halfway between them.
Kink = Literal["right", "left", "mean"]
#: What dX means: see ``Convention``.
Meaning = Literal["course", "literal", "sum"]


class Convention(BaseModel):
    """How gradients are named and scaled, and in which shape they are written.

    ``meaning``, where J = c · Σ_e L_e + R and c is 1/m or 1:

    - *course*: dX of a quantity with an example axis is (1/c) ∂J/∂X, and parameters are literal (1/m at the weights);
    - *literal*: every dX is ∂J/∂X (1/m at the cost);
    - *sum*: every dX is (1/c) ∂J/∂X, the derivative of the sum of the losses, and of R/c (no 1/m at all).

    ``examples``: whether each example is a column of X, or a row. ``layout``: *denominator*, dX has the shape of X, or
    *numerator*, it has the transposed shape. ``parameters``: as ``W, b``, or in one matrix ``Theta`` = [b, W] beside
    a row of ones. ``kink``: the slope taken where the two one-sided ones differ.
    ``adjoint`` is put before a name: dZ2; where ``error`` is given, the adjoint of a pre-activation Z2 is called by it
    instead: δ2.
    ``words`` say what dX means where the cost is a mean over the examples; ``words_added`` where it is their sum, and
    ``words_whole`` where it is neither. Left out, they are ``words``. In them ``{J}`` stands for the name of the cost
    and ``{m}`` for the number of examples: see ``words_for``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    meaning: Meaning
    examples: Literal["columns", "rows"]
    layout: Literal["denominator", "numerator"] = "denominator"
    parameters: Literal["W, b", "Theta"] = "W, b"
    kink: Kink = "right"
    adjoint: str
    error: str = ""
    words: str
    words_added: str = ""
    words_whole: str = ""
    source: str

    def adjoint_of(self, name: str) -> str:
        if self.error and name[:1] in ("Z", "z"):
            return f"{self.error}{name[1:]}"
        return f"{self.adjoint}{name}"

    def gradients_of(self, names: Collection[str]) -> dict[str, str]:
        """Each of these names by what its gradient is called; where that is δ2, by dZ2 and delta2 as well.

        The convention's own letters come first; another spelling stands only for what has no name yet.
        """
        found = {self.adjoint_of(name): name for name in names}
        for name in names:
            own = self.adjoint_of(name)
            if self.error and own.startswith(self.error):
                for spelling in (f"{self.adjoint}{name}", f"delta{own.removeprefix(self.error)}"):
                    if spelling not in names:
                        found.setdefault(spelling, name)
        return found

    def words_for(self, averaged: bool | None = True, *, cost: str = "J", examples: str = "m") -> str:
        """What dX means if the cost is a mean over the examples (True), their sum (False) or neither (None).

        ``cost`` and ``examples`` are what the cost and the number of examples are called.
        """
        other = self.words_whole if averaged is None else self.words_added
        chosen = self.words if averaged or not other else other
        return chosen.replace("{J}", cost).replace("{m}", examples)

    @property
    def is_turned(self) -> bool:
        """Whether a gradient has the transposed shape of what it is a derivative by."""
        return self.layout == "numerator"

    def in_denominator_layout(self) -> Convention:
        """The same convention with every gradient in the shape of what it is a derivative by."""
        return self.model_copy(update={"layout": "denominator"})

    def in_parts(self) -> Convention:
        """The same convention with weights and bias apart."""
        return self.model_copy(update={"parameters": "W, b"})

    def with_kink(self, kink: Kink) -> Convention:
        """The same convention with another slope where the one-sided slopes differ."""
        return self if kink == self.kink else self.model_copy(update={"kink": kink})


@lru_cache(maxsize=1)
def presets() -> dict[str, Convention]:
    """All conventions, by name: one file each in ``presets/``."""
    found = {}
    for path in sorted(files(__package__).joinpath("presets").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            name = path.name.removesuffix(".toml")
            found[name] = Convention(name=name, **tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def convention(name: str) -> Convention:
    """The preset of this name (``course`` is ``ng``). Raises InputError naming the nearest one."""
    name = "ng" if name == "course" else name
    known = presets()
    if name not in known:
        near = get_close_matches(name.lower(), known, n=1, cutoff=0.4)
        raise InputError(
            f"unknown convention {name!r}",
            hint=(f"Did you mean {near[0]}? " if near else "") + f"Known: {', '.join(known)}.",
        )
    return known[name]
