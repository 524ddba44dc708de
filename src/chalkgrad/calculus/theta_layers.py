"""Weights and bias in one matrix: which parameters make a Theta, and the model written with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..errors import ModelError, ProofError
from ..model import Model, Quantity
from ..model.blocks import multiplied_out
from ..notation.elaborate import elaborate
from ..notation.read import read_expression
from ..notation.surface import Block, Kind, Literal, Name, Plus, Product, Surface, Transposed
from ..notation.text import text
from ..proof import equal
from .lines import Board
from .paths import consumers

FILLED_WITH_ONES = Literal(Fraction(1))


@dataclass(frozen=True)
class Layer:
    """A Theta and where it is used: in the equations ``uses`` as ``Theta inputs``, with the row of ones in ``inputs``.

    ``bias`` and ``weights`` are parameters; ``weights`` may be transposed (w^T).
    """

    name: str
    bias: str
    weights: Surface
    uses: tuple[tuple[str, Surface], ...]

    @property
    def matrix(self) -> str:
        return bare_name(self.weights)

    @property
    def block(self) -> Block:
        return Block(((Name(self.bias), self.weights),))

    @property
    def number(self) -> str:
        return self.name.removeprefix("Theta").removeprefix("Θ")


def in_parts(model: Model) -> Model:
    """The model with every Theta written in its parts: Z1 = W1 X + b1."""
    if not model.blocks:
        return model
    quantities = {
        name: q if q.written is None else replace(q, written=multiplied_out(q.written, model.blocks))
        for name, q in model.quantities.items()
    }
    return replace(model, quantities=quantities, blocks={})


def parts_named(model: Model, wrt: str) -> tuple[str, ...]:
    """The parameters that a name of ng-theta stands for: b1 and W1 for Theta1, D1 and Delta1, as it is printed too."""
    wrt = wrt.replace("Δ", "Delta").replace("Θ", "Theta")
    for layer in layers(model):
        if wrt in (layer.name, f"Theta{layer.number}", f"D{layer.number}", f"Delta{layer.number}"):
            return layer.bias, layer.matrix
    return ()


def layers(model: Model) -> tuple[Layer, ...]:
    """The pairs of weights and bias that make a Theta, in the order of the network."""
    written = in_parts(model)
    own = {bare_name(block.rows[0][-1]): name for name, block in model.blocks.items()}
    uses: dict[tuple[str, Surface], list[tuple[str, Surface]]] = {}
    for name in model.definitions:
        for bias, weights, inputs in _affine(written, written.quantities[name]):
            uses.setdefault((bias, weights), []).append((name, inputs))
    found = []
    for (bias, weights), places in uses.items():
        matrix = bare_name(weights)
        users = {name for name, _ in places}
        if len(users) != len(places) or {*consumers(model, matrix)} != users or {*consumers(model, bias)} != users:
            continue  # one of the two is used alone as well
        found.append(Layer(own.get(matrix, f"Theta{matrix[1:]}"), bias, weights, tuple(places)))
    return tuple(found)


def bare_name(surface: Surface) -> str:
    inside = surface.body if isinstance(surface, Transposed) else surface
    assert isinstance(inside, Name)
    return inside.text


def _affine(model: Model, quantity: Quantity) -> list[tuple[str, Surface, Surface]]:
    """(bias, weights, inputs) for every ``W A`` with a ``b`` in a sum such as ``W1 X + b1``."""
    if not isinstance(quantity.written, Plus):
        return []
    parameters = set(model.parameters)
    biases = [t.text for t in quantity.written.terms if isinstance(t, Name) and t.text in parameters]
    found = []
    for term in quantity.written.terms:
        if isinstance(term, Product) and term.kind is not Kind.ELEMENTWISE and len(term.factors) == 2:
            weights, inputs = term.factors
            bare = weights.body if isinstance(weights, Transposed) else weights
            if isinstance(bare, Name) and bare.text in parameters and len(biases) == 1:
                rows = model.quantities[bare.text].layout[1 if isinstance(weights, Transposed) else 0]
                if model.quantities[biases[0]].layout == (rows, None) and any(model.quantities[bare.text].layout):
                    found.append((biases[0], weights, inputs))
    return found if len(found) == 1 else []


def names_are_free(model: Model, thetas: tuple[Layer, ...]) -> None:
    for theta in thetas:
        for name in (theta.name, f"Delta{theta.number}", f"D{theta.number}"):
            if name in model.quantities:
                raise ModelError(
                    f"{name} is a name of the model, and it is what this convention calls a matrix of {theta.bias} and "
                    f"{theta.matrix}",
                    hint=f"Rename {name} in the model.",
                )


def in_blocks(model: Model, thetas: tuple[Layer, ...]) -> Model:
    """``Z1 = W1 X + b1`` written as ``Theta1 [1; X]``; each is read back and proved to be the same equation."""
    quantities = dict(model.quantities)
    known = {theta.name: theta.block for theta in thetas}
    for theta in thetas:
        for name, inputs in theta.uses:
            old = quantities[name].written
            assert isinstance(old, Plus)
            product = Product(Kind.JUXTAPOSED, (Name(theta.name), Block(((FILLED_WITH_ONES,), (inputs,)))))
            gone = (Product(Kind.JUXTAPOSED, (theta.weights, inputs)), Product(Kind.MATRIX, (theta.weights, inputs)))
            rest = [term for term in old.terms if term not in gone and term != Name(theta.bias)]
            written = Plus((product, *rest)) if rest else product
            quantities[name] = replace(quantities[name], written=written)
    made = replace(model, quantities=quantities, blocks=known)
    board = Board(model, {})
    for theta in thetas:
        for name, _ in theta.uses:
            _means_its_definition(made, name, board)
    return made


def _means_its_definition(model: Model, name: str, board: Board) -> None:
    written, definition = model.quantities[name].written, model.definitions[name]
    assert written is not None
    again = multiplied_out(read_expression(text(written), functions=model.functions), model.blocks)
    places = iter(definition.indices)
    row = next(places) if definition.layout[0] else None
    column = next(places) if definition.layout[1] else None
    meaning = elaborate(again, board.scope, (row, column))
    if meaning is not definition.value and equal(meaning, definition.value, board.context).kind != "proved":
        raise ProofError(f"{name} = {text(written)} could not be proved to be the equation of {name}")
