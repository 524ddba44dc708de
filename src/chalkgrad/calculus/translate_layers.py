"""A gradient of a network of any depth in two conventions: the bridge at layer L, and from each layer to the one below.

The bridge of dZ[l] rests on the layer above only through that of dZ[l+1], just as the recurrence does. So what is
proved in the small models, for the layer L and for the layers l and l+1, is proved for every layer by induction.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from ..convention import Convention
from ..errors import InputError, NotSupported
from ..model import Model, Role, build
from ..model.layers import Layers
from .shared import shared_parameters
from .theta_layers import layers as theta_layers
from .theta_layers import parts_named
from .translate import Pair, Translation, translate

INDUCTION = (
    "by induction over the layers: what is shown for layer L starts it, and the bridge of layer l rests on the layer "
    "above only through the one of layer l+1, which has the same form; so it holds for every l"
)


def translate_layers(
    model: Model, layers: Layers, name: str, source: Convention, target: Convention, *, given: bool = True
) -> Translation:
    """The gradient called ``name`` (dW[l], δ[L], Z[l], D[l]) in two conventions.

    Raises InputError for an unknown name, NotSupported for a parameter that all layers share.
    """
    window, top = build(layers.window, model.functions), build(layers.top, model.functions)
    asked = _asked(model, window, top, name, source, target)
    shared = [of for of in asked if of in shared_parameters(window)]
    if shared:
        raise NotSupported(
            f"not supported: a translation of the gradient by {' and '.join(shared)}, which is a sum over all layers",
            hint="Choose a depth, in Python model.at_depth(2), or translate what is added up: dZ[l].",
        )
    start = translate(top, tuple(of.replace("[l]", "[L]") for of in asked), source, target)
    if not asked[0].endswith("[l]"):
        return replace(start, name=name, model=model, given=given)
    found = translate(window, asked, source, target)
    below = (*_at(start.below, "[L]"), *_at(start.pairs, "[L]"), *_at(found.below, "[l]"))
    below = tuple(pair for pair in below if not _is_same(pair, found.pairs))
    return replace(
        found,
        name=name,
        model=model,
        given=given,
        below=below,
        together=tuple(equation for equation in found.together if "[l+1]" not in equation.name),
        notes=(*found.notes, INDUCTION),
    )


def _at(pairs: tuple[Pair, ...], layer: str) -> tuple[Pair, ...]:
    """The pairs of a layer, and of what comes after the layers where it starts from there."""
    return tuple(pair for pair in pairs if pair.of.endswith(layer) or (layer == "[L]" and "[" not in pair.of))


def _is_same(pair: Pair, asked: tuple[Pair, ...]) -> bool:
    """Whether the bridge at layer L is the one asked about for l = L: of a weight it has the same form."""
    general = pair.bridge.left.text.replace("[L]", "[l]"), pair.bridge.right.text.replace("[L]", "[l]")
    weight = pair.source.text.replace("[L-1]", "[l-1]").replace("[L]", "[l]")
    return any(
        general == (each.bridge.left.text, each.bridge.right.text) and weight == each.source.text for each in asked
    )


def _asked(
    model: Model, window: Model, top: Model, name: str, source: Convention, target: Convention
) -> tuple[str, ...]:
    """The quantities of layer l, of layer L or after the layers that a name stands for: of D[l], b[l] and W[l]."""
    last = [n for n in top.quantities if n.endswith("[L]")]
    own = [n for n, q in model.quantities.items() if q.role in (Role.PARAMETER, Role.INTERMEDIATE)] + last
    known = {convention.adjoint_of(each): each for convention in (source, target) for each in own}
    if name in own:
        return (name,)
    for convention in (source, target):
        if name in (called := convention.gradients_of(own)):
            return (called[name],)
    parts = parts_named(top if name.endswith("[L]") else window, name)
    if parts and not name.endswith("[l+1]"):
        return parts
    if "Theta" in (source.parameters, target.parameters):
        numbers = [theta.number for theta in theta_layers(window) if theta.number.endswith("[l]")]
        known |= {f"{kind}{number}": "" for kind in ("Theta", "D", "Delta") for number in numbers}
    near = get_close_matches(name, [*known, *own], n=1, cutoff=0.4)
    raise InputError(
        f"there is no {name} in {source.name} or {target.name}",
        hint=(f"Did you mean {near[0]}? " if near else "") + f"There are {', '.join(known)}.",
    )
