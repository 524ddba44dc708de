"""A table of definitions that only grows, and remembers in which order: so what was looked up need not be again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from .function import Definition


class Definitions(dict[str, Definition]):
    """The definitions of a model and of what is derived from it. ``written`` are the names set since, in order."""

    def __init__(self, given: Mapping[str, Definition]) -> None:
        super().__init__(given)
        self.written: list[str] = []

    def __setitem__(self, name: str, definition: Definition) -> None:
        self.written.append(name)
        super().__setitem__(name, definition)

    def update(self, other: Mapping[str, Definition]) -> None:  # type: ignore[override]
        for name, definition in other.items():
            self[name] = definition

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a definition is never taken back")

    __delitem__ = pop = popitem = clear = setdefault = __ior__ = _refuse
