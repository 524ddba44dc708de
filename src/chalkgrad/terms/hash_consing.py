"""Equal structure is the same object: calling a class of this kind returns the one live record with these fields."""

from __future__ import annotations

from typing import Any
from weakref import ref


class _Kept(ref[Any]):
    """A weak reference that knows its place in the table."""

    __slots__ = ("key",)
    key: tuple[Any, ...]


_live: dict[tuple[Any, ...], _Kept] = {}


def _forget(kept: ref[Any]) -> None:
    """Called when a record is gone; a younger record in the same place stays."""
    if isinstance(kept, _Kept) and _live.get(kept.key) is kept:
        del _live[kept.key]


class HashConsed(type):
    """The metaclass of axes, indices and nodes. Identity is equality, so that tables keyed by them hash a pointer.

    The table holds weak references: a record lives as long as something outside uses it.
    """

    def __call__(cls, *fields: Any, **named: Any) -> Any:
        if named:
            fields = (*fields, *(named[name] for name in cls.__match_args__[len(fields) :]))  # type: ignore[attr-defined]
        key = (cls, *fields)
        kept = _live.get(key)
        if kept is not None:
            record = kept()
            if record is not None:
                return record
        record = super().__call__(*fields)
        _live[key] = kept = _Kept(record, _forget)
        kept.key = key
        return record
