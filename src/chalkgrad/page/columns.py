"""The network as columns: forward formulas boxed on top, backward ones below, labelled in the order of computation.

A column is a stage of the network (``stages.py``). Below it stand the derivatives by its own quantities; those by what
only the cost uses stand below the cost. Labels count the columns from the cost backwards (1a, 1b, 2a, ...), so a
formula rests on lower labels only.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..calculus.derivation import Derivation, Equation, Step
from ..calculus.paths import consumers
from ..calculus.shared import shared_parameters
from ..calculus.theta import BlockEquation
from ..calculus.theta_layers import bare_name
from ..errors import NotSupported
from ..model.model import Model, Quantity, Role
from ..notation.surface import Name, walk_surface
from ..notation.text import text
from ..terms import names
from .any_depth import layer_zero, top_and_window
from .because import because
from .document import Column, Columns, ColumnStep, Entry, Formula, Piece
from .left_side import left_side
from .speech import columns_in_words
from .stages import Stage, stages


def columns(derivation: Derivation) -> Columns:
    """The figure of a derivation; every backward formula carries its certificate. Any model that can be derived."""
    parts = _any_depth(derivation) if derivation.model.layers is not None else _of(derivation)
    built = _labelled(parts)
    if not any(column.backward for column in built):
        raise NotSupported("there is no gradient to show in columns", hint="Derive by something: --wrt NAME.")
    caption: tuple[Piece, ...] = (
        "Forward from left to right in the boxes; backward from right to left below them, in the order of the labels.",
    )
    return Columns(built, columns_in_words(built), caption)


#: A column before it is labelled: heading, forward formulas, and the equations below.
_Part = tuple[tuple[Piece, ...], tuple[Entry, ...], tuple[Equation, ...]]


def _of(derivation: Derivation) -> list[_Part]:
    model = derivation.model
    found = stages(model)
    homes = _homes(model, found)
    return [
        (
            heading(stage),
            _with_thetas(derivation, _forward(model, stage.given, stage.computed)),
            tuple(equation for equation in derivation.equations if homes.get(equation.of) == number),
        )
        for number, stage in enumerate(found)
    ]


def _homes(model: Model, found: Sequence[Stage]) -> dict[str, int]:
    """The column of each name's derivative: its own, or the cost's for what only the cost uses."""
    homes = {name: number for number, stage in enumerate(found) for name in stage.names}
    last = len(found) - 1
    for name, quantity in model.quantities.items():
        users = set(consumers(model, name))
        if name in names(model.definitions[model.cost].value):
            users.add(model.cost)
        if users and name in homes and all(homes[user] == last for user in users):
            homes[name] = last
        elif quantity.written is None and users:  # given: where it is first used
            homes[name] = min(homes[user] for user in users)
    for theta, block in model.blocks.items():
        homes[theta] = homes[bare_name(block.rows[0][-1])]
    return homes


def _with_thetas(derivation: Derivation, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The boxed formulas with every Theta put together right after its weights and bias."""
    shapes = {e.of: e.shape for e in derivation.equations if isinstance(e, BlockEquation)}
    made: list[Entry] = []
    known: set[str] = set()
    waiting = dict(derivation.model.blocks)
    for entry in entries:
        made.append(entry)
        known.add(text(entry.left))
        for theta, block in list(waiting.items()):
            if {bare_name(part) for part in block.rows[0]} <= known:
                made.append(Entry(Name(theta), block, shapes.get(theta, "")))
                del waiting[theta]
    return tuple(made)


def _any_depth(derivation: Derivation) -> list[_Part]:
    """Column 0, column l for every layer but the last, column L, and the cost."""
    model = derivation.model
    assert model.layers is not None
    top, window = top_and_window(derivation)
    signal = model.layers.signal
    shared = shared_parameters(window)
    free = [q for q in top.quantities.values() if q.written is None and "[" not in q.name]
    target = [q for q in free if q.role is Role.DATA]
    constants = [q for q in free if q.role is not Role.DATA and q.name not in shared]
    given = _forward(top, [model.quantities[model.layers.inputs], *target], ())
    parts: list[_Part] = [(("Input, layer 0",), (*given, *layer_zero(model)), ())]
    if shared:
        common = tuple(e for e in derivation.equations if e.of in shared)
        parts.append((("Shared by all layers",), _forward(model, [model.quantities[n] for n in shared], ()), common))
    for letter, holder, heading in (("l", window, "Layer l, for 1 <= l < L"), ("L", top, "Layer L, the output")):
        own = [q for q in holder.quantities.values() if q.name.endswith(f"[{letter}]")]
        every = (*derivation.equations, *derivation.covered)
        below = [e for e in every if e.of.endswith(f"[{letter}]") and e.of != f"{signal}[L]"]
        weights = tuple(q for q in own if q.written is None)
        computed = tuple(q for q in own if q.written is not None)
        parts.append(((heading,), _forward(holder, weights, computed), tuple(below)))
    # the cost as it was written: in the small models a sum over all layers is that of one
    cost = tuple(q for q in model.quantities.values() if q.written is not None and "[" not in q.name)
    after = {f"{signal}[L]", *(q.name for q in (*constants, *cost))}
    last = tuple(e for e in derivation.equations if e.of in after)
    return [*parts, (("Cost",), _forward(model, constants, cost), last)]


def heading(stage: Stage) -> tuple[Piece, ...]:
    """What stands above a column; without a number, a layer is called by what it computes."""
    match stage.kind:
        case "data":
            return ("Input",)
        case "cost":
            return ("Cost",)
        case "output" if stage.number:
            return (f"Layer {stage.number}, the output",)
        case "output":
            return ("Output",)
        case _ if stage.number:
            return (f"Layer {stage.number}",)
    return ("Step ", Formula(Name(stage.computed[-1].name)))


def _forward(model: Model, given: Sequence[Quantity], computed: Sequence[Quantity]) -> tuple[Entry, ...]:
    """What is given and what is computed; a constant is both, and is written once."""
    each = {q.name: q for q in (*given, *computed)}
    return tuple(Entry(left_side(q, model), q.written, q.shape) for q in each.values())


def _labelled(parts: Sequence[_Part]) -> tuple[Column, ...]:
    """The columns with labels: numbers from the cost backwards, letters in the order of computation."""
    labels: dict[str, str] = {}
    number = 0
    for _, _, equations in reversed(parts):
        number += bool(equations)
        for place, equation in enumerate(equations):
            labels[equation.name] = f"{number}{_letter(place)}"
    return tuple(
        Column(heading, forward, tuple(_step(equation, labels) for equation in equations))
        for heading, forward, equations in parts
    )


def _step(equation: Equation, labels: dict[str, str]) -> ColumnStep:
    entry = Entry(equation.left.surface, equation.value.surface, equation.shape, certificate=equation.certificate)
    words, used = because(equation), set()
    for name in dict.fromkeys(name for step in equation.steps for name in _named_in(equation, step)):
        above = name.replace("[l+1]", "[l]")
        if name != equation.name and name in labels:
            used.add(labels[name])
            if "[" not in equation.of:  # a sum over all layers takes in the last one
                used.update(filter(None, (labels.get(name.replace("[l]", "[L]")),)))
        elif above != name and above in labels:  # the same formula one layer further, or that of the last layer
            last = labels.get(name.replace("[l+1]", "[L]"))
            used.update(filter(None, (labels[above], last)))
            words += f"; {name} is ({labels[above]}) of the next layer" + (f", ({last}) of the last" if last else "")
    return ColumnStep(labels[equation.name], entry, words, tuple(sorted(used, key=_order)))


def _named_in(equation: Equation, step: Step) -> list[str]:
    """The names that a step leads to; those of a matrix in parts are on its surface."""
    if isinstance(equation, BlockEquation):
        return [part.text for part in walk_surface(step.result.surface) if isinstance(part, Name)]
    return sorted(names(step.result.term))


def _order(label: str) -> tuple[int, int, str]:
    """The place of a label in the order of computation: 2a, 2b, 10a."""
    letters = label.lstrip("0123456789")
    return int(label[: -len(letters)]), len(letters), letters


def _letter(place: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[place % 26]
