"""All gradients of a model: the reverse sweep, one certified equation per name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..convention import Convention, presets
from ..errors import ChalkError, InputError, ModelError, NotSupported
from ..model import Model, Role, build
from ..notation.nearest import nearest
from ..proof import Undecidable
from ..terms import Index, names
from .adjoint import Plan, derive_adjoint
from .chosen_slopes import with_chosen_slopes
from .collector import without_collection
from .depth import any_depth
from .depth_in_rows import turned_layers
from .derivation import Derivation, Equation
from .differentiate import Differentiator
from .double_letters import double_delta, double_letters
from .lines import Board, NotProved
from .numerator import in_numerator_layout
from .orientation import turned
from .paths import consumers
from .split import mixing, scales, split, split_text
from .theta import in_theta
from .theta_entries import told_by_entries
from .theta_layers import in_parts, parts_named
from .work import TooLong, parts_of, refuse_too_much


@without_collection()
def derive(
    model: Model,
    convention: Convention | None = None,
    wrt: Collection[str] | None = None,
    *,
    letters: bool = False,
    at: Mapping[str, tuple[Index, ...]] | None = None,
) -> Derivation:
    """Derive the gradients of the cost by every parameter and intermediate, or by the names in ``wrt``.

    If no convention is given it is the course's (``ng``), or where a model does not allow that, because its examples
    act on each other, the literal one, just as if it had been named. With ``letters`` every line stays in index form;
    ``at`` gives the indices that the gradient of a name is written with, where they are not the usual ones.

    What the wanted ones rest on is derived as well and part of the answer. Raises InputError for an unknown name in
    ``wrt``, ModelError where something is computed from the cost, NotSupported for a convention that
    the model does not allow and for a function without a known derivative,
    ProofError if a step of ours fails its check.
    """
    _cost_is_the_end(model)
    convention, usual = convention or presets()["ng"], convention is None
    if model.layers is not None:
        model = turned_layers(model) if _is_to_be_turned(model, convention) else model
        assert model.layers is not None
        window = derive(build(model.layers.window, model.functions), convention, letters=letters)
        top = derive(build(model.layers.top, model.functions), convention, letters=letters)
        return any_depth(model, model.layers, convention, wrt, window, top)
    if convention.parameters == "Theta":
        apart = derive(in_parts(model), convention.in_parts(), _of_parts(model, wrt), letters=letters, at=at)
        return told_by_entries(apart, model, convention) if letters else in_theta(apart, model, convention)
    model = in_parts(model)
    if convention.is_turned:
        return in_numerator_layout(
            derive(model, convention.in_denominator_layout(), wrt, letters=letters, at=at), convention, letters=letters
        )
    given, model = model, with_chosen_slopes(model, convention.kink)
    model = turned(model) if _is_to_be_turned(model, convention) else model
    wanted = _wanted(model, convention, wrt)
    parts = split(model)
    factors = scales(model, parts, convention.meaning)
    through = mixing(model, wanted) if scales(model, parts, "course") and convention.meaning != "sum" else None
    if through is not None and usual:
        return derive(given, presets()["literal"], wrt, letters=letters, at=at)
    if through is not None and convention.meaning == "course":
        raise _no_own_loss(convention, through)
    adjoints = {name: convention.adjoint_of(name) for name in model.quantities}
    _no_clash(model, adjoints)
    layouts = {adjoints[name]: quantity.layout for name, quantity in model.quantities.items()}
    board = Board(model, layouts, letters=letters)
    _no_kroneckers_delta(model, adjoints)
    slopes = Differentiator(model.functions, convention.kink)
    plan = Plan(model, convention, parts, factors, adjoints, slopes, board, at or {})
    equations = _swept(plan, wanted)
    notes = (*model.notes, *([parts.note] if parts.note else []))
    if through is not None:
        notes += (f"the examples act on each other, as {through} adds up over them: every dX is literal",)
    notes += tuple(filter(None, (double_letters(model, equations), double_delta(equations))))
    told = split_text(model, parts)
    return Derivation(model, convention, equations, dict(board.definitions), told, notes, averaged=parts.averaged)


def _swept(plan: Plan, wanted: set[str]) -> tuple[Equation, ...]:
    """The equations in the order of the sweep; raises NotSupported where a step could not be decided."""
    equations: list[Equation] = []
    order = sweep_order(plan.model, wanted)
    refuse_too_much(plan.model, order)
    for name in order:
        try:
            equations.append(derive_adjoint(plan, name))
        except (NotProved, TooLong) as error:
            raise _too_large(plan, name, error) from None
        except Undecidable as error:
            raise NotSupported(
                f"{plan.adjoints[name]} is not shown, because a step could be neither proved nor tested: "
                f"{error.message}",
                hint="Does the formula have a value (no logarithm of a negative number, no division by zero)? "
                "A smaller formula per name often helps.",
            ) from None
    return tuple(equations)


def _too_large(plan: Plan, name: str, error: ChalkError) -> NotSupported:
    """What is said where a gradient has a line that is too long, or too much to prove: with the largest equation."""
    using = (*consumers(plan.model, name), *plan.model.users.get(name, ()))
    largest = max(using, key=lambda user: parts_of(plan.model.definitions[user].value))
    written = plan.model.quantities[largest].written
    return NotSupported(
        f"{plan.adjoints[name]} is not shown, because {largest} is too large: {error.message}",
        span=None if written is None else written.span,
        hint=error.hint,
    )


def _cost_is_the_end(model: Model) -> None:
    """What is computed from the cost makes it doubtful which of the two is meant to be differentiated."""
    for name, definition in model.definitions.items():
        if model.cost in names(definition.value):
            raise ModelError(
                f"{model.cost} is the cost, as the last scalar in the text, and {name} is computed from it",
                hint=f"Leave {name} out; or if {name} is the cost, write it last.",
            )


def _of_parts(model: Model, wrt: Collection[str] | None) -> Collection[str] | None:
    """Theta1, D1 and Delta1 are asked for by what they are made of."""
    if wrt is None:
        return None
    asked = [wrt] if isinstance(wrt, str) else wrt
    return [part for word in asked for part in (parts_named(model, word) or (word,))]


def _no_own_loss(convention: Convention, through: str) -> NotSupported:
    """What is said where the loss of an example moves with the other examples too."""
    return NotSupported(
        f"not supported: the convention {convention.name} shows each example's own derivative, and here the examples "
        f"act on each other: {through} adds up over them",
        hint="Choose one in which every dX is a derivative of the cost: --convention literal.",
    )


def _no_clash(model: Model, adjoints: Mapping[str, str]) -> None:
    """Raises ModelError where a name or a function of the model is called as a gradient is."""
    for known, what in ((model.quantities, "a name of the model"), (model.functions, "a function")):
        clash = sorted(set(adjoints.values()) & set(known))
        if clash:
            of = next(name for name, called in adjoints.items() if called == clash[0])
            raise ModelError(
                f"{clash[0]} is {what}, and it is what the gradient of {of} is called",
                hint=f"Rename {clash[0]} in the model.",
            )


def _no_kroneckers_delta(model: Model, adjoints: Mapping[str, str]) -> None:
    """δ[i,e] with both letters along one axis would read as Kronecker's delta, and so does a matrix of that name."""
    for name in ("delta", "δ"):
        if name in model.quantities and None not in model.quantities[name].layout:
            raise ModelError(
                f"{name} is a matrix of the model, and {name}[i,j] is Kronecker's delta in derivations",
                hint=f"Call it by a number, such as {name}1, or by another letter.",
            )
    for name, called in adjoints.items():
        rows, columns = model.quantities[name].layout
        if called == "δ" and rows is not None and rows == columns:
            raise ModelError(
                f"the gradient with respect to {name} is called δ, and δ[i,j] of {rows} x {columns} is Kronecker's "
                "delta",
                hint=f"Call {name} by a number, such as {name}1, or choose another convention: --convention ng.",
            )


def _is_to_be_turned(model: Model, convention: Convention) -> bool:
    return convention.examples == "rows" and counts_examples_in_columns(model)


def counts_examples_in_columns(model: Model) -> bool:
    """Whether the data have their examples side by side, as columns."""
    axis = model.example_axis
    return axis is not None and all(
        model.quantities[name].layout[1] == axis for name in model.data if axis in model.quantities[name].layout
    )


def _wanted(model: Model, convention: Convention, wrt: Collection[str] | None) -> set[str]:
    """The names to differentiate by. Names in ``wrt`` may be given as W1 or as dW1."""
    reaching = reaching_cost(model)
    if wrt is None:
        roles = (Role.PARAMETER, Role.INTERMEDIATE)
        found = {n for n, q in model.quantities.items() if q.role in roles and n in reaching}
        if any(model.quantities[n].role is Role.PARAMETER for n in found):
            return found
        free = {n for n, q in model.quantities.items() if q.role is Role.DATA and n in reaching and q.shape == "scalar"}
        return found | {n for n in free if n not in ("y", "Y", "t", "T")}
    if isinstance(wrt, str):
        wrt = [wrt]
    found = set()
    for word in wrt:
        named = convention.gradients_of(model.quantities)
        name = word if word in model.quantities else named.get(word, word)
        if name not in model.quantities:
            known = {gradient: of for gradient, of in named.items() if of in reaching and of != model.cost}
            asked = known.keys() if word.startswith(convention.adjoint_of("")) else known.values()
            near = nearest(word, asked, cutoff=0.3)
            raise InputError(f"there is no {word} in the model", hint=near or f"It has {', '.join(model.quantities)}.")
        if name == model.cost:
            raise InputError(f"{name} is the cost itself", hint="Name what to differentiate by, for example a weight.")
        if name not in reaching:
            raise InputError(
                f"{model.cost} does not depend on {name}", hint=f"It depends on {', '.join(sorted(reaching))}."
            )
        found.add(name)
    return found


def reaching_cost(model: Model) -> set[str]:
    """The names the cost is computed from, directly or not."""
    found: set[str] = set()
    waiting = [model.cost]
    while waiting:
        definition = model.definitions.get(waiting.pop())
        if definition is None:
            continue
        for name in names(definition.value):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def sweep_order(model: Model, wanted: set[str]) -> list[str]:
    """Backwards from the cost; a parameter as soon as everything that uses it is done: dA2, dZ2, dW2, db2, dA1, ..."""
    reaching = reaching_cost(model)
    users = {name: [c for c in consumers(model, name) if c in reaching] for name in reaching}
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(users[name])
    order: list[str] = []
    done: set[str] = set()
    position = {name: at for at, name in enumerate(model.quantities)}

    def take(candidates: Collection[str]) -> None:
        """Those without an equation of their own, as soon as everything that uses them is done."""
        for name in sorted(candidates, key=position.__getitem__):
            if name not in model.definitions and name not in done and all(user in done for user in users[name]):
                order.append(name)
                done.add(name)

    take(needed)
    for name in reversed(list(model.definitions)):
        if name in needed and name != model.cost:
            order.append(name)
            done.add(name)
            take(names(model.definitions[name].value) & needed)
    return order
