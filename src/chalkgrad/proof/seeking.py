"""Points for formulas that are made of pieces: every side of every kink is looked for, wherever there are values.

One range for all names is not enough. ``log(Y) ⊙ relu(Z)`` has values only where Y is positive, and where all names
are positive relu(Z) is Z. So each name has a range of its own at each point:

1. one name at a time leaves the usable point it starts from: this tells which ranges a name may have;
2. all names at once, each from the ranges it may have;
3. where the sides of a comparison were never equal, or one of them never the larger, a name is moved to where they
   meet, and beyond; and all names together, as log(x - y) allows.

A side that is still unseen has been looked for: ``relu(exp(Z))`` has no other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations, islice

import numpy as np

from .manners import EachItsOwn, Manner, Row
from .watching import Sight

Range = tuple[float, float]

#: What a name is tried at: both signs, near to 0 and farther off, and mixed.
CHOICES: tuple[Range, ...] = (
    (0.1, 0.9), (-1.0, 1.0), (1.1, 3.0), (-0.9, -0.1), (-3.0, -1.1), (3.0, 40.0), (-40.0, -3.0),
)  # fmt: skip
#: Names that have the same number make sides equal.
LEVELS: tuple[Range, ...] = ((0.0, 0.0), (1.0, 1.0), (-1.0, -1.0))
#: Where values are looked for as well, if there are none nearer.
FARTHER: tuple[Range, ...] = ((30.0, 300.0), (-300.0, -30.0), (1e3, 1e4), (-1e4, -1e3))
#: Random points at once, and points with pairs of names at each level.
TOGETHER = 64
MOST_PAIRS = 40
#: The most points of the first kind; with many names each is tried at fewer ranges.
MOST_ALONE = 256
#: Comparisons with an unseen side for which it is looked for, usable points that this starts from, and how far.
MOST_UNSEEN = 6
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
    rows = [_row(draw, {name: _one_of(allowed[name], random) for name in names}) for draw in range(TOGETHER)]
    level = [
        _row(place % TOGETHER, {**dict(rows[place % TOGETHER].ranges), **dict.fromkeys(group, value)})
        for place, (value, group) in enumerate(_at_one_level(allowed))
    ]
    sight = test(EachItsOwn((*rows, *level)))
    for number in _unseen(sight)[:MOST_UNSEEN]:
        _beyond(test, sight, rows, number)


def _one_of(choices: Sequence[Range], random: np.random.Generator) -> Range:
    """One of the ranges; a level only where there is nothing else."""
    wide = [choice for choice in choices if choice not in LEVELS] or choices
    return wide[int(random.integers(len(wide)))]


def _at_one_level(allowed: Mapping[str, Sequence[Range]]) -> Iterator[tuple[Range, tuple[str, ...]]]:
    """For each level the names that may be there: all of them, and two by two."""
    for level in LEVELS:
        able = [name for name, choices in allowed.items() if level in choices]
        yield level, tuple(able)
        yield from ((level, pair) for pair in islice(combinations(able, 2), MOST_PAIRS))


def _found(test: Test, names: Sequence[str], random: np.random.Generator) -> Ranges | None:
    """The ranges at a random usable point."""
    for choices in (CHOICES, (*CHOICES, *FARTHER)):
        rows = [_row(draw, {name: _one_of(choices, random) for name in names}) for draw in range(4 * TOGETHER)]
        usable = np.flatnonzero(test(EachItsOwn(tuple(rows))).usable)
        if len(usable):
            return dict(rows[usable[0]].ranges)
    return None


def _allowed(test: Test, names: Sequence[str], base: Ranges) -> dict[str, list[Range]]:
    """The ranges each name may have while the others stay where they are."""
    tried = (*CHOICES, *LEVELS)[: max(2, MOST_ALONE // max(len(names), 1))]
    places = [(name, choice) for name in names for choice in tried]
    rows = [_row(draw, {**base, name: choice}) for draw, (name, choice) in enumerate(places)]
    found = {name: [base[name]] for name in names}
    if rows:
        for (name, choice), usable in zip(places, test(EachItsOwn(tuple(rows))).usable, strict=True):
            if usable and choice != base[name]:
                found[name].append(choice)
    return found


def _unseen(sight: Sight) -> list[int]:
    """The comparisons whose left was never larger, never smaller, or never equal, at a usable point."""
    found = []
    for number in range(len(sight.gaps)):
        gap = sight.gap(number)[sight.usable]
        if gap.size and not ((gap > 0).any() and (gap < 0).any() and (gap == 0).any()):
            found.append(number)
    return found


def _beyond(test: Test, sight: Sight, rows: Sequence[Row], number: int) -> None:
    """Moves one name at a time, then all, from a few usable points, so that the sides change places.

    A name is moved as it is drawn, and from 0, where a side that is linear in it becomes exactly equal.
    """
    starts = [rows[int(place)] for place in np.flatnonzero(sight.usable[: len(rows)])[:STARTS]]
    names = [name for name, _ in rows[0].ranges]
    near = [(row, name) for start in starts for name in names for row in (start, _at_zero(start, name))]
    if not near:
        return
    here = test(EachItsOwn(tuple(row for row, _ in near))).gap(number)
    there = test(EachItsOwn(tuple(_moved(row, (name,), 1.0) for row, name in near))).gap(number)
    moved = [_moved(start, chosen, way) for start in starts for chosen in (*_each(names), names) for way in FAR]
    for (row, name), before, after in zip(near, here, there, strict=True):
        with np.errstate(all="ignore"):
            ways = -before / (after - before)  # one for each entry, if the difference is linear in the name
        ways = ways[np.isfinite(ways)]
        if len(ways):
            nearest = float(ways[np.argmin(np.abs(ways))])
            moved += [_moved(row, (name,), nearest + part * (1.0 + abs(nearest))) for part in PAST]
            moved.append(_moved(row, (name,), float(2 * ways[np.argmax(np.abs(ways))])))
    test(EachItsOwn(tuple(moved)))


def _each(names: Sequence[str]) -> list[tuple[str]]:
    return [(name,) for name in names]


def _at_zero(row: Row, name: str) -> Row:
    return Row(row.draw, tuple((n, (0.0, 0.0) if n == name else own) for n, own in row.ranges))


def _moved(row: Row, names: Collection[str], way: float) -> Row:
    """The row with all entries of the names moved alike; the draw stays, so the others keep their values."""
    return Row(
        row.draw, tuple((n, (low + way, high + way) if n in names else (low, high)) for n, (low, high) in row.ranges)
    )


def _row(draw: int, ranges: Ranges) -> Row:
    return Row(draw, tuple(ranges.items()))
