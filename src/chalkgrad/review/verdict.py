"""What a comparison says about each array it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """How an array stands to the gradient. Only RIGHT is right."""

    RIGHT = "right"
    FOLLOWS = "follows"  # correctly computed from an array that is wrong
    MISTAKE = "mistake"  # off in a way that has a name
    CONVENTION = "convention"  # the gradient, in another convention than the one asked for
    CLOSE = "close"  # off by a little more than rounding explains
    UNDECIDED = "undecided"  # the gradient is so small here that rounding hides it
    NOT_FINITE = "not finite"  # NaN or infinite
    WRONG = "wrong"  # and no known mistake explains it


@dataclass(frozen=True)
class Verdict:
    """``finding`` says how the numbers are off, ``reason`` what probably happened.

    ``mistake`` is the name of the mistake when exactly one fits; ``alternatives`` are the names of all that fit when
    the numbers cannot tell them apart. ``largest_difference`` is relative: to the entry itself, or where that is
    lost in rounding, to what rounding leaves. ``site`` is the derived name where the mistake was made.
    """

    name: str
    kind: Kind
    finding: str
    reason: str = ""
    largest_difference: float | None = None
    mistake: str = ""
    site: str = ""
    factor: float | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.kind is Kind.RIGHT

    def as_json(self) -> dict[str, object]:
        record: dict[str, object] = {"name": self.name, "kind": self.kind.value, "finding": self.finding}
        optional = {
            "reason": self.reason,
            "largest_difference": self.largest_difference,
            "mistake": self.mistake,
            "site": self.site,
            "factor": self.factor,
            "alternatives": list(self.alternatives),
        }
        record.update({key: value for key, value in optional.items() if value not in ("", None, [])})
        return record


@dataclass(frozen=True)
class Comparison(Mapping[str, Verdict]):
    """All verdicts, in the order in which the names are derived. ``str`` prints them as a table."""

    verdicts: tuple[Verdict, ...]
    convention: str = ""
    notes: tuple[str, ...] = ()
    _by_name: dict[str, Verdict] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {verdict.name: verdict for verdict in self.verdicts})

    @property
    def right(self) -> bool:
        """Whether every array is the gradient."""
        return all(verdict.right for verdict in self.verdicts)

    @property
    def text(self) -> str:
        """One line for each array: its name, the finding, the reason."""
        names = max((len(v.name) for v in self.verdicts), default=0)
        findings = min(46, max((len(v.finding) for v in self.verdicts), default=0))
        lines = [f"  {v.name:<{names}}  {v.finding:<{findings}}  {v.reason}".rstrip() for v in self.verdicts]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def as_json(self) -> dict[str, object]:
        return {
            "right": self.right,
            "convention": self.convention,
            "verdicts": [verdict.as_json() for verdict in self.verdicts],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return self.text

    def __getitem__(self, name: str) -> Verdict:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)
