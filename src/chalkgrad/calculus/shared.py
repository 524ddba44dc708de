"""Parameters that all layers of a network of any depth share: ``dW = 1/m Σ_l dZ[l] A[l-1]^T``.

W reaches the cost through every layer, and by the chain rule what comes along the different ways is added. So the
layers 1 to L are written as one model in which an index counts them: ``Z[l][i,e] = Σ_k W[i,k] A[l-1][k,e] + b[i]`` for
every l. What is derived there is the sum over all layers, by the same rules and certified by the same proofs as
everything else. For two layers the sum is written out and proved to be the gradient of the network with two layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..convention import Convention
from ..errors import NotSupported, ProofError
from ..model import Model, Quantity, Role
from ..proof import equal
from ..terms import (
    LAYERS,
    Add,
    Definition,
    Entry,
    Index,
    Sum,
    Term,
    in_layer,
    map_children,
    names,
    replace_entries,
)
from .adjoint import Plan, derive_adjoint
from .derivation import Derivation, Equation
from .differentiate import Differentiator
from .lines import Board
from .numerator import TurnedBoard, board_in, turned_equations, turned_layouts
from .split import scales, split

_LAYER = Index("l", LAYERS)


def shared_parameters(window: Model) -> tuple[str, ...]:
    """The parameters without [l] that the layers use."""
    own = [d for name, d in window.definitions.items() if name.endswith("[l]")]
    return tuple(name for name in window.parameters if "[" not in name and any(name in names(d.value) for d in own))


def shared_equations(shared: tuple[str, ...], window: Derivation, convention: Convention) -> tuple[Equation, ...]:
    """The equations of the shared parameters, each a sum over the layers; ``window`` are those of two layers.

    Raises NotSupported for a convention in which it cannot be written, and where the layers have different sizes.
    """
    if convention.parameters == "Theta":
        raise NotSupported(
            f"not supported: {shared[0]}, shared by all layers, in the convention {convention.name}, where weights and "
            "bias are one matrix",
            hint="Choose another convention, such as --convention ng, or a depth: --depth 3, "
            "model.at_depth(3) in Python.",
        )
    upright = convention.in_denominator_layout()
    for name in shared:
        _same_sizes(name, window.model)
    last = _with_last_layer(window.model)
    model = _all_layers(last, window.model)
    parts = split(last)
    adjoints = {name: convention.adjoint_of(name) for name in model.quantities}
    layouts = {adjoints[name]: quantity.layout for name, quantity in model.quantities.items()}
    layered = frozenset(name for name in (*model.quantities, *layouts) if _has_layer(name))
    board = Board(model, layouts, letters=_in_letters(window), layer=_LAYER, layered=layered)
    factors = scales(model, parts, convention.meaning)
    differentiator = Differentiator(model.functions, convention.kink)
    plan = Plan(model, upright, parts, factors, adjoints, differentiator, board, {})
    found = tuple(derive_adjoint(plan, name) for name in shared)
    if convention.is_turned:
        turned = TurnedBoard(model, turned_layouts(layouts), layer=_LAYER, layered=layered)
        found = turned_equations(found, turned, layouts, board.definitions)
    for equation in found:
        _check_two_layers(equation, window, convention)
    return tuple(replace(e, meaning=f"{e.meaning}; the sum is over all layers, 1 <= l <= L") for e in found)


def _has_layer(name: str) -> bool:
    return name.endswith(("[l]", "[l-1]"))


def _in_letters(found: Derivation) -> bool:
    return any(equation.left.text != equation.name and equation.indices for equation in found.equations)


def _with_last_layer(window: Model) -> Model:
    """The model of layers l and l+1 with L written for l+1."""

    def definition(old: Definition) -> Definition:
        return replace(old, name=_named_last(old.name), value=replace_entries(old.value, _entry_last))

    quantities = {_named_last(n): replace(q, name=_named_last(n)) for n, q in window.quantities.items()}
    definitions = {_named_last(n): definition(d) for n, d in window.definitions.items()}
    return replace(window, quantities=quantities, definitions=definitions)


def _named_last(name: str) -> str:
    return name.replace("[l+1]", "[L]")


def _entry_last(entry: Entry) -> Entry:
    return Entry(_named_last(entry.name), entry.indices)


def _all_layers(last: Model, window: Model) -> Model:
    """The layers 1 to L with an index that counts them, and what follows them.

    How the cost depends on the layers is what dZ[l] says; here it may be any function of them, and their sum stands for
    it. What the chain rule needs is only which quantities use W, and how.
    """
    layer = {n: _counted(d) for n, d in window.definitions.items() if n.endswith("[l]")}
    after = {n: d for n, d in last.definitions.items() if "[" not in n}
    cost = after.pop(last.cost)
    every = [_added_up(definition) for definition in layer.values()]
    definitions = {**layer, **after, cost.name: replace(cost, value=Add((cost.value, *every)))}
    used = {name for definition in definitions.values() for name in names(definition.value)} | {last.cost}
    quantities = {n: _given(q, definitions) for n, q in last.quantities.items() if n in used}
    return replace(last, quantities=quantities, definitions=definitions)


def _given(quantity: Quantity, definitions: Mapping[str, Definition]) -> Quantity:
    """A[L] and A[l-1] have no equation here, so they are as good as data."""
    computed = quantity.name in definitions or quantity.role is not Role.INTERMEDIATE
    return quantity if computed else replace(quantity, role=Role.DATA, written=None)


def _counted(definition: Definition) -> Definition:
    """The equation of layer l, with l as an index."""
    value = replace_entries(definition.value, _with_layer)
    return replace(definition, indices=(_LAYER, *definition.indices), value=value)


def _with_layer(entry: Entry) -> Entry:
    return Entry(entry.name, (_LAYER, *entry.indices)) if _has_layer(entry.name) else entry


def _added_up(definition: Definition) -> Term:
    term: Term = definition.entry
    for index in reversed(definition.indices):
        term = Sum(index, term)
    return term


def _same_sizes(name: str, window: Model) -> None:
    """A sum over the layers runs over equal shapes only."""
    for definition in window.definitions.values():
        if not definition.name.endswith("[l]") or name not in names(definition.value):
            continue
        for used in (definition.name, *sorted(names(definition.value))):
            axes = [axis for axis in window.quantities[used].layout if axis is not None and axis.size is None]
            sizes = [axis.name for axis in axes if "[" in axis.name]
            if sizes:
                raise NotSupported(
                    f"not supported: {name} is shared by all layers, and {used} has another size in every layer, "
                    f"{sizes[0]}",
                    hint="Declare one size for all layers, X: n x m and Y: n x m, or choose a depth: "
                    f"model.at_depth(3).derive() derives {name} for three layers.",
                )


def _check_two_layers(equation: Equation, window: Derivation, convention: Convention) -> None:
    """The sum over the layers l and l+1 is the gradient of the network that has just these two."""
    model = window.model
    layouts = {convention.adjoint_of(name): quantity.layout for name, quantity in model.quantities.items()}
    board = board_in(model, layouts, convention)
    board.definitions.update(window.definitions)
    known = window.definitions[equation.name]
    if tuple(known.indices) != tuple(equation.indices):
        raise ProofError(f"{equation.name} has other indices in the network of two layers")
    certificate = equal(known.value, _of_two_layers(equation.value.term), board.context)
    if certificate.kind != "proved":
        raise ProofError(f"{equation.name} is not proved to be the sum over the layers where there are two")


def _of_two_layers(term: Term) -> Term:
    """Σ_l f(l) as f(l) + f(l+1)."""
    if isinstance(term, Sum) and term.bound is _LAYER:
        return Add((replace_entries(term.body, _here), replace_entries(term.body, _above)))
    return _above_last(term) if isinstance(term, Entry) else map_children(term, _of_two_layers)


def _here(entry: Entry) -> Entry:
    return Entry(entry.name, in_layer(entry.indices))


def _above(entry: Entry) -> Entry:
    """Z[l] is Z[l+1] one layer further, A[l-1] is A[l]."""
    name = entry.name
    if name.endswith("[l]"):
        name = f"{name[:-3]}[l+1]"
    elif name.endswith("[l-1]"):
        name = f"{name[:-5]}[l]"
    return Entry(name, in_layer(entry.indices))


def _above_last(entry: Entry) -> Entry:
    """Layer L is layer l+1 there."""
    return Entry(entry.name.replace("[L]", "[l+1]"), entry.indices)
