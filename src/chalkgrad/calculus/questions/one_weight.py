"""The derivative of the loss by one single weight."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import InputError
from ...notation.surface import Comparison, Name
from ...terms import instantiate, names, replace_entries
from ..answer import Answer, Heading, Paragraph, Part, say, with_steps
from ..asked import Asked, places
from ..chain import Chain
from ..derivation import Equation
from ..put_together import way_to

NAME = "one-weight"
ABOUT = "dL/dw: from the loss to one single weight, factor by factor"

EXAMPLE = """
z = w_1 x_1 + w_2 x_2 + b
a = sigmoid(z)
L = -(y log(a) + (1 - y) log(1 - a))
"""


def answer(asked: Asked) -> Answer:
    """The path from the loss to one weight: the first parameter of the model, or the one asked about."""
    found = asked.derivation
    weights = [each for each in found.equations if _is_weight(asked, each)]
    chosen = asked.chosen() or (_first(asked, weights) if weights else None)
    if chosen is None:
        raise InputError("this model has no parameter", hint="Ask about a model with a weight: z = w x + b.")
    path = way_to(asked.derivation.equations, chosen)
    lettered = f"{chosen.of}[{','.join(index.name for index in chosen.indices)}]" if chosen.indices else chosen.of
    way = ", then ".join(f"`{each.of}`" for each in reversed(path))
    parts: list[Part] = [
        *_model(asked),
        say(
            f"Follow the weight `{lettered}` forward. It changes {way}, and so `{asked.network.cost}`. Backward, every "
            "stop on this way contributes one factor: the derivative of what comes next with respect to it."
            if path
            else f"The weight `{lettered}` stands in the cost itself."
        ),
    ]
    for each in path:
        parts += [Heading(each.meaning), each]
    parts += [Heading(chosen.meaning), _in_letters(asked, chosen, [each.name for each in path])]
    parts.append(say(_reading(asked, chosen)))
    return Answer(
        NAME,
        f"What is the derivative with respect to the single weight {lettered}?",
        asked.convention.name,
        tuple(parts),
    )


def _model(asked: Asked) -> Iterator[Part]:
    """What is followed, where the reader has not written it."""
    if not asked.given:
        quantities = asked.network.quantities
        written = {name: quantities[name].written for name in asked.network.definitions if name in quantities}
        equations = [Comparison("=", Name(name), right) for name, right in written.items() if right is not None]
        separated = [piece for equation in equations for piece in (", ", equation)][1:]
        yield Paragraph(("Take one unit: ", *separated, "."))


def _is_weight(asked: Asked, equation: Equation) -> bool:
    """A parameter that multiplies something."""
    if not asked.is_parameter(equation):
        return False
    layout = asked.network.quantities[equation.of].layout
    return equation.of[:1] in ("w", "W", "T", "t") or all(layout)


def _first(asked: Asked, weights: list[Equation]) -> Equation:
    """The weight that comes first in the model: the one farthest from the loss."""
    order = list(asked.network.quantities)
    return min(weights, key=lambda equation: order.index(equation.of))


def _in_letters(asked: Asked, chosen: Equation, path: list[str]) -> Equation:
    """The chain for one entry, without the step to matrices; a single unit has the gradient above it put in."""
    steps = [step for step in chosen.steps if step.rule != "matrix-form"] or list(chosen.steps)
    told = with_steps(chosen, steps)
    if chosen.indices or not path:
        return told
    board = asked.board()
    chain = Chain(board, told.value.term, *places((), asked.network.quantities[chosen.of].layout))
    chain.line = told.value
    for name in reversed(path):
        definition = board.definitions[name]
        if name in names(chain.term) and not definition.indices:
            value = replace_entries(
                chain.term,
                lambda entry, known=definition: (  # type: ignore[misc]
                    instantiate(known.value, known.indices, entry.indices) if entry.name == known.name else entry
                ),
            )
            chain.to("substitute", f"put in {name}", value, unfold=(name,))
            break
    return with_steps(chosen, [*steps, *chain.steps])


def _reading(asked: Asked, chosen: Equation) -> str:
    """The result in words."""
    if asked.has_examples(chosen) or not chosen.indices:
        return (
            "Read it as a sentence: how wrong the output is, times what came in through this weight. Where the input "
            "was 0, the weight had no part in the mistake and is not moved. For another weight of this unit, only the "
            "input is another one."
        )
    axis = asked.network.example_axis
    over = ", over all examples together" if axis is not None else ""
    return (
        f"Read it as a sentence: what is wrong at the unit this weight leads to, times what came in through it{over}. "
        "Where the input was 0, the weight had no part in the mistake. For another weight only the letters are other "
        "ones, and all entries at once make the matrix form."
    )
