"""Scalars brought together, so that a vector meets one of them instead of several.

``learning_rate ((v / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + eps))`` divides every entry of v by a number and
multiplies every entry by another; ``learning_rate / (1 - beta1^t)`` needs to be computed once. The formula that runs
is proved equal to the one in the library's text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

from ..notation.elaborate import elaborate
from ..notation.scope import Scope
from ..notation.shapes import SCALAR, layout_of
from ..notation.surface import (
    Kind,
    Literal,
    Minus,
    Name,
    Product,
    Quotient,
    Surface,
    walk_surface,
    with_parts,
)
from ..terms import Context, Definition, Index, Layout
from .proving import prove

_ONE = Literal(Fraction(1))


@dataclass(frozen=True)
class Hoisted:
    """A formula whose scalar factors have names: the ``scalars``, to be computed first, and the ``formula``."""

    scalars: Mapping[str, Surface]
    formula: Surface


def hoisted(surface: Surface, scope: Scope, vectors: Collection[str], taken: Collection[str] = ()) -> Hoisted:
    """The formula with the scalars of each product brought together, proved equal; as it was if nothing is gained.

    ``vectors`` are the names that stand for arrays, ``taken`` those of scalars that are there already.
    Raises ProofError if the proof fails.
    """
    names = _Names(frozenset((*scope.layouts, *taken)))
    found = _scaled(surface, frozenset(vectors), names).whole(names)
    if _count(found, vectors) >= _count(surface, vectors):
        return Hoisted({}, surface)
    rows, columns = layout_of(surface, scope)
    letters = (Index("i", rows) if rows else None, Index("e", columns) if columns else None)
    layouts: dict[str, Layout] = {**scope.layouts, **dict.fromkeys(names.scalars, SCALAR)}
    definitions = {
        name: Definition(name, (), SCALAR, elaborate(scalar, scope, (None, None)))
        for name, scalar in names.scalars.items()
    }
    before, after = elaborate(surface, scope, letters), elaborate(found, Scope(layouts), letters)
    prove(before, after, Context(layouts, definitions, {}), tuple(definitions))
    return Hoisted(names.scalars, found)


class _Names:
    """Gives each scalar factor a name."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken
        self.scalars: dict[str, Surface] = {}

    def name(self, scalar: Surface) -> Surface:
        if isinstance(scalar, (Name, Literal)):
            return scalar
        made = next(name for name in map("scalar{}".format, count(1)) if name not in self.taken | self.scalars.keys())
        self.scalars[made] = scalar
        return Name(made)


@dataclass(frozen=True)
class _Scaled:
    """``above / below · vector``; None is a factor 1."""

    above: Surface | None
    below: Surface | None
    vector: Surface | None

    def whole(self, names: _Names) -> Surface:
        scalar = self.above if self.below is None else Quotient(self.above or _ONE, self.below)
        if scalar is None or self.vector is None:
            return scalar or self.vector or _ONE
        return Product(Kind.ELEMENTWISE, (names.name(scalar), self.vector))


def _scaled(surface: Surface, vectors: frozenset[str], names: _Names) -> _Scaled:
    if not _holds(surface, vectors):
        return _Scaled(surface, None, None)
    match surface:
        case Product(kind, factors) if kind is not Kind.MATRIX:
            parts = [_scaled(factor, vectors, names) for factor in factors]
            return _Scaled(
                _product([part.above for part in parts]),
                _product([part.below for part in parts]),
                _product([part.vector for part in parts]),
            )
        case Quotient(numerator, denominator):
            over, under = _scaled(numerator, vectors, names), _scaled(denominator, vectors, names)
            vector = over.vector if under.vector is None else Quotient(over.vector or _ONE, under.vector)
            return _Scaled(_product([over.above, under.below]), _product([over.below, under.above]), vector)
        case Minus(body):
            return _Scaled(None, None, Minus(_scaled(body, vectors, names).whole(names)))
        case _:
            return _Scaled(None, None, with_parts(surface, lambda part: _scaled(part, vectors, names).whole(names)))


def _product(factors: list[Surface | None]) -> Surface | None:
    found = [factor for factor in factors if factor is not None]
    if len(found) < 2:
        return found[0] if found else None
    return Product(Kind.ELEMENTWISE, tuple(found))


def _holds(surface: Surface, vectors: Collection[str]) -> bool:
    return any(isinstance(node, Name) and node.text in vectors for node in walk_surface(surface))


def _count(surface: Surface, vectors: Collection[str]) -> tuple[int, int]:
    """How many operations work on vectors, and how many of them are divisions, which take longest."""
    working = [node for node in walk_surface(surface) if _holds(node, vectors)]
    products = sum(len(node.factors) - 1 for node in working if isinstance(node, Product))
    divisions = sum(isinstance(node, Quotient) for node in working)
    return products + divisions, divisions
