"""What dX means and how it is written: one object, read from a text per preset."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ..errors import InputError


class Convention(BaseModel):
    """How gradients are named and scaled.

    ``meaning``: in the *course* convention dX of a quantity with an example axis is (1/c) ∂J/∂X, where
    J = c · Σ_e L_e + R, and parameters are literal; in the *literal* one every dX is ∂J/∂X.
    ``examples``: whether each example is a column of X, or a row. ``adjoint`` is put before a name: dZ2; where
    ``error`` is given, the adjoint of a pre-activation Z2 is called by it instead: δ2.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    meaning: Literal["course", "literal"]
    examples: Literal["columns", "rows"]
    adjoint: str
    error: str = ""
    words: str
    source: str

    def adjoint_of(self, name: str) -> str:
        if self.error and name[:1] in ("Z", "z"):
            return f"{self.error}{name[1:]}"
        return f"{self.adjoint}{name}"


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
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        raise InputError(
            f"unknown convention {name!r}",
            hint=(f"Did you mean {near[0]}? " if near else "") + f"Known: {', '.join(known)}.",
        )
    return known[name]
