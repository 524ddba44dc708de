"""What a form is asked for: a model, a convention, what to differentiate by, and perhaps a single entry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from ..convention import Convention
from ..model import Model
from .derivation import Derivation
from .derive import derive


@dataclass(frozen=True)
class Wanted:
    """``entry`` is written as ``W1[2,3]``, ``W1[i,k]`` or ``W1``; only the form of one entry looks at it."""

    model: Model
    convention: Convention | None
    wrt: Collection[str] | None = None
    entry: str | None = None

    @cached_property
    def derivation(self) -> Derivation:
        """The derivation as it is shown when no form is asked for."""
        return derive(self.model, self.convention, self.wrt)


@dataclass(frozen=True)
class Form:
    """One way to write a derivation: ``show`` derives or retells it, with every equality certified."""

    name: str
    about: str
    show: Callable[[Wanted], Derivation]
