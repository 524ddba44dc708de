"""Which known name somebody may have meant: for the hint of an error."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: Of W1, W2, ..., W100 no more are offered.
MOST = 3


def nearest(name: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """``Did you mean A2?``, or the empty string.

    A name of another number, W7 where there are W1 and W2, has no nearest one: all of its kind are offered. What does
    not begin with the same letter is no guess for a short name.
    """
    names = list(dict.fromkeys(known))
    alike = [other for other in names if _stem(other) == _stem(name)]
    if len(alike) > MOST:
        alike = [*alike[: MOST - 1], alike[-1]]
    if not alike:
        first = [other for other in names if len(name) > 3 or other[:1].lower() == name[:1].lower()]
        alike = get_close_matches(name, first, n=1, cutoff=cutoff)
    return f"Did you mean {' or '.join(sorted(alike, key=_by_number))}?" if alike else ""


def _stem(name: str) -> str:
    """``dW`` of dW12; the whole name without a number."""
    return name.rstrip("0123456789")


def _by_number(name: str) -> tuple[str, int]:
    stem = _stem(name)
    return stem, int(name[len(stem) :] or 0)
