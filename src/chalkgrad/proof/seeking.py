"""Points for formulas that are made of pieces: every side of every kink is looked for, wherever there are values.

One range for all names is not enough. ``log(Y) ⊙ relu(Z)`` has values only where Y is positive, and where all names
are positive relu(Z) is Z. So each name has a range of its own at each point:

1. one name at a time leaves the usable point it starts from: this tells which ranges a name may have;
2. all names at once, each from the ranges it may have;
3. where a comparison was seen from one side only, a name is moved to where its sides meet, and beyond.

A comparison that still shows one side has been looked for: ``relu(exp(Z))`` has no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from .manners import EachItsOwn, Manner, Row
from .watching import Sight

Range = tuple[float, float]

#: What a name is tried at: both signs, near to 0 and farther off, mixed, and numbers that make sides equal.
CHOICES: tuple[Range, ...] = (
    (0.1, 0.9), (-1.0, 1.0), (1.1, 3.0), (-0.9, -0.1), (-3.0, -1.1), (0.0, 0.0), (1.0, 1.0), (-1.0, -1.0),
)  # fmt: skip
#: Random points at once, and how often they are asked for while there is no usable point to start from.
TOGETHER = 64
#: The most points of the first kind; with many names each is tried at fewer ranges.
MOST_ALONE = 256
#: Comparisons seen from one side for which the other is looked for, usable points that this starts from, and how far.
MOST_ONE_SIDED = 6
STARTS = 4
FAR = (-1e6, -1e4, -300.0, -30.0, -6.0, 6.0, 30.0, 300.0, 1e4, 1e6)
#: Past the place where two sides are equal: on it, and to both sides, relative to the way there.
PAST = (0.0, 0.01, -0.01, 0.5)

Test = Callable[[Manner], Sight]
Ranges = Mapping[str, Range]


def seek(test: Test, names: Sequence[str], start: Range | None) -> None:
    """Puts points before ``test`` until both sides of every comparison have been seen or looked for.

    ``start`` is a range in which the formula has values when all ``names`` are drawn from it; None if none is known.
    ``test`` compares the two sides at the points of a manner, and raises where they differ.
    """
    random = np.random.default_rng(7)
    base = dict.fromkeys(names, start) if start is not None else _found(test, names, random)
    if base is None:
        return
    allowed = _allowed(test, names, base)
    rows = [
        _row(draw, {name: allowed[name][random.integers(len(allowed[name]))] for name in names})
        for draw in range(TOGETHER)
    ]
    sight = test(EachItsOwn(tuple(rows)))
    for number in _one_sided(sight)[:MOST_ONE_SIDED]:
        _beyond(test, sight, rows, number)


def _found(test: Test, names: Sequence[str], random: np.random.Generator) -> Ranges | None:
    """The ranges at a random usable point."""
    rows = [
        _row(draw, {name: CHOICES[random.integers(len(CHOICES))] for name in names}) for draw in range(4 * TOGETHER)
    ]
    usable = np.flatnonzero(test(EachItsOwn(tuple(rows))).usable)
    return dict(rows[usable[0]].ranges) if len(usable) else None


def _allowed(test: Test, names: Sequence[str], base: Ranges) -> dict[str, list[Range]]:
    """The ranges each name may have while the others stay where they are."""
    tried = CHOICES[: max(2, MOST_ALONE // max(len(names), 1))]
    places = [(name, choice) for name in names for choice in tried]
    rows = [_row(draw, {**base, name: choice}) for draw, (name, choice) in enumerate(places)]
    found = {name: [base[name]] for name in names}
    if rows:
        for (name, choice), usable in zip(places, test(EachItsOwn(tuple(rows))).usable, strict=True):
            if usable and choice != base[name]:
                found[name].append(choice)
    return found


def _one_sided(sight: Sight) -> list[int]:
    """The comparisons whose left was never larger, or never smaller, at a usable point."""
    found = []
    for number in range(len(sight.gaps)):
        gap = sight.gap(number)[sight.usable]
        if gap.size and not ((gap > 0).any() and (gap < 0).any()):
            found.append(number)
    return found


def _beyond(test: Test, sight: Sight, rows: Sequence[Row], number: int) -> None:
    """Moves one name at a time, from a few usable points, so that the sides of the comparison change places."""
    starts = [int(place) for place in np.flatnonzero(sight.usable)[:STARTS]]
    names = [name for name, _ in rows[0].ranges]
    places = [(start, name) for start in starts for name in names]
    if not places:
        return
    one_off = test(EachItsOwn(tuple(_moved(rows[start], name, 1.0) for start, name in places)))
    moved = []
    for (start, name), before, after in zip(
        places, sight.gap(number)[[start for start, _ in places]], one_off.gap(number), strict=True
    ):
        with np.errstate(all="ignore"):
            ways = -before / (after - before)  # one for each entry, if the difference is linear in the name
        ways = ways[np.isfinite(ways)]
        if not len(ways):
            continue
        nearest = float(ways[np.argmin(np.abs(ways))])
        moved += [_moved(rows[start], name, nearest + part * (1.0 + abs(nearest))) for part in PAST]
        moved.append(_moved(rows[start], name, float(2 * ways[np.argmax(np.abs(ways))])))
        if start == starts[0]:
            moved += [_moved(rows[start], name, way) for way in FAR]
    if moved:
        test(EachItsOwn(tuple(moved)))


def _moved(row: Row, name: str, way: float) -> Row:
    """The row with all entries of the name moved alike; the draw stays, so the others keep their values."""
    ranges = dict(row.ranges)
    low, high = ranges[name]
    return _row(row.draw, {**ranges, name: (low + way, high + way)})


def _row(draw: int, ranges: Ranges) -> Row:
    return Row(draw, tuple(ranges.items()))
