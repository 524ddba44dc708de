"""How large a formula is once every function in it that may be written out is, counted without writing it out.

A smooth function with a slope of its own, such as tanh, stays a call. Pieces are looked at from every side.

Twelve functions that each call the one before twice are twelve short lines, and 4096 times the first one. What is read
is bounded by what it stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..terms import Apply, Component, Entry, Function, Term, children

#: How large a function of the user's may become when every function in it is written out.
MOST_NODES = 2_000
#: How large an equation may become.
MOST_IN_EQUATION = 20_000


@dataclass(frozen=True)
class Opened:
    """The number of parts besides single numbers with a name, and how often each such name occurs."""

    parts: int
    names: Counter[str] = field(default_factory=Counter)

    @property
    def size(self) -> int:
        return self.parts + self.names.total()


class OpenedSize:
    """Sizes of formulas in the functions of a model; each function is counted once."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions = functions
        self._known: dict[str, Opened] = {}

    def function(self, name: str) -> Opened:
        """A function's formula in its arguments."""
        if name not in self._known:
            self._known[name] = self.of(self.functions[name].value)
        return self._known[name]

    def of(self, term: Term) -> Opened:
        match term:
            case Entry(name, ()):
                return Opened(0, Counter((name,)))
            case Apply(function, arguments):
                return self._call(function.rstrip("'"), arguments)
            case Component(function, _, _, body):
                return self._call(function.rstrip("'"), (body,))
            case _:
                inside = [self.of(child) for child in children(term)]
                return _together(1, [(part, 1) for part in inside])

    def _call(self, name: str, arguments: tuple[Term, ...]) -> Opened:
        given = [self.of(argument) for argument in arguments]
        known = self.functions.get(name)
        stays_a_call = known is None or known.stands_for_any or (known.slope is not None and not known.kinks)
        if known is None or stays_a_call:
            return _together(1, [(part, 1) for part in given])
        inside = self.function(name)
        if known.axis_index is not None:
            return _together(inside.size, [(part, inside.size) for part in given])
        # f(z) = z has no parts, but to follow its call is work as well
        times = [inside.names[argument] for argument in known.arguments]
        return _together(max(inside.parts, 1), list(zip(given, times, strict=False)))


def _together(parts: int, inside: list[tuple[Opened, int]]) -> Opened:
    """Parts with what stands inside, each so many times."""
    names: Counter[str] = Counter()
    for opened, times in inside:
        parts += times * opened.parts
        for name, count in opened.names.items():
            names[name] += times * count
    return Opened(parts, names)
