"""Why 1/m stands at dW and not at dZ, and where it stands when every dX is a derivative of the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import InputError
from ...model import Model, Role
from ...terms import ONE, Definition, Div, Entry, Index, Mul, Size, Sum, Term, instantiate, names, replace_entries
from ..answer import Answer, Heading, Part, Results, SideBySide, say
from ..as_derivatives import as_derivatives
from ..asked import Asked, board_for, places
from ..chain import Chain
from ..derivation import Derivation, Equation
from ..derive import derive
from ..factors import added
from ..lines import Board
from ..split import Split, mixing, split
from ..theorem import Claim

NAME = "mean"
ABOUT = "why 1/m stands at dW and not at dZ, and where it stands when every dX is a derivative of the cost"

TITLE = "Why does 1/m stand at dW and not at dZ?"


def answer(asked: Asked) -> Answer:
    """Both meanings of dX on one model, and the certified bridge; where the examples act on each other there is one.

    Raises InputError where there are no examples.
    """
    learned = {n for n, q in asked.model.quantities.items() if q.role in (Role.PARAMETER, Role.INTERMEDIATE)}
    through = mixing(asked.model, learned)
    if through is not None:
        return Answer(NAME, TITLE, asked.convention.name, tuple(_only_literally(asked, through)))
    course = derive(asked.model, asked.convention.model_copy(update={"meaning": "course"}))
    model = course.model
    if model.example_axis is None:
        raise InputError(
            f"{model.cost} is the loss of a single example, so there is no mean",
            hint="Ask about a model whose data have an axis of examples: X: n0 x m.",
        )
    literal = derive(asked.model, asked.convention.model_copy(update=_literally(asked.model)))
    parts_of_cost = split(model)
    bridges = _bridges(course, literal, parts_of_cost)
    chosen = asked.chosen()
    if parts_of_cost.scale is ONE:
        parts = _a_plain_sum(model, parts_of_cost, course, bridges)
    else:
        parts = _a_mean(model, parts_of_cost, course, literal, bridges, chosen.of if chosen else None)
    return Answer(NAME, TITLE, asked.convention.name, as_derivatives(parts, literal))


def _only_literally(asked: Asked, through: str) -> list[Part]:
    """Where an example moves the losses of others, through a mean of the batch: every dX is a derivative of J."""
    derivation = derive(asked.model, asked.convention.model_copy(update={"meaning": "literal"}))
    model, parts = derivation.model, split(derivation.model)
    axis = model.example_axis
    mixed = names(model.definitions[through].value)
    z = next(name for name in model.quantities if name in mixed and axis in model.quantities[name].layout)
    first = next((e for e in derivation.equations if axis in model.quantities[e.of].layout), derivation.equations[0])
    mean = (
        []
        if parts.scale is ONE
        else [
            say(
                f"As `{model.cost}` is a mean, 1/m comes in once, at the gradient with respect to `{first.of}`. From "
                "there it is handed on inside the gradients, and must not be written again at the parameters."
            )
        ]
    )
    return [
        Heading("Here the examples act on each other"),
        say(
            f"`{through}` adds up over the examples. So an entry of `{z}` belongs to one example, but moves the losses "
            f"of all of them. The derivative of that example's own loss would leave out what the others feel, and "
            f"nothing could be computed from it further down. What is left is the derivative of `{model.cost}`: here "
            "every gradient is one, whatever the convention."
        ),
        *mean,
        Heading("All gradients"),
        Results(derivation.equations),
    ]


def _literally(model: Model) -> Mapping[str, str]:
    """The literal meaning under a letter of its own, so that both kinds of gradient can stand in one formula;
    the reader is shown ``∂J/∂X``."""
    letter = next(
        c for c in ("D", "G", "Q", "DD") if not any(f"{c}{name}" in model.quantities for name in model.quantities)
    )
    return {"meaning": "literal", "adjoint": letter, "error": ""}


@dataclass(frozen=True)
class _Bridge:
    """``dX = m DX`` (or ``dX = DX`` for a parameter), proved from the two equations of X."""

    of: str
    claim: Claim
    uses_another: bool


def _a_mean(
    model: Model, cost: Split, course: Derivation, literal: Derivation, bridges: list[_Bridge], wanted: str | None
) -> list[Part]:
    axis = model.example_axis
    assert axis is not None
    carrying = [b for b in bridges if axis in model.quantities[b.of].layout]
    weights = [b for b in bridges if b not in carrying]
    shown = [
        *[b for b in carrying if not b.uses_another][-1:],
        *[b for b in carrying if b.uses_another][:1],
        *weights[:1],
    ]
    if wanted is not None:
        shown += [b for b in bridges if b.of == wanted and b not in shown]
    m = axis.name
    w = weights[0].of if weights else model.cost
    before = bridges[: bridges.index(weights[0])] if weights else bridges
    z = next((b.of for b in reversed(before) if b in carrying), model.cost)
    last = carrying[0] if carrying else bridges[0]
    return [
        Heading(f"{model.cost} is a mean over the examples"),
        _cost_claim(model, cost),
        say(
            f"An entry of `{z}` belongs to one example `e` and moves the loss of that example alone. A weight in `{w}` "
            f"is shared by all `{m}` examples and moves every one of their losses. So there are two honest things to "
            f"write down at `{z}`: the derivative of the example's own loss, or the derivative of `{model.cost}`, "
            f"which is `{m}` times smaller. At `{w}` there is only one: the derivative of `{model.cost}`, a mean over "
            "the examples."
        ),
        say(
            "The course writes the first at everything that has an entry for each example. Then no 1/m appears on the "
            "way back, and the mean is taken once, where the examples are added up: at the parameters. Read "
            f"literally, every gradient is a derivative of `{model.cost}`; then 1/m comes in at once, at the one "
            f"with respect to `{last.of}`, is handed on from layer to layer inside the gradients, and must not be "
            "written again at the parameters."
        ),
        Heading("Side by side"),
        SideBySide(
            ("the course: each example's own loss", f"literally: derivatives of {model.cost}"),
            tuple((equation, literal[_named(literal, equation.of)]) for equation in course.equations),
        ),
        say(
            f"On the left a gradient is called as in the course; on the right it is written as the derivative of "
            f"`{model.cost}` that it is. Whoever mixes the columns divides by `{m}` twice, or never."
        ),
        Heading("The bridge between the two"),
        *[bridge.claim for bridge in shown],
        say(
            f"The way back is linear in the gradient it starts from, so a factor `{m}` at the output is a factor `{m}` "
            f"in every layer; at the parameters it meets 1/{m} and is gone. All of them, each proved from the ones "
            "before:"
        ),
        Results(tuple(bridge.claim for bridge in bridges)),
        say(
            "The gradients of the parameters are the same in both, so training is the same. Only the ones between "
            "differ."
        ),
    ]


def _a_plain_sum(model: Model, cost: Split, course: Derivation, bridges: list[_Bridge]) -> list[Part]:
    return [
        Heading(f"{model.cost} is no mean"),
        *([_cost_claim(model, cost)] if cost.loss is not None and cost.example is not None else []),
        say(
            f"There is no 1/m in `{model.cost}`, so there is none in any gradient: the derivative of an example's own "
            f"loss and the derivative of `{model.cost}` are the same thing. Divide `{model.cost}` by the number of "
            "examples, and 1/m appears at the parameters."
        ),
        Heading("The two readings agree"),
        Results(tuple(bridge.claim for bridge in bridges)),
        Heading("All gradients"),
        Results(course.equations),
    ]


def _named(derivation: Derivation, name: str) -> str:
    return derivation.convention.adjoint_of(name)


def _cost_claim(model: Model, cost: Split) -> Claim:
    """The cost as c times the sum of the losses of the examples, plus what does not depend on them."""
    assert cost.loss is not None and cost.example is not None
    whole: Term = Sum(cost.example, cost.loss)
    whole = whole if cost.scale is ONE else Mul((cost.scale, whole))
    if cost.penalty is not None:
        whole = added([whole, cost.penalty])
    chain = Chain(Board(model, {}), Entry(model.cost, ()), None, None)
    letter = cost.example.name
    words = f"the loss of example {letter} behind the sum over {letter}" + (
        ", then the penalty" if cost.penalty else ""
    )
    chain.to("definition", words, whole, unfold=(model.cost,), matrix=False)
    return Claim("the cost, sorted by examples", tuple(chain.steps))


def _bridges(course: Derivation, literal: Derivation, cost: Split) -> list[_Bridge]:
    """In the order of the sweep: each bridge may use those of the names that come after its own in the network."""
    model = course.model
    board = board_for(model, {**literal.definitions, **course.definitions})
    factor = cost.scale.denominator if isinstance(cost.scale, Div) else ONE
    found = []
    for equation in course.equations:
        other = literal[_named(literal, equation.of)]
        carries = model.example_axis in model.quantities[equation.of].layout
        bridge = _bridge(board, model, equation, other, factor if carries else ONE)
        found.append(bridge)
        proved = bridge.claim.right.term
        board.definitions[equation.name] = Definition(
            equation.name, equation.indices, model.quantities[equation.of].layout, proved
        )
    return found


def _bridge(board: Board, model: Model, own: Equation, other: Equation, factor: Term) -> _Bridge:
    row, column = places(own.indices, model.quantities[own.of].layout)
    chain = Chain(board, Entry(own.name, own.indices), row, column)
    chain.line = own.left
    chain.to("definition", f"the equation of {own.name}", own.value.term, unfold=(own.name,), matrix=True)
    known = {name for name in names(own.value.term) if name in board.definitions and name not in model.definitions}

    def put_in(entry: Entry) -> Term:
        if entry.name not in known:
            return entry
        definition = board.definitions[entry.name]
        return instantiate(definition.value, definition.indices, entry.indices)

    replaced = replace_entries(chain.term, put_in)
    behind, entry = other.value.term, Entry(other.name, other.indices)
    end: Term
    words = f"{' and '.join(sorted(known))} as shown before"
    if factor is ONE or not _shown_alike(board, replaced, Mul((factor, behind)), row, column):
        chain.to("substitute", words, replaced, unfold=tuple(known), matrix=True)
    if factor is ONE:
        end = entry
        chain.to("cancel", "the factors cancel", behind, matrix=True)
    else:
        assert isinstance(factor, Size)
        end = Mul((factor, entry))
        both = known and chain.term is own.value.term
        words = f"{words}; {factor.axis.name} goes in front" if both else f"{factor.axis.name} goes in front"
        chain.to("factor-out", words, Mul((factor, behind)), unfold=tuple(known), matrix=True)
    chain.to("definition", f"the equation of {other.name}", end, unfold=(other.name,), matrix=True)
    return _Bridge(own.of, Claim(f"{own.name} and {other.name}", tuple(chain.steps)), bool(known))


def _shown_alike(board: Board, one: Term, two: Term, row: Index | None, column: Index | None) -> bool:
    """Whether two terms are written in the same way in matrices."""
    return board.line(one, row, column, matrix=True).text == board.line(two, row, column, matrix=True).text
