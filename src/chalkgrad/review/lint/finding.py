"""What a warning says: where, what was seen, why it matters, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...errors import Span

Severity = Literal["warning", "advice"]


@dataclass(frozen=True)
class Finding:
    """One thing found in the equation of ``quantity``.

    ``words`` say what was seen, ``reason`` why it matters, ``remedy`` what to do. A ``warning`` is very likely a
    mistake; ``advice`` is a choice that may be meant. ``span`` is the place in the text, if the model has one.
    """

    name: str
    quantity: str
    words: str
    reason: str
    remedy: str
    severity: Severity = "warning"
    span: Span | None = None

    @property
    def line(self) -> int:
        """The line of the model's text; 0 if it was not read from a text."""
        return self.span.line_number if self.span else 0

    def __str__(self) -> str:
        head = f"{self.severity}: {self.words} ({self.name})"
        lines = [head]
        if self.span is not None:
            place = f"{self.span.filename}:{self.span.line_number}:{self.span.column}"
            lines = [f"{place}: {head}", self.span.show()]
        return "\n".join([*lines, f"  {self.reason}", f"  {self.remedy}"])

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "severity": self.severity,
            "quantity": self.quantity,
            "line": self.line,
            "words": self.words,
            "reason": self.reason,
            "remedy": self.remedy,
        }
