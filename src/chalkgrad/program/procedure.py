"""A procedure: what a program does in one go, ready for a target to write down. And which lines it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..terms import Axis, Layout
from .operations import Line, Operation, extents, references


@dataclass(frozen=True)
class Measure:
    """An axis's number of entries: the extent of ``array`` in ``direction``, or a ``fixed`` number."""

    axis: str
    array: str = ""
    direction: int = 0
    fixed: int | None = None


@dataclass(frozen=True)
class Procedure:
    """``name(arguments)``: measures, then lines, then the results: a tuple, or the result itself if there is one.

    ``into`` are names whose arrays are given and written in place.
    """

    name: str
    about: str
    arguments: tuple[str, ...]
    measures: tuple[Measure, ...]
    lines: tuple[Line, ...]
    results: tuple[str, ...]
    headings: Mapping[str, str] = field(default_factory=dict)
    into: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FunctionCode:
    """A library function: lines that name its parts, and its result. ``vector``: it runs along a chosen axis."""

    name: str
    about: str
    arguments: tuple[str, ...]
    defaults: Mapping[str, Operation]
    lines: tuple[Line, ...]
    result: Operation
    vector: bool


def needed(lines: Sequence[Line], wanted: Collection[str]) -> tuple[Line, ...]:
    """The lines that the wanted names depend on, in order: everything else is dead code."""
    names, kept = set(wanted), []
    for line in reversed(lines):
        if line.name in names:
            kept.append(line)
            names |= references(line.value)
    return tuple(reversed(kept))


def read_names(lines: Iterable[Line]) -> tuple[str, ...]:
    """The names that the lines read and do not compute themselves, in order of use."""
    computed: set[str] = set()
    found: dict[str, None] = {}
    for line in lines:
        for name in sorted(references(line.value)):
            if name not in computed:
                found.setdefault(name)
        computed.add(line.name)
    return tuple(found)


def measures(
    lines: Iterable[Line], arguments: Sequence[str], layouts: Mapping[str, Layout], axes: Mapping[str, Axis]
) -> tuple[Measure, ...]:
    """How the lines' axes are measured: on the first argument that has the axis, else by its declared size."""
    wanted: dict[str, None] = {}
    for line in lines:
        for axis in sorted(extents(line.value)):
            wanted.setdefault(axis)
    return tuple(_measure(axis, arguments, layouts, axes) for axis in wanted)


def _measure(axis: str, arguments: Sequence[str], layouts: Mapping[str, Layout], axes: Mapping[str, Axis]) -> Measure:
    for name in arguments:
        for direction, found in enumerate(layouts.get(name, (None, None))):
            if found is not None and found.name == axis:
                return Measure(axis, name, direction)
    return Measure(axis, fixed=axes[axis].size if axis in axes else None)


def with_measured(
    lines: Sequence[Line],
    layouts: Mapping[str, Layout],
    axes: Mapping[str, Axis],
    arguments: tuple[str, ...],
    available: Iterable[str],
) -> tuple[str, ...]:
    """The arguments, and one of the ``available`` names for each axis of the lines that none of them has.

    The gradient of sum(W1) is 1 everywhere: it reads no entry of W1, but it must know how many there are.
    """
    names = tuple(available)
    for measure in measures(lines, arguments, layouts, axes):
        if measure.array or measure.fixed is not None:
            continue
        having = [name for name in names if any(axis and axis.name == measure.axis for axis in layouts[name])]
        if having and not set(having) & set(arguments):
            arguments = (*arguments, having[0])
    return arguments
