"""What a check returns: how an equality is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
