"""A derivation as a document: what was read, what dX means, every equation step by step, and all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from ..calculus.derivation import Derivation, Equation, Level
from ..errors import InputError
from ..library.standard import standard
from ..model.model import Model, Quantity, Role, shape_of
from ..notation.spell import spell
from ..notation.surface import At, Call, Name, Partial, Surface, walk_surface
from ..program import AsComputed
from ..program.worked import WorkedExample
from ..proof.certificate import Certificate
from ..terms import Function
from .any_depth import in_sum, layer_zero
from .as_computed import section
from .certified import MEANING, spoken
from .chaining import chains
from .columns import columns
from .document import Block, Document, Entry, Formula, Listing, Note, Piece, Prose, Title
from .in_numbers import in_numbers
from .left_side import left_side

#: Backpropagation is four equations: BP1 to BP4.
WORDS = {4: "four", 5: "five", 6: "six"}
LEVELS: tuple[Level, ...] = get_args(Level)


def from_derivation(
    derivation: Derivation,
    level: Level = "lecture",
    as_computed: Sequence[AsComputed] = (),
    *,
    figure: bool = False,
    worked: WorkedExample | None = None,
    folded: bool = True,
) -> Document:
    """The page of a derivation.

    ``outline`` shows the results with one reason each and nothing twice, ``lecture`` every step a lecturer would write
    with the smaller steps folded away, ``every-line`` everything unfolded. Whatever is left out, the equalities shown
    are certified: a line that stands for several steps carries the weakest of their certificates. The page ends with
    what the program computes in another form, if ``as_computed`` says so. With ``figure`` the network stands as
    columns before the steps; ``worked`` is the same network in numbers. Without ``folded``, steps
    that would be folded away are not written, which saves their proofs to a format that cannot fold.
    Raises InputError for another level.
    """
    if level not in LEVELS:
        raise InputError(f'there is no level "{level}"', hint=f"The levels are {', '.join(LEVELS)}.")
    form = f" {derivation.form}" if derivation.form else ""
    blocks: list[Block] = [Title(("Derivatives of ", Formula(Name(derivation.model.cost)), form))]
    blocks += _what_was_read(derivation.model)
    blocks += _what_is_meant(derivation, level)
    if figure and derivation.equations:
        blocks += [Title(("The network as columns",), 2), columns(derivation)]
    blocks += _steps(derivation, level, folded)
    blocks += _bridge(derivation, level, folded)
    if worked is not None:
        blocks += in_numbers(worked)
    if level != "outline":
        blocks += section(derivation, as_computed)
    shown = as_computed if level != "outline" else ()
    blocks += [Prose((MEANING[kind],)) for kind in sorted(_kinds(derivation, shown))]
    return Document(tuple(blocks), shapes_of(derivation))


def _steps(derivation: Derivation, level: Level, folded: bool) -> Iterator[Block]:
    """The equations and their summary, or a sentence that says why there is none."""
    if not derivation.equations:
        yield Prose(tuple(_why_empty(derivation.model)))
        return
    yield Title(("Step by step",), 2)
    for number, equation in enumerate(derivation.equations, start=1):
        yield from _section(number, equation, level, folded)
    if level != "outline":  # there the steps are no longer than their summary would be
        yield from _summary(derivation)


def _why_empty(model: Model) -> Iterator[Piece]:
    parameters = [Formula(Name(quantity.name)) for quantity in _with_role(model, Role.PARAMETER)]
    cost = Formula(Name(model.cost))
    if parameters:
        yield from (cost, " does not depend on ", *_joined(parameters), ", so every gradient is 0.")
        return
    yield from (
        "There is nothing to derive: ",
        cost,
        " is made of data alone, without a parameter or a quantity between.",
    )
    data = _with_role(model, Role.DATA)
    if data:
        given = Formula(Name(data[0].name))
        yield from (" The derivative with respect to data, such as ", given, ", is made when it is asked for by name.")


def shapes_of(derivation: Derivation) -> tuple[tuple[str, str], ...]:
    """The shapes of all names of a derivation, adjoints included."""
    known = {quantity.name: quantity.shape for quantity in derivation.model.quantities.values()}
    return tuple((known | {equation.name: equation.shape for equation in derivation.equations}).items())


def anchor(name: str) -> str:
    """The anchor of the section that derives a name, for references: ``dW[l]`` is ``derive-dW-l``."""
    return "derive-" + re.sub(r"\W+", "-", name).strip("-")


def _what_was_read(model: Model) -> Iterator[Block]:
    yield Title(("What was read",), 2)
    given = [q for role in (Role.DATA, Role.CONSTANT, Role.PARAMETER) for q in _with_role(model, role)]
    known = (model.quantities[name] for name in model.definitions if name in model.quantities)
    order = [q for q in known if q not in given]  # lambda = 0.1 is given
    entries = [Entry(left_side(q, model), q.written, q.shape, _role(q, model)) for q in given]
    entries += [Entry(Name(name), block, shape_of(model, block), "parameters") for name, block in model.blocks.items()]
    entries += layer_zero(model)
    entries += [Entry(left_side(q, model), q.written, q.shape, _role(q, model)) for q in order]
    yield Listing((*map(_definition, functions_of_the_user(model)), *entries))
    if model.facts:
        yield Prose(("Declared about the data: ", *_joined([spoken(fact.text) for fact in model.facts]), "."))
    if model.sizes:
        sizes: list[Piece] = [f"{name} = {size}" for name, size in model.sizes.items()]
        yield Prose(("Sizes: ", *_joined(sizes), "."))
    written = [q.written for q in order if q.written is not None]
    if any(isinstance(part, Call) and part.function == "log" for tree in written for part in walk_surface(tree)):
        yield Prose(("log is the natural logarithm.",))
    for note in model.notes:
        yield Note.of(note)


def functions_of_the_user(model: Model) -> tuple[Function, ...]:
    """The functions that the text or the user's library files define, each after those it is made of."""
    known = standard().functions
    return tuple(f for name, f in model.functions.items() if name not in known and not f.stands_for_any)


def _definition(function: Function) -> Entry:
    """``q(t) = t^3 exp(-t)``; of a function of a column ``f(z)[i] = ...``."""
    call: Surface = Call(function.name, tuple(Name(each) for each in function.arguments))
    if function.axis_index is not None:
        call = At(call, (function.axis_index[0].name,))
    return Entry(call, spell(function.value), "", "function")


def _with_role(model: Model, role: Role) -> list[Quantity]:
    return [quantity for quantity in model.quantities.values() if quantity.role is role]


def _role(quantity: Quantity, model: Model) -> str:
    if quantity.name == model.prediction:
        return "prediction"
    return "" if quantity.role is Role.INTERMEDIATE else quantity.role.value


def _what_is_meant(derivation: Derivation, level: Level) -> Iterator[Block]:
    model, convention = derivation.model, derivation.convention
    yield Title(("What ", Formula(Name(f"{convention.adjoint}X")), " means"), 2)
    if model.example_axis is None:
        meaning = Formula(Partial(Name(model.cost), Name("X")))
        yield Prose((f"No examples are averaged here, so in every convention {convention.adjoint}X is ", meaning, "."))
    else:
        yield Prose((f"Convention: {convention.title}. {derivation.meaning}",))
    if derivation.split and level != "outline":
        yield Prose((f"The cost is split as {spoken(derivation.split)}.",))
    for note in derivation.notes:
        if note not in model.notes:
            yield Note.of(note)


def _section(number: int, equation: Equation, level: Level, folded: bool) -> Iterator[Block]:
    title: list[Piece] = [f"{number}. ", Formula(equation.left.surface)]
    if equation.meaning.startswith(f"{equation.name} "):
        title.append(equation.meaning.removeprefix(equation.name))
    elif equation.meaning:
        title.append(f", {equation.meaning}")
    if level != "outline":
        yield Title(tuple(title), 3, anchor(equation.name))
    yield from chains(equation, level, folded=folded)
    if equation.note:
        yield Note.of(spoken(equation.note))


def _summary(derivation: Derivation) -> Iterator[Block]:
    general = derivation.model.layers is not None
    equations = in_sum(derivation) if general else derivation.equations
    whole = len(equations) == len(derivation.equations)
    yield Title(("All equations" if whole else f"The {WORDS.get(len(equations), '')} equations".replace("  ", " "),), 2)
    yield Listing(
        tuple(
            Entry(
                equation.left.surface,
                equation.value.surface,
                equation.shape,
                equation.layers,
                steps=len(equation.steps),
                certificate=equation.certificate,
            )
            for equation in equations
        )
    )


def _bridge(derivation: Derivation, level: Level, folded: bool) -> Iterator[Block]:
    """How the gradients of the batch come from those of one example."""
    if not derivation.bridge:
        return
    yield Title(("From one example to the batch",), 2)
    for equation in derivation.bridge:
        yield Title((Formula(equation.left.surface),), 3)
        yield from chains(equation, level, folded=folded)


def _kinds(derivation: Derivation, as_computed: Sequence[AsComputed]) -> set[str]:
    found = {certificate.kind for certificate in _certificates(derivation)}
    return found | {record.certificate.kind for record in as_computed}


def _certificates(derivation: Derivation) -> Iterator[Certificate]:
    for equation in (*derivation.equations, *derivation.bridge):
        yield equation.certificate
        for step in equation.steps:
            yield step.certificate


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with commas between."""
    return [part for piece in pieces for part in (", ", piece)][1:]
