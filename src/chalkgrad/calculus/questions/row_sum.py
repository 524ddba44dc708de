"""Why the gradient of a bias is a sum over the examples."""

from __future__ import annotations

from ...errors import InputError
from ...notation.surface import Call, walk_surface
from ...terms import ONE, Derivative, Entry, Mul, Sum, Term, map_children, walk
from ..answer import Answer, Heading, Part, Shapes, say
from ..asked import Asked, places
from ..chain import Chain
from ..derivation import Equation
from ..theorem import Claim

NAME = "row-sum"
ABOUT = "why db is a row sum: what adds the bias to every example forward adds up the examples backward"

_SUMS = {"rowsum": "row", "colsum": "column"}


def answer(asked: Asked) -> Answer:
    """The bias of the last layer, or the one asked about. Raises InputError where no gradient is a sum of rows."""
    chosen = asked.chosen()
    fitting = [each for each in asked.derivation.equations if _kind(each) and asked.is_parameter(each)]
    equation = chosen or (fitting[0] if fitting else None)
    if equation is None or _kind(equation) is None or not asked.is_parameter(equation):
        raise InputError(
            f"{equation.name} is not a sum over the examples alone"
            if equation
            else "no gradient of this model is a sum over the examples alone",
            hint=f"Ask about {' or '.join(each.name for each in fitting)}."
            if fitting
            else "The question is about the bias of a layer with examples: Z1 = W1 X + b1.",
        )
    kind = _kind(equation)
    bias = equation.of
    layer = _layer(asked, equation)
    parts: list[Part] = [
        say(
            f"The shapes first: `{bias}` has one entry for every unit and none for an example, while `{layer}` has one "
            f"for every unit and every example. So in the equation of `{layer}` the same entry of `{bias}` is written "
            "into every example. Whatever is used several times collects a contribution to its derivative from every "
            "use, and the contributions add up."
        ),
        Heading(f"{equation.name}: one entry of the bias"),
        equation,
        say(
            "Every use has the slope 1, so nothing is multiplied: what is left is the sum over the examples, which "
            f"adds up every {kind} of `{_summed(equation)}`. Copying forward becomes adding backward."
        ),
        Heading("The shapes"),
        Shapes(
            (equation.name, equation.shape),
            ((_summed(equation), asked.network.quantities[layer].shape),),
        ),
    ]
    parts += _as_a_weight(asked, equation)
    return Answer(NAME, f"Why is {equation.name} a {kind} sum?", asked.convention.name, tuple(parts))


def _call(equation: Equation) -> Call | None:
    for node in walk_surface(equation.value.surface):
        if isinstance(node, Call) and node.function in _SUMS:
            return node
    return None


def _kind(equation: Equation) -> str | None:
    found = _call(equation)
    return _SUMS[found.function] if found else None


def _layer(asked: Asked, equation: Equation) -> str:
    """The name that the bias is added into."""
    for node in walk(equation.steps[0].result.term):
        if isinstance(node, Derivative) and isinstance(node.of, Entry):
            return node.of.name
    return asked.network.cost


def _summed(equation: Equation) -> str:
    """The gradient whose entries are added up."""
    for node in walk(equation.value.term):
        if isinstance(node, Sum) and isinstance(node.body, Entry):
            return node.body.name
    return equation.name


def _as_a_weight(asked: Asked, equation: Equation) -> list[Part]:
    """The gradient of a weight of the same layer, with an input that is always 1."""
    layer = _layer(asked, equation)
    for weight in asked.derivation.equations:
        if weight is equation or not asked.is_parameter(weight) or _layer(asked, weight) != layer:
            continue
        term = _body(weight.value.term)
        if term is None:
            continue
        board = asked.board()
        row, column = places(equation.indices, asked.network.quantities[equation.of].layout)
        free = [index for index in (row, column) if index is not None]
        if not free:
            continue
        chain = Chain(board, Entry(equation.name, equation.indices), row, column)
        inputs = next(f for f in term.factors if isinstance(f, Entry) and f.name != _summed(equation))
        value = _with_one(equation.value.term)
        chain.to(
            "definition",
            f"the sum of {weight.name}, with 1 in the place of {inputs.name}",
            value,
            unfold=(equation.name,),
        )
        chain.to("tidy", "a factor 1 is left out", equation.value.term)
        chain.to("matrix-form", "the sum above", equation.value.term, matrix=True)
        return [
            Heading("The same from another side: the bias is a weight"),
            say(
                "A bias is the weight of an input that is always 1. Take the gradient of a weight of the same layer "
                f"and put 1 in the place of its input `{inputs.name}`:"
            ),
            weight_in_letters(asked, weight),
            Claim("put 1 in the place of the input", tuple(chain.steps)),
        ]
    return []


def weight_in_letters(asked: Asked, weight: Equation) -> Claim:
    """The gradient of one weight in index form, from its definition."""
    row, column = places(weight.indices, asked.network.quantities[weight.of].layout)
    chain = Chain(asked.board(), Entry(weight.name, weight.indices), row, column)
    chain.to("definition", "as derived", weight.value.term, unfold=(weight.name,), matrix=False)
    return Claim(f"one entry of {weight.name}", tuple(chain.steps))


def _body(term: Term) -> Mul | None:
    for node in walk(term):
        if isinstance(node, Sum) and isinstance(node.body, Mul) and len(node.body.factors) == 2:
            return node.body
    return None


def _with_one(term: Term) -> Term:
    if isinstance(term, Sum) and isinstance(term.body, Entry):
        return Sum(term.bound, Mul((term.body, ONE)))
    return map_children(term, _with_one)
