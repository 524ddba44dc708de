"""What δ is: its definition, and the recurrence as a consequence of it."""

from __future__ import annotations

from ...errors import InputError
from ...terms import ONE, instantiate, names, replace_entries
from ..answer import Answer, Heading, Part, Results, say, with_steps
from ..asked import Asked, places
from ..chain import Chain
from ..derivation import Equation
from ..output_layer import output_layer, straight
from ..paths import consumers
from ..split import split

NAME = "delta"
ABOUT = "what δ is, formally: a derivative with respect to Z; and why the recurrence from layer to layer follows"


def answer(asked: Asked) -> Answer:
    """The definition at the last layer, the recurrence below it, and what δ is good for."""
    errors = _errors(asked)
    if not errors:
        raise InputError(
            "no name of this model stands before an activation or a loss",
            hint="δ is the gradient with respect to such a name: Z2 in A2 = sigmoid(Z2).",
        )
    last, chosen = errors[0], asked.chosen()
    if chosen is not None and chosen not in errors:
        raise InputError(f"{chosen.name} is no δ", hint=f"Ask about {' or '.join(each.name for each in errors)}.")
    hidden = [chosen] if chosen is not None and chosen is not last else errors[1:2]
    layer = output_layer(asked.network)
    written = straight(asked, layer) if layer is not None and layer.inner == last.of else None
    cost = asked.network.cost
    own = asked.convention.meaning == "course" and asked.has_examples(last)
    what = "the loss of that example" if own else f"`{cost}`"
    if asked.convention.meaning == "sum" and split(asked.network).scale is not ONE:
        what = "the sum of the losses"
    parts: list[Part] = [
        say(
            "δ of a layer is a derivative: the one with respect to what the layer computes before its activation. At "
            f"the last layer this is `{last.of}`, and its δ is called `{last.name}` here. The entry for one unit and "
            f"one example says how fast {what} changes when this one entry of `{last.of}` is changed and everything "
            "computed from it follows, while all weights and all data stay as they are. There is no other definition; "
            "every formula for δ is a consequence."
        ),
        Heading(f"The definition, at the last layer: {last.name}"),
        written or last,
    ]
    for each in hidden:
        parts += _recurrence(asked, each)
    rest = [each for each in errors[1:] if each not in hidden]
    if rest:
        parts += [say("The other layers go in the same way:"), Results(tuple(rest))]
    users = [
        each
        for each in asked.derivation.equations
        if asked.is_parameter(each) and any(error.name in names(each.value.term) for error in errors)
    ]
    if users:
        parts += [
            Heading("What it is good for"),
            say(
                "Every parameter acts through a Z, so its gradient needs δ of its own layer and nothing else from "
                "above. One sweep backward computes each δ once and reads all of these off:"
            ),
            Results(tuple(users)),
        ]
    return Answer(NAME, "What is δ, formally?", asked.convention.name, tuple(parts))


def _errors(asked: Asked) -> list[Equation]:
    """The gradients of the names that parameters act through and that are no activations, from the output down."""
    model = asked.network
    found = []
    for equation in asked.derivation.equations:
        definition = model.definitions.get(equation.of)
        if definition is not None and names(definition.value) & set(model.parameters):
            found.append(equation)
    return found


def _recurrence(asked: Asked, hidden: Equation) -> list[Part]:
    """δ of a layer in terms of δ of the next: the gradient of its activation put in."""
    model = asked.network
    board = asked.board()
    above = [asked.convention.adjoint_of(name) for name in consumers(model, hidden.of)]
    row, column = places(hidden.indices, model.quantities[hidden.of].layout)
    between = [name for name in above if name in names(hidden.value.term)]
    parts: list[Part] = [
        Heading(f"The recurrence is a consequence: {hidden.name}"),
        say(
            f"`{hidden.of}` does not stand in the loss. It acts through `{', '.join(consumers(model, hidden.of))}`, "
            "and that through the next layer, whose δ is known already. The chain rule, used twice:"
            if len(between) == 1
            else f"`{hidden.of}` does not stand in the loss; it acts through others. By the chain rule:"
        ),
    ]
    if len(between) != 1:
        return [*parts, hidden]
    (name,) = between
    known = asked.derivation[name]
    chain = Chain(board, hidden.value.term, row, column)
    chain.line = hidden.value
    body = board.definitions[name]
    value = replace_entries(
        hidden.value.term,
        lambda entry: instantiate(body.value, body.indices, entry.indices) if entry.name == name else entry,
    )
    chain.to("substitute", f"put in {name}", value, unfold=(name,), matrix=True)
    steps = (*hidden.steps, *chain.steps)
    return [*parts, known, with_steps(hidden, steps)]
