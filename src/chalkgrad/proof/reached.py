"""What the cost rests on, and which definitions on the way to it mention a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import ref

from ..terms import Context, Definition, Definitions, names


@dataclass(frozen=True)
class Reached:
    """The defined names a cost rests on, the cost first, and for every name those of them that mention it.

    ``met`` are the names that were looked up, ``definitions`` what was found for each: a definition or None.
    """

    names: tuple[str, ...]
    users: Mapping[str, tuple[str, ...]]
    met: tuple[str, ...]
    definitions: tuple[Definition | None, ...]

    def holds_in(self, context: Context) -> bool:
        """Whether every name that was met is defined there as it was; then the search would go the same way."""
        return tuple(map(context.definitions.get, self.met)) == self.definitions


def reached_from(cost: str, context: Context) -> tuple[str, ...]:
    """The defined names the cost rests on, the cost first."""
    return _reached(cost, context).names


def users_on_the_way(name: str, cost: str, context: Context) -> tuple[str, ...]:
    """The names that the cost rests on and whose definitions mention ``name``, in the order of ``reached_from``."""
    return _reached(cost, context).users.get(name, ())


@dataclass
class _Latest:
    """An answer, and the table it was last seen to hold in when that had ``length`` names written."""

    found: Reached
    met: frozenset[str]
    table: Callable[[], Mapping[str, Definition] | None]
    length: int

    def holds_in(self, context: Context) -> bool:
        """Of a table that only grows, just what was written since is looked at: each name once, not by every asker."""
        table = context.definitions
        if not isinstance(table, Definitions):
            return self.found.holds_in(context)
        if self.table() is not table or not self.met.isdisjoint(table.written[self.length :]):
            if not self.found.holds_in(context):
                return False
            self.table = ref(table)
        self.length = len(table.written)
        return True


_latest: dict[str, _Latest] = {}
_MOST = 64


def _reached(cost: str, context: Context) -> Reached:
    """The last answer for this cost, if nothing it rests on has changed: every equation of a derivation asks again."""
    known = _latest.get(cost)
    if known is not None and known.holds_in(context):
        return known.found
    if len(_latest) >= _MOST:
        _latest.clear()
    found, table = _searched(cost, context), context.definitions
    met = frozenset(found.met)
    if isinstance(table, Definitions):
        _latest[cost] = _Latest(found, met, ref(table), len(table.written))
    else:
        _latest[cost] = _Latest(found, met, lambda: None, 0)
    return found


def _searched(cost: str, context: Context) -> Reached:
    met: dict[str, Definition | None] = {}
    users: dict[str, list[str]] = {}
    waiting = [cost]
    while waiting:
        name = waiting.pop()
        if name in met:
            continue
        definition = met[name] = context.definitions.get(name)
        if definition is None:
            continue
        mentioned = sorted(names(definition.value), reverse=True)
        for other in mentioned:
            users.setdefault(other, []).append(name)
        waiting.extend(mentioned)
    found = tuple(name for name, definition in met.items() if definition is not None)
    return Reached(found, {name: tuple(by) for name, by in users.items()}, tuple(met), tuple(met.values()))
