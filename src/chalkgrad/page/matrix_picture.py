"""An equation drawn as matrices: rectangles with shapes, the rows of W meeting the columns of X.

What the lines in a rectangle mean follows from the model: along the example axis each line is one example; a weight
matrix is divided into the weights of its units, rows where examples are columns, columns where they are rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from ..calculus.derivation import Derivation
from ..calculus.theta import BlockEquation
from ..errors import InputError, NotSupported
from ..model.model import Model, Role
from ..notation.blocks import cells, has_blocks
from ..notation.scope import Scope, show_layout
from ..notation.shapes import SCALAR, layout_of, product_kinds
from ..notation.surface import (
    At,
    Block,
    DeltaOf,
    Indexed,
    Kind,
    Minus,
    Name,
    Over,
    Plus,
    Product,
    Surface,
    Transposed,
    walk_surface,
)
from ..terms import Axis, Layout, names
from .any_depth import top_and_window
from .document import Factor, Matrices, Piece
from .speech import matrices_in_words

_UNIT, _EXAMPLE = "unit", "example"


def matrix_picture(derivation: Derivation, name: str) -> Matrices:
    """The picture of the equation of ``name``: one of the model (Z1) or a derived one (dW1).

    Raises InputError for a name that has no equation, NotSupported for an equation in index form or one without a
    matrix in it.
    """
    drawn = _Picture(derivation)
    left, right = drawn.equation(name)
    if any(isinstance(part, (Indexed, At, DeltaOf, Over)) for part in walk_surface(right)):
        raise NotSupported(
            f"{name} is written with indices, so there are no matrices to draw", hint="Choose another --name."
        )
    factors = [drawn.factor(left, ""), *drawn.factors(right, "=")]
    if all(factor.shape == "" for factor in factors):
        raise NotSupported(f"everything in {name} is a single number", hint="Choose a name with a shape, such as Z1.")
    caption: tuple[Piece, ...] = ()
    if name in derivation:
        known = "✓ proved" if derivation[name].certificate.kind == "proved" else "≈ tested"
        caption = (f"Derived, {known}.",)
    return Matrices(tuple(factors), matrices_in_words(factors), caption)


def drawable(derivation: Derivation) -> tuple[str, ...]:
    """The names that have an equation, in the order of computation."""
    return tuple(_Picture(derivation).equations)


@dataclass
class _Picture:
    derivation: Derivation
    equations: dict[str, tuple[Surface, Surface]] = field(default_factory=dict, init=False)
    units: dict[str, Axis] = field(default_factory=dict, init=False)
    examples: Axis | None = field(default=None, init=False)
    scope: Scope = field(init=False)
    blocks: dict[str, Block] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        layouts: dict[str, Layout] = {}
        convention = self.derivation.convention
        turned = convention.is_turned
        whole = self.derivation.model
        for model in (whole,) if whole.layers is None else top_and_window(self.derivation):
            self.examples = model.example_axis or self.examples
            for name, quantity in model.quantities.items():
                layouts.setdefault(name, quantity.layout)
                rows, columns = quantity.layout
                layouts.setdefault(convention.adjoint_of(name), (columns, rows) if turned else (rows, columns))
                if quantity.written is not None and "[l+1]" not in name and name != model.cost:
                    self.equations.setdefault(name, (Name(name), quantity.written))
            self.units |= {k: axis for q, axis in _units(model).items() for k in (q, convention.adjoint_of(q))}
        self.blocks = dict(whole.blocks)
        for equation in self.derivation.equations:
            if isinstance(equation, BlockEquation):
                self.blocks[equation.name] = equation.parts
            self.equations[equation.name] = (equation.left.surface, equation.value.surface)
        axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
        self.scope = Scope(layouts, axes, self.derivation.model.functions, self.examples)

    def equation(self, name: str) -> tuple[Surface, Surface]:
        if name not in self.equations:
            near = get_close_matches(name, self.equations, n=1, cutoff=0.4)
            raise InputError(
                f"there is no equation for {name}",
                hint=(f"Did you mean {near[0]}? " if near else "") + f"There are {', '.join(self.equations)}.",
            )
        return self.equations[name]

    def factors(self, surface: Surface, before: str) -> Iterator[Factor]:
        """The factors of a sum of products, each with the sign before it."""
        match surface:
            case Plus(terms):
                for place, term in enumerate(terms):
                    negative = isinstance(term, Minus) and place
                    body = term.body if isinstance(term, Minus) and place else term
                    yield from self.factors(body, ("-" if negative else "+") if place else before)
            case Minus(body):
                yield from self.factors(body, f"{before} -")
            case Product() if has_blocks(surface, self.blocks):
                for place, factor in enumerate(surface.factors):
                    yield self.factor(factor, "" if place else before)
            case Product():
                kinds = product_kinds(surface, self.scope)[0]
                yield self.factor(surface.factors[0], before)
                for kind, factor in zip(kinds, surface.factors[1:], strict=True):
                    yield self.factor(factor, "⊙" if kind is Kind.ELEMENTWISE else "")
            case _:
                yield self.factor(surface, before)

    def factor(self, surface: Surface, before: str) -> Factor:
        if has_blocks(surface, self.blocks):
            return self.in_parts(surface, before)
        layout = layout_of(surface, self.scope)
        if layout == SCALAR:
            return Factor(surface, "", before=before)
        plain = Factor(surface, show_layout(layout), before=before)
        for place, bars in ((1, "columns"), (0, "rows")):
            if layout[place] is not None and layout[place] == self.examples:
                return _divided(plain, bars, _EXAMPLE)
        name = _named(surface)
        unit = self.units.get(name) if name is not None else None
        if unit is None:
            return plain
        return _divided(plain, "rows" if layout[0] == unit else "columns", _UNIT)

    def in_parts(self, surface: Surface, before: str) -> Factor:
        """A matrix put together from parts: ``Theta1`` is n1 x (1 + n0), ``[1; X]`` is (1 + n0) x m."""
        matrix = cells(surface, self.scope, self.blocks)
        plain = Factor(surface, matrix.shape, before=before)
        for bars, sides in (("columns", matrix.widths), ("rows", matrix.heights)):
            if len(sides) == 1 and sides[0] is not None and sides[0] == self.examples:
                return _divided(plain, bars, _EXAMPLE)
        in_rows = len(matrix.heights) == 1 and matrix.heights[0] in set(self.units.values())
        return _divided(plain, "rows", _UNIT) if in_rows else plain


def _divided(factor: Factor, bars: str, word: str) -> Factor:
    if bars == "rows":
        return replace(factor, bars=bars, row=word)
    return replace(factor, bars=bars, column=word)


def _units(model: Model) -> Mapping[str, Axis]:
    """For each weight matrix, the axis of the units it feeds: the one that what it computes has too."""
    found: dict[str, Axis] = {}
    for name, quantity in model.quantities.items():
        if quantity.role is not Role.PARAMETER or None in quantity.layout:
            continue
        for definition in model.definitions.values():
            if name not in names(definition.value):
                continue
            shared = [axis for axis in quantity.layout if axis is not None and axis in definition.layout]
            if len(shared) == 1:
                found.setdefault(name, shared[0])
    return found


def _named(surface: Surface) -> str | None:
    """The one name of ``W``, ``W^T``."""
    match surface:
        case Name(name):
            return name
        case Transposed(body):
            return _named(body)
        case _:
            return None
