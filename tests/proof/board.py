"""A model as text, and terms about it as text: how the tests of proof write down claims."""

from __future__ import annotations

from chalkgrad import library
from chalkgrad.model.build import build
from chalkgrad.notation.elaborate import elaborate, standard_indices
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.notation.shapes import SCALAR, layout_of
from chalkgrad.notation.surface import Indexed, Surface, walk_surface
from chalkgrad.proof import Certificate, chain_rule, equal, reads_as
from chalkgrad.terms import ONE, Context, Definition, Div, Function, Index, Layout, Size, Term

SHALLOW = """
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y log(A2))
"""

SCALARS = """
x: 1 x 1
a = sigmoid(z)
p = softplus(z)
J = -(y log(a) + (1 - y) log(1 - a)) + 0 x + 0 u + 0 v + 0 w + 0 p
"""


class Board:
    """Reads models and claims. Names ``d...`` stand for the derivatives of the model's names."""

    def __init__(self, source: str, *, unknown: tuple[Function, ...] = ()) -> None:
        functions = {**library.functions(), **{function.name: function for function in unknown}}
        self.model = build(source, functions)
        layouts: dict[str, Layout] = {name: q.layout for name, q in self.model.quantities.items()}
        self.layouts = layouts | {f"d{name}": layout for name, layout in layouts.items()}
        axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
        self.scope = Scope(self.layouts, axes, self.model.functions, self.model.example_axis)
        self.definitions = dict(self.model.definitions)
        self.adjoints = {name: f"d{name}" for name in layouts}
        examples = self.model.example_axis
        self.scales: dict[str, Term] = {}
        if examples is not None:
            share = Div(ONE, Size(examples))
            self.scales = {name: share for name, layout in layouts.items() if examples in layout}

    @property
    def context(self) -> Context:
        return Context(self.layouts, self.definitions, self.model.functions, self.model.facts)

    @property
    def without_facts(self) -> Context:
        return Context(self.layouts, self.definitions, self.model.functions)

    def surface(self, text: str) -> Surface:
        return read_expression(text, functions=self.model.functions)

    def layout(self, text: str) -> Layout:
        return layout_of(self.surface(text), self.scope)

    def term(self, text: str) -> Term:
        """The index form; formulas in matrices get the letters i, j and e, formulas in indices keep theirs."""
        surface = self.surface(text)
        layout = layout_of(surface, self.scope)
        indices = iter(standard_indices(layout, self.model.example_axis))
        row = next(indices) if layout[0] is not None else None
        column = next(indices) if layout[1] is not None else None
        return elaborate(surface, self.scope, (row, column), self._letters(surface))

    def _letters(self, surface: Surface) -> tuple[Index, ...]:
        found: dict[str, Index] = {}
        for node in walk_surface(surface):
            if isinstance(node, Indexed):
                axes = [axis for axis in self.layouts[node.name] if axis is not None]
                found |= {w: Index(w, axis) for w, axis in zip(node.indices, axes, strict=True)}
        return tuple(found.values()) if layout_of(surface, self.scope) == SCALAR else ()

    def equal(self, before: str, after: str, *, unfold: tuple[str, ...] = (), facts: bool = True) -> Certificate:
        return equal(self.term(before), self.term(after), self.context, unfold=unfold, facts=facts)

    def derive(self, name: str, value: str, *, keep: bool = True, context: Context | None = None) -> Certificate:
        """The claim ``d<name> = value``; a certified claim becomes a definition that later ones may use."""
        layout = self.layouts[name]
        indices = standard_indices(layout, self.model.example_axis)
        term = self.term(value)
        certificate = chain_rule(
            name,
            indices,
            term,
            context or self.context,
            cost=self.model.cost,
            adjoints=self.adjoints,
            scales=self.scales,
        )
        if keep:
            self.definitions[f"d{name}"] = Definition(f"d{name}", indices, layout, term)
        return certificate

    def read_back(self, written: str, meant: str) -> Certificate:
        """Does ``written`` mean the index form of ``meant``?"""
        surface, layout = self.surface(written), self.layout(meant)
        indices = None if layout == SCALAR else standard_indices(layout, self.model.example_axis)
        return reads_as(surface, self.term(meant), layout, self.context, indices=indices)
