"""A long derivation stands in the book once; where it is needed again, its result and the place of its steps do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...notation.surface import Surface
from ...page.document import Block, Chain, Entry, Listing, Prose, Reference, Title
from .edition import linked

#: Chains of fewer lines are repeated: to look them up would take longer than to read them.
_LONG = 4


def without_repetition(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks in order; a chain that an earlier section has, line for line, becomes its last line.

    Nothing is left out of a section that refers to no other: a chain that it has twice is shown twice.
    """
    found: dict[Chain, Title] = {}
    section: Title | None = None
    for block in blocks:
        if isinstance(block, Title) and block.anchor:
            section = block
        if not isinstance(block, Chain) or len(block.rows) < _LONG or section is None:
            yield block
            continue
        first = found.setdefault(block, section)
        if first is section:
            yield block
        else:
            yield Prose(("The steps are those of ", Reference(linked(first.pieces), first.anchor), ":"))
            last = block.rows[-1]
            yield Listing((Entry(_left(block), last.surface, "", certificate=last.certificate),))


def _left(chain: Chain) -> Surface:
    """What the last line is equal to."""
    return next((row.left for row in reversed(chain.rows) if row.left is not None), chain.left)
