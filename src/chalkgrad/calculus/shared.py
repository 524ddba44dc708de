"""Parameters that all layers of a network of any depth share: ``dW = 1/m Σ_l dZ[l] A[l-1]^T``.

W reaches the cost through every layer, and by the chain rule what comes along the different ways is added. So the
layers 1 to L are written as one model in which an index counts them: ``Z[l][i,e] = Σ_k W[i,k] A[l-1][k,e] + b[i]`` for
every l. What is derived there is the sum over all layers, by the same rules and certified by the same proofs as
everything else. For two layers the sum is written out and proved to be the gradient of the network with two layers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..convention import Convention
from ..errors import NotSupported, ProofError
from ..model import Model, Quantity, Role
from ..notation.rereading import Rereader
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
from .numerator import board_in
from .split import scales, split

_LAYER = Index("l", LAYERS)


def shared_parameters(window: Model) -> tuple[str, ...]:
    """The parameters without [l] that the layers use."""
    own = [d for name, d in window.definitions.items() if name.endswith("[l]")]
    return tuple(name for name in window.parameters if "[" not in name and any(name in names(d.value) for d in own))


def shared_equations(
    wanted: Collection[str], window: Derivation, top: Derivation, convention: Convention
) -> tuple[Equation, ...]:
    """The equations of the shared parameters, each a sum over the layers.

    Raises NotSupported for a convention in which it cannot be written, and where the layers have different sizes.
    """
    if convention.parameters == "Theta" or convention.is_turned:
        raise NotSupported(
            f"not supported: {wanted[0] if isinstance(wanted, tuple) else ''}, shared by all layers, in the convention "
            f"{convention.name}",
            hint="Choose another convention, such as ng, or a depth: model.at_depth(3).",
        )
    model = _all_layers(window.model, top.model, wanted)
    parts = split(top.model)
    adjoints = {name: convention.adjoint_of(name) for name in model.quantities}
    layouts = {adjoints[name]: quantity.layout for name, quantity in model.quantities.items()}
    board = _LayersBoard(model, layouts, letters=_in_letters(top))
    factors = scales(model, parts, convention.meaning)
    differentiator = Differentiator(model.functions, convention.kink)
    plan = Plan(model, convention, parts, factors, adjoints, differentiator, board, {})
    found = tuple(derive_adjoint(plan, name) for name in wanted)
    for equation in found:
        _check_two_layers(equation, window, convention)
    return found


class _LayersBoard(Board):
    """A board where a sum over the layers is read back among matrices."""

    def __init__(self, model: Model, adjoint_layouts: dict[str, tuple], *, letters: bool) -> None:
        super().__init__(model, adjoint_layouts, letters=letters)
        layered = frozenset(name for name in self.layouts if _has_layer(name))
        self.scope = replace(self.scope, layer=_LAYER, layered=layered)
        self.rereader = Rereader(self.scope)


def _has_layer(name: str) -> bool:
    return name.endswith(("[l]", "[l-1]"))


def _in_letters(found: Derivation) -> bool:
    return any(equation.left.text != equation.name and equation.indices for equation in found.equations)


def _all_layers(window: Model, top: Model, wanted: Collection[str]) -> Model:
    """The layers 1 to L with an index that counts them, and what follows them.

    How the cost depends on the layers is what dZ[l] says; here it may be any function of them, and their sum stands for
    it. What the chain rule needs is only which quantities use W, and how.
    """
    layer = {n: _counted(d) for n, d in window.definitions.items() if n.endswith("[l]")}
    for name in wanted:
        _same_sizes(name, window)
    after = {n: d for n, d in top.definitions.items() if "[" not in n}
    cost = after.pop(top.cost)
    every = [_added_up(definition) for definition in layer.values()]
    whole = replace(cost, value=Add((cost.value, *every)))
    definitions = {**layer, **after, cost.name: whole}
    used = {name for definition in definitions.values() for name in names(definition.value)}
    quantities = {name: q for name, q in window.quantities.items() if name in used | layer.keys() and _has_layer(name)}
    quantities |= {name: q for name, q in top.quantities.items() if name in used | after.keys() and name not in layer}
    quantities = {name: _given(q, definitions) for name, q in quantities.items()}
    quantities[cost.name] = top.quantities[cost.name]
    return replace(top, quantities=quantities, definitions=definitions)


def _given(quantity: Quantity, definitions: dict[str, Definition]) -> Quantity:
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
            sizes = [axis.name for axis in window.quantities[used].layout if axis is not None and "[" in axis.name]
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
    at_last = replace_entries(term, _last) if isinstance(term, Entry) else term
    return map_children(at_last, _of_two_layers)


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


def _last(entry: Entry) -> Entry:
    """Layer L is layer l+1 there."""
    return Entry(entry.name.replace("[L]", "[l+1]"), entry.indices)
