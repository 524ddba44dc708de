"""Small networks with their gradients written by hand, as the calculus would derive them."""

from __future__ import annotations

from collections.abc import Mapping

from chalkgrad import library
from chalkgrad.convention import convention
from chalkgrad.model import Model, build
from chalkgrad.notation.elaborate import elaborate, standard_indices
from chalkgrad.notation.read import read_expression
from chalkgrad.notation.scope import Scope
from chalkgrad.notation.shapes import layout_of
from chalkgrad.notation.surface import Surface
from chalkgrad.program.lowered import Lowered, lower
from chalkgrad.program.program import Program
from chalkgrad.proof.certificate import Certificate
from chalkgrad.terms import Context, Definition, Term

BINARY = """
X: n0 x m
Y: n2 x m, Y in {0, 1}
Z1 = W1 X + b1
A1 = tanh(Z1)
Z2 = W2 A1 + b2
A2 = sigmoid(Z2)
J = -1/m sum(Y log(A2) + (1 - Y) log(1 - A2))
"""
BINARY_GRADIENTS = {
    "dA2": "(1 - Y) / (1 - A2) - Y / A2",
    "dZ2": "A2 - Y",
    "dW2": "1/m dZ2 A1^T",
    "db2": "1/m rowsum(dZ2)",
    "dA1": "W2^T dZ2",
    "dZ1": "dA1 ⊙ (1 - A1^2)",
    "dW1": "1/m dZ1 X^T",
    "db1": "1/m rowsum(dZ1)",
}
CLASSES = """
X: n0 x m
Y: n2 x m, colsum(Y) = 1
Z1 = W1 X + b1
A1 = relu(Z1)
Z2 = W2 A1 + b2
A2 = softmax(Z2)
J = -1/m sum(Y log(A2))
"""
CLASSES_GRADIENTS = {**BINARY_GRADIENTS, "dA2": "-Y / A2", "dZ1": "dA1 ⊙ relu'(Z1)"}


def unproved(before: Term, after: Term, context: Context, unfold: tuple[str, ...]) -> Certificate:
    """Stands in for the proof where a test is about something else."""
    return Certificate("tested", "not looked at here")


def read(text: str) -> Model:
    return build(text, library.functions())


def lowered(text: str, gradients: Mapping[str, str], certify=unproved, told_apart=False) -> Lowered:
    """The lines of a network with its gradients given as text."""
    model = read(text)
    layouts = {name: quantity.layout for name, quantity in model.quantities.items()}
    axes = {axis.name: axis for layout in layouts.values() for axis in layout if axis is not None}
    definitions = dict(model.definitions)
    surfaces: dict[str, Surface] = {n: q.written for n, q in model.quantities.items() if q.written is not None}
    for name, formula in gradients.items():
        scope = Scope(layouts, axes, model.functions, model.example_axis)
        surface = read_expression(formula, functions=model.functions)
        layout = layout_of(surface, scope)
        indices = standard_indices(layout, model.example_axis)
        places = iter(indices)
        row = next(places) if layout[0] else None
        column = next(places) if layout[1] else None
        definitions[name] = Definition(name, indices, layout, elaborate(surface, scope, (row, column)))
        surfaces[name] = surface
        layouts[name] = layout
    adjoint_of = {name: name[1:] for name in gradients}
    return lower(model, definitions, surfaces, adjoint_of, convention("ng"), certify, told_apart=told_apart)


def program(text: str, gradients: Mapping[str, str], dtype: str = "float64") -> Program:
    return Program(lowered(text, gradients), "numpy", dtype)
