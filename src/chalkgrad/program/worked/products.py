"""Products that shapes tell apart, written so that their signs do: numbers show how large they are, not along what."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from ...notation.scope import Scope
from ...notation.shapes import SCALAR, layout_of, product_kinds
from ...notation.surface import Kind, Product, Surface, with_parts
from ...terms import Layout


def with_signs(formula: Surface, scope: Scope, sizes: Mapping[str, int]) -> Surface:
    """The formula with ⊙ in every product of matrices entry by entry, so that juxtaposition is the matrix product.

    In letters ``Y log(A2)`` is entry by entry where both are n2 x m; of two square matrices in brackets nobody can
    tell. Quantities that are a single number at these ``sizes`` need no sign. Raises ShapeError for a product that can
    be read two ways.
    """
    if not isinstance(formula, Product):
        return with_parts(formula, lambda part: with_signs(part, scope, sizes))
    kinds, _ = product_kinds(formula, scope)
    factors = tuple(with_signs(factor, scope, sizes) for factor in formula.factors)
    layouts = [layout_of(factor, scope) for factor in formula.factors]
    if formula.kind is Kind.MATRIX and any(_is_single(layout, sizes) for layout in layouts):
        return Product(Kind.JUXTAPOSED, factors)
    if formula.kind is Kind.ELEMENTWISE and all(_is_single(layout, sizes) for layout in layouts):
        return Product(Kind.JUXTAPOSED, factors)
    if formula.kind is not Kind.JUXTAPOSED:
        return Product(formula.kind, factors)
    scales = sum(1 for _ in takewhile(lambda layout: layout == SCALAR, layouts[:-1]))
    runs = [[factors[scales]]]  # of factors beside each other, with ⊙ between the runs
    shown = layouts[scales]
    for kind, factor, layout in zip(kinds[scales:], factors[scales + 1 :], layouts[scales + 1 :], strict=True):
        if kind is Kind.ELEMENTWISE and not (_is_single(shown, sizes) or _is_single(layout, sizes)):
            runs.append([factor])
        elif len(runs) == 1:
            runs[0].append(factor)
        else:  # left to right: (A ⊙ B) C
            runs = [[_entrywise(runs), factor]]
        shown = _after(kind, shown, layout)
    if len(runs) == 1:
        return Product(Kind.JUXTAPOSED, (*factors[:scales], *runs[0]))
    made = _entrywise(runs)
    return Product(Kind.JUXTAPOSED, (*factors[:scales], made)) if scales else made


def _is_single(layout: Layout, sizes: Mapping[str, int]) -> bool:
    return all(axis is None or sizes.get(axis.name, axis.size) == 1 for axis in layout)


def _after(kind: Kind, left: Layout, right: Layout) -> Layout:
    """The layout of the product so far."""
    if kind is Kind.MATRIX:
        return left[0], right[1]
    return left[0] or right[0], left[1] or right[1]


def _entrywise(runs: list[list[Surface]]) -> Product:
    beside = (run[0] if len(run) == 1 else Product(Kind.JUXTAPOSED, tuple(run)) for run in runs)
    return Product(Kind.ELEMENTWISE, tuple(beside))
