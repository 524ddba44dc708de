"""The gradients of a network of any depth: the recurrence from layer l + 1 to layer l, and where it starts.

The equations for layer l come from a window of two layers (``model.layers``). They rest on the layer above only
through dZ[l+1], and only the layer l+1 uses A[l], so they hold for every 1 <= l < L; those of W[l] and b[l] hold for
l = L too, where the equation of layer L is the same: then it is said once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..convention import Convention
from ..errors import InputError
from ..model import Model, Role
from ..model.layers import Layers
from ..model.over_layers import has_sum, summed_names, used_names
from ..notation.surface import Indexed, Plus
from ..notation.text import text
from ..terms import instantiate, names, replace_entries
from .chain import Chain
from .derivation import Derivation, Equation
from .factors import flat_products
from .numerator import board_in
from .shared import shared_equations, shared_parameters
from .split import split, split_text
from .summary import summary
from .theta import BlockEquation

#: The network of the four equations: any number of layers, any activation, any cost.
FOUR_EQUATIONS = """
X: n[0] x m
Y: n[L] x m
A[0] = X
Z[l] = W[l] A[l-1] + b[l]
A[l] = g(Z[l]) for l = 1..L
J = 1/m sum(C(A[L], Y))
"""


def any_depth(
    model: Model,
    layers: Layers,
    convention: Convention,
    wrt: Collection[str] | None,
    window: Derivation,
    top: Derivation,
) -> Derivation:
    """The equations for layer L and for every layer l, from the derivations of the two small models.

    Raises InputError for a name in ``wrt`` that has no gradient here, NotSupported for a parameter that all layers
    share where its sum over the layers cannot be written.
    """
    wanted = {wrt} if isinstance(wrt, str) else set(wrt or ())
    shared = shared_parameters(window.model)
    last = [e for e in top.equations if e.of.endswith("[L]") or ("[" not in e.of and e.of not in shared)]
    every = [equation for equation in window.equations if equation.of.endswith("[l]")]
    equations = [*last, *(_recurrence(equation, layers, window, convention) for equation in every)]
    equations += shared_equations(shared, window, convention) if shared else ()
    said = {equation.name: equation.text for equation in equations}
    covered = tuple(e for e in last if said.get(_for_l(e.name)) == _for_l(e.text) and not {e.name, e.of} & wanted)
    equations = [equation for equation in equations if equation not in covered]
    if wrt is not None:
        known = [e.name for e in equations] + [e.of for e in equations]
        for word in sorted(wanted):
            if word not in known:
                raise InputError(f"there is no {word} in the model", hint=f"It has {', '.join(known)}.")
        equations = [e for e in equations if {e.name, e.of} & wanted]
    definitions = {**window.definitions, **top.definitions}
    cost_split = _split_of(top.model, layers)
    in_sum = summed_names(layers.written[model.cost])
    shown = _written_as(window.model, model)
    told = [_for_layers(_only_its_layer(e, in_sum), {_for_l(each.name) for each in covered}) for e in equations]
    behind = tuple(_only_its_layer(equation, in_sum) for equation in covered)
    notes = (*model.notes, _users_of_signal(window.model, layers), *([_sharing(shared)] if shared else []))
    return Derivation(
        shown, convention, tuple(told), definitions, cost_split, notes, covered=behind, averaged=top.averaged
    )


def _for_l(written: str) -> str:
    """What is said of layer L, said of layer l."""
    return written.replace("[L]", "[l]").replace("[L-1]", "[l-1]")


def _users_of_signal(window: Model, layers: Layers) -> str:
    """The premise of the recurrence: nothing but the next layer uses what a layer hands on."""
    signal = f"{layers.signal}[l]"
    users = window.users[signal]
    only = "is the only quantity that uses" if len(users) == 1 else "are the only quantities that use"
    return f"{' and '.join(users)} {only} {signal}, for 1 <= l < L (checked)"


def _sharing(shared: tuple[str, ...]) -> str:
    """Why a sum over the layers stands at some parameters."""
    if len(shared) == 1:
        return f"{shared[0]} is the same in every layer, so its gradient adds up what comes through each of them"
    named = f"{', '.join(shared[:-1])} and {shared[-1]}"
    return f"{named} are the same in every layer, so their gradients add up what comes through each of them"


def _split_of(top: Model, layers: Layers) -> str:
    """How the cost is taken apart, the penalty as it was written; L is the number of layers, so the loss has a word.

    Nothing is said where a sum over the layers is part of the loss, as it has no index form.
    """
    parts, written = split(top), layers.written[top.cost]
    words = ("loss", "own_loss")
    if not has_sum(written):
        return split_text(top, parts, words=words)
    carriers = {name for name, quantity in top.quantities.items() if top.example_axis in quantity.layout}
    summands = written.terms if isinstance(written, Plus) else (written,)
    rest = [each for each in summands if has_sum(each) or not _at_last(used_names(each)) & carriers]
    if any(_at_last(used_names(each)) & carriers for each in rest):
        return ""
    return split_text(top, parts, words=words, penalty=text(Plus(tuple(rest)) if len(rest) > 1 else rest[0]))


def _at_last(used: Collection[str]) -> set[str]:
    """The names with L for l, as the model of the last layer has them."""
    return {name.replace("[l]", "[L]") for name in used}


def _only_its_layer(equation: Equation, in_sum: Collection[str]) -> Equation:
    """Say in the first step why a sum over the layers is down to one term."""
    name, layer = equation.of, equation.of[-2:-1]
    if name.replace("[L]", "[l]") not in in_sum:
        return equation
    first = equation.steps[0]
    words = f"{first.words}; only layer {layer} of the sum over the layers contains {name}"
    return replace(equation, steps=(replace(first, words=words), *equation.steps[1:]))


def _written_as(window: Model, model: Model) -> Model:
    """The model with its layer written as in the window: ``Theta[l] [1; A[l-1]]``."""
    blocks = {name: block for name, block in window.blocks.items() if name.endswith("[l]")}
    quantities = {name: window.quantities[name] if name.endswith("[l]") else q for name, q in model.quantities.items()}
    return replace(model, quantities=quantities, blocks=blocks) if blocks else model


def _for_layers(equation: Equation, at_last: Collection[str]) -> Equation:
    """Say for which layers an equation holds; ``at_last`` are the names of those that hold for l = L too."""
    if not equation.of.endswith("[l]"):
        return equation
    last = equation.name in at_last
    meaning = f"{equation.meaning}; for 1 <= l {'<=' if last else '<'} L"
    return replace(equation, meaning=meaning, layers=f"l = 1..{'L' if last else 'L-1'}")


def _recurrence(equation: Equation, layers: Layers, window: Derivation, convention: Convention) -> Equation:
    """dZ[l] in terms of dZ[l+1]: dA[l] is put in, as it is taught."""
    if isinstance(equation, BlockEquation):
        return equation
    between = convention.adjoint_of(f"{layers.signal}[l]")
    model = window.model
    parameter = model.quantities[equation.of].role is Role.PARAMETER
    if between not in names(equation.value.term) or parameter or between not in window:
        return equation
    known = window.definitions[between]
    put_in = replace_entries(
        equation.value.term,
        lambda entry: instantiate(known.value, known.indices, entry.indices) if entry.name == between else entry,
    )
    adjoints = {convention.adjoint_of(name): quantity.layout for name, quantity in model.quantities.items()}
    adjoints |= {name: each.layout for name, each in window.definitions.items() if name not in model.quantities}
    board = board_in(model, adjoints, convention, letters=isinstance(equation.left.surface, Indexed))
    board.definitions.update(window.definitions)
    board.certificates.update((each.name, each.certificate) for each in window.equations)
    layout = adjoints[equation.name]
    places = iter(equation.indices)
    row = next(places) if layout[0] else None
    column = next(places) if layout[1] else None
    chain = Chain(board, equation.value.term, row, column)
    chain.line = equation.value
    words = f"put in {between} = {window[between].text}"
    chain.to("substitute", words, flat_products(put_in), unfold=(between,), matrix=True)
    steps = (*equation.steps, *chain.steps)
    return replace(equation, value=chain.line, steps=steps, certificate=summary(list(steps)))
