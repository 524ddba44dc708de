"""What a check returns: how an equality is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy.typing as npt

from ..errors import ProofError

Kind = Literal["proved", "tested"]


@dataclass(frozen=True)
class Certificate:
    """The kind, the method, and what it rests on.

    ``proved``: equal as exact algebra; ``tested``: equal at ``points`` random points (kinks and the like).
    ``conditions`` are side conditions in the notation ("A2 != 0"); ``facts`` the declared facts used.
    """

    kind: Kind
    method: str
    conditions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    points: int = 0
    largest_error: float = 0.0

    def as_json(self) -> dict[str, object]:
        record: dict[str, object] = {"kind": self.kind, "method": self.method}
        if self.conditions:
            record["conditions"] = list(self.conditions)
        if self.facts:
            record["facts"] = list(self.facts)
        if self.kind == "tested":
            record["points"] = self.points
            record["largest_error"] = self.largest_error
        return record


@dataclass(frozen=True)
class Witness:
    """A point at which the two sides differ: one array per name (its layout without single axes), and both
    values there.

    ``place`` says at which entry, such as ``i = 0, e = 2``.
    """

    values: Mapping[str, npt.NDArray[Any]]
    left: float
    right: float
    place: str = ""


class Refuted(ProofError):
    """The claim is false: ``witness`` is a point that shows it (None when the shapes already do)."""

    def __init__(self, message: str, witness: Witness | None = None, *, hint: str = "") -> None:
        self.witness = witness
        super().__init__(message, hint=hint)


class Undecidable(ProofError):
    """Neither engine can decide: the claim is undefined wherever it was tried, or outside what can be evaluated."""
