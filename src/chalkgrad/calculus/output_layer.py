"""The last layer of a model: the output A, what it is a function of, and two routes to the gradient of that."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Model, Role
from ..notation.elaborate import standard_indices
from ..terms import (
    ONE,
    Add,
    Apply,
    Component,
    Derivative,
    Entry,
    Equality,
    Mul,
    Neg,
    Sum,
    Term,
    instantiate,
    map_children,
    names,
    replace_entries,
    walk,
)
from .answer import with_steps
from .asked import Asked, places
from .chain import Chain, write_layers
from .derivation import Equation, Step
from .differentiate import Differentiator
from .factors import flat_products
from .linear import in_short
from .moves import CANCEL, COLLECT, MULTIPLY_OUT, RESOLVE_SUMS, TAKE_SIGN_IN, TIDY
from .own_value import in_own_value
from .paths import path
from .reasons import rules_used, slopes_used
from .recognise import recognised
from .split import split
from .theorem import Claim


@dataclass(frozen=True)
class OutputLayer:
    """``output = g(inner)``; ``function`` is the name of g, empty where the output is itself a layer without one.

    ``target`` is the name that the loss compares the output with.
    """

    output: str
    inner: str
    function: str
    is_vector: bool
    target: str


def output_layer(model: Model) -> OutputLayer | None:
    """The last layer, or None where the loss has no single output and target."""
    cost = model.definitions[model.cost].value
    used = [name for name in names(cost) if name in model.definitions]
    layouts = {name: model.quantities[name].layout for name in names(cost)}
    output = model.prediction if model.prediction in used else used[0] if len(used) == 1 else None
    if output is None:
        return None
    same = [n for n in layouts if model.quantities[n].role is Role.DATA and layouts[n] == layouts[output]]
    if len(same) != 1:
        return None
    value = recognised(model.definitions[output], model.functions, model.example_axis).value
    match value:
        case Apply(function, (Entry(inner, _), *_)) | Component(function, _, _, Entry(inner, _)):
            return OutputLayer(output, inner, function, isinstance(value, Component), same[0])
        case _:
            return OutputLayer(output, output, "", False, same[0])


def difference(asked: Asked, layer: OutputLayer) -> Term:
    """``A - Y`` at the letters of the gradient, scaled as the convention scales it."""
    equation = asked.derivation[asked.convention.adjoint_of(layer.inner)]
    simple = Add((Entry(layer.output, equation.indices), Neg(Entry(layer.target, equation.indices))))
    scale = split(asked.network).scale
    return simple if asked.convention.meaning != "literal" or scale is ONE else Mul((scale, simple))


def left_open(asked: Asked, layer: OutputLayer) -> list[str]:
    """The functions in the last layer and the loss that stand for any function, in order."""
    model = asked.network
    formulas = (model.definitions[layer.output].value, model.definitions[model.cost].value)
    called = [n.function for term in formulas for n in walk(term) if isinstance(n, (Apply, Component))]
    known = model.functions
    return [name for name in dict.fromkeys(called) if name in known and known[name].stands_for_any]


def adding_up_to_one(asked: Asked, layer: OutputLayer) -> Equality | None:
    """The fact that a target's entries for one example add up to 1, unless something is declared of such a sum.

    Its text is in the words of the model as it was given, whose examples may stand in columns where ours are in rows.
    """
    model = asked.network
    layout = model.quantities[layer.target].layout
    indices = standard_indices(layout, model.example_axis)
    units = [index for index in indices if index.axis != model.example_axis]
    declared = any(isinstance(fact, Equality) and layer.target in names(fact.left) for fact in model.facts)
    if len(units) != 1 or declared:
        return None
    given = asked.model.quantities[layer.target].layout if layer.target in asked.model.quantities else layout
    kind = "rowsum" if given[0] == asked.model.example_axis else "colsum"
    free = tuple(index for index in indices if index not in units)
    return Equality(free, Sum(units[0], Entry(layer.target, indices)), ONE, f"{kind}({layer.target}) = 1")


def through_activation(asked: Asked, layer: OutputLayer) -> tuple[Equation, Claim | None]:
    """dZ as dA ⊙ g'(Z), and what comes of it when dA is put in (None if dZ was not in terms of dA)."""
    equation = asked.derivation[asked.convention.adjoint_of(layer.inner)]
    before = [step.rule for step in equation.steps]
    cut = before.index("substitute") if "substitute" in before else len(equation.steps)
    first = with_steps(equation, equation.steps[:cut]) if cut else equation
    rest = equation.steps[cut:]
    if rest:
        return first, _joining(asked, layer, rest)
    return first, _put_in(asked, layer, equation)


def _joining(asked: Asked, layer: OutputLayer, steps: tuple[Step, ...]) -> Claim:
    return Claim(f"{asked.convention.adjoint_of(layer.output)} times the slope, once more", steps)


def _put_in(asked: Asked, layer: OutputLayer, equation: Equation) -> Claim | None:
    """dA put into dZ, where the derivation left it standing because nothing cancels."""
    name = asked.convention.adjoint_of(layer.output)
    if name not in names(equation.value.term) or name not in asked.derivation.definitions:
        return None
    known = asked.derivation.definitions[name]
    chain = Chain(asked.board(), equation.value.term, *places(equation.indices, known.layout))
    chain.line = equation.value
    value = replace_entries(
        chain.term,
        lambda entry: instantiate(known.value, known.indices, entry.indices) if entry.name == name else entry,
    )
    chain.to("substitute", f"put in {name}", value, unfold=(name,))
    chain.moves((CANCEL, TIDY))
    chain.moves(RESOLVE_SUMS)
    chain.moves((CANCEL, TIDY))
    return _joining(asked, layer, tuple(chain.steps))


def straight(asked: Asked, layer: OutputLayer) -> Equation | None:
    """dZ with the output written into the loss first, so that no dA appears. Only for a scalar function g."""
    model, parts = asked.network, split(asked.network)
    if not layer.function or layer.is_vector or parts.loss is None:
        return None
    equation = asked.derivation[asked.convention.adjoint_of(layer.inner)]
    board = asked.board()
    chain = Chain(board, Entry(equation.name, equation.indices), *places(equation.indices, board.layouts[layer.inner]))
    differentiator = Differentiator(model.functions)
    definition = model.definitions[layer.output]
    value = recognised(definition, model.functions, model.example_axis).value

    def opened(entry: Entry) -> Term:
        return instantiate(value, definition.indices, entry.indices) if entry.name == layer.output else entry

    loss, _ = differentiator.written_out(parts.loss)
    start: Term = Derivative(replace_entries(loss, opened), Entry(layer.inner, equation.indices))
    if asked.convention.meaning == "literal" and parts.scale is not ONE:
        start = Mul((parts.scale, start))
    start_words = f"the loss as a function of {layer.inner}: {layer.output} written out"
    unfold = (equation.name, asked.convention.adjoint_of(layer.output), layer.output)
    chain.to("definition", start_words, start, unfold=unfold, matrix=False)
    chain.in_short("linearity", in_short(chain.term), write_layers)
    rules = rules_used(chain.term, differentiator)
    chain.to("differentiate", f"chain rule inside the loss: {rules}", differentiator.carry_out(chain.term))
    way = path(model, differentiator, layer.inner, equation.indices, layer.output)
    own = in_own_value(chain.term, way, differentiator)
    own = flat_products(_named(own, way.value, way.entry))
    words = [f"{layer.function}({layer.inner}) is {layer.output}", slopes_used(chain.term, differentiator)]
    chain.to("own-value", "; ".join(filter(None, words)), own, unfold=(layer.output,))
    for move in (TIDY, CANCEL, TIDY, TAKE_SIGN_IN, MULTIPLY_OUT, COLLECT, TIDY, TAKE_SIGN_IN, COLLECT):
        if chain.line.text == equation.value.text:
            break
        chain.move(move)
    chain.to("rewrite", "the same terms in the usual order", equation.value.term)
    return with_steps(equation, chain.steps)


def _named(term: Term, value: Term, entry: Entry) -> Term:
    """``sigmoid(Z2[i,e])`` is ``A2[i,e]``."""
    return entry if term is value else map_children(term, lambda child: _named(child, value, entry))
