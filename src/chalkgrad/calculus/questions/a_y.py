"""Why dZ = A - Y is the same as dA ⊙ g'(Z), and for which outputs and losses it is A - Y."""

from __future__ import annotations

from dataclasses import replace

from ...errors import InputError
from ...proof import Refuted, Undecidable, equal
from ...terms import Context, Equality, Term
from ..answer import Answer, Heading, Part, say
from ..asked import Asked
from ..derivation import Equation
from ..output_layer import (
    OutputLayer,
    adding_up_to_one,
    difference,
    left_open,
    output_layer,
    straight,
    through_activation,
)
from ..output_pairs import FAILING, GIVING

NAME = "a-y"
ABOUT = "why dZ = A - Y is the same as dA ⊙ g'(Z), which outputs and losses give it, and what comes otherwise"


def answer(asked: Asked) -> Answer:
    """Both routes on the model's last layer; then the criterion, and six pairs checked against it."""
    layer, chosen = output_layer(asked.network), asked.chosen()
    if chosen is not None and (layer is None or chosen.of not in (layer.inner, layer.output)):
        place = f"Ask about {asked.convention.adjoint_of(layer.inner)}, or leave" if layer is not None else "Leave"
        raise InputError(f"{chosen.name} is not a gradient of the last layer", hint=f"{place} the name out.")
    parts: list[Part] = (
        _own_layer(asked, layer)
        if layer is not None
        else [
            say(
                f"`{asked.network.cost}` compares no single output with a target, so only the general question is "
                "answered."
            )
        ]
    )
    parts += [
        Heading("Which pairs give a - y"),
        say(
            "For one unit, let `a` be g(z), and let `L` be its loss. The pair of `g` and `L` gives `a - y` exactly if "
            "`∂L/∂a` times `∂a/∂z` is `a - y`; in other words, if the slope of the loss is `a - y` over the slope "
            "of `g`, which then cancels. These four pairs pass; their losses are, in this order, "
            f"{', '.join(f'`{pair.loss}`' for pair in GIVING)}:"
        ),
        *[pair.claim() for pair in GIVING],
        Heading("What comes otherwise"),
    ]
    for pair in FAILING:
        parts += [pair.claim(), say(f"{pair.refusal()} {pair.remark}")]
    return Answer(NAME, "Why is dZ = A - Y the same as dA ⊙ g'(Z)?", asked.convention.name, tuple(parts))


def _own_layer(asked: Asked, layer: OutputLayer) -> list[Part]:
    adjoint = asked.convention.adjoint_of
    inner, outer = adjoint(layer.inner), adjoint(layer.output)
    if not layer.function:
        return [
            say(
                f"The output `{layer.output}` passes through no function, so the slope is 1 and there is nothing to "
                "cancel."
            ),
            Heading(f"{outer} at once"),
            asked.derivation[outer],
            say(_verdict(asked, layer)),
        ]
    first, joined = through_activation(asked, layer)
    parts: list[Part] = [
        say(
            f"`{layer.output}` is {layer.function} of `{layer.inner}`, so the chain rule stops at `{layer.output}`: "
            f"first `{outer}`, then the slope of {layer.function}. A short formula for `{inner}` is no other rule. It "
            f"is what remains when `{outer}` is put in, and it is short if the slope cancels against a denominator in "
            f"`{outer}`."
        ),
        Heading(f"The chain rule, with a stop at {layer.output}"),
        asked.derivation[outer],
        first,
    ]
    if joined is not None:
        parts += [Heading(f"The step from there to {inner} without {outer}"), joined]
    other = straight(asked, layer)
    if other is not None:
        parts += [Heading(f"The other route: {layer.output} written into the loss first, no {outer} at all"), other]
    return [*parts, say(_verdict(asked, layer))]


def _verdict(asked: Asked, layer: OutputLayer) -> str:
    """Whether this model's pair gives the difference, as far as it can be proved."""
    equation = asked.derivation[asked.convention.adjoint_of(layer.inner)]
    board = asked.board()
    shown = f"`{layer.output} - {layer.target}`"
    wanted = difference(asked, layer)
    scale = "" if asked.convention.meaning != "literal" else ", up to the factor in front of the sum over the examples"
    try:
        certificate = equal(equation.value.term, wanted, board.context, unfold=(equation.name,))
    except Refuted:
        missing = adding_up_to_one(asked, layer)
        if open_functions := left_open(asked, layer):
            return (
                f"So whether {equation.name} is {shown} depends on {' and '.join(open_functions)}, which this model "
                "leaves open."
            )
        if missing is not None and _holds_with(missing, equation, wanted, board.context):
            return (
                f"So {equation.name} is {shown}{scale}, as soon as the entries of `{layer.target}` for one example "
                f"add up to 1, as those of a one-hot target do. The model does not say so: declare {missing.text}."
            )
        if not layer.function:
            return f"So {equation.name} is not {shown} for this loss: it is the slope of the loss alone."
        return (
            f"So {equation.name} is not {shown} for this output and this loss: what the loss brings and the slope do "
            "not cancel completely."
        )
    if certificate.kind != "proved":
        return f"Whether {equation.name} is {shown} here could not be proved."
    ending = (
        f" It was never an exception to the chain rule: {layer.function} and this loss are made for each other."
        if layer.function
        else ""
    )
    return f"So {equation.name} is {shown}{scale}.{ending}"


def _holds_with(fact: Equality, equation: Equation, wanted: Term, context: Context) -> bool:
    """Whether a gradient is the one that is wanted if this is given too."""
    try:
        found = equal(equation.value.term, wanted, replace(context, facts=(*context.facts, fact)))
    except (Refuted, Undecidable):
        return False
    return found.kind == "proved"
