"""Targets: one file each, found by walking. A target writes procedures down as source and makes it callable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from ...errors import InputError
from ..procedure import FunctionCode, Procedure


class Target(Protocol):
    """What a target's module offers. ``NATIVE``: library functions it has itself, accurate everywhere."""

    NATIVE: Mapping[str, str]

    def write(
        self, functions: Sequence[FunctionCode], procedures: Sequence[Procedure], *, dtype: str, about: str
    ) -> str:
        """The source of a module with these functions and procedures."""

    def load(self, source: str, label: str) -> Mapping[str, Callable[..., Any]]:
        """The procedures of a source that ``write`` made, callable by name."""


def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(__path__)))


@lru_cache
def find(name: str) -> Target:
    """The target of this name; InputError lists those there are."""
    if name not in names():
        raise InputError(f"there is no target {name!r}", hint=f"Known: {', '.join(names())}.")
    module: Any = import_module(f"{__name__}.{name}")
    target: Target = module
    return target
