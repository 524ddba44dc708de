"""Counts of a network of any depth: what one layer takes, and which layers it is summed over."""

from __future__ import annotations

from collections.abc import Sequence

from ..calculus.derivation import Equation
from ..model import Model, Role, build
from ..model.over_layers import sums
from .counting import ALL, HIDDEN, SECOND, Count, Operations, operations


def of_one_layer(model: Model, equations: Sequence[Equation]) -> list[Equation]:
    """Without those of layer L that the equation of layer l covers, as it holds for l = L too: dW[L] is dW[l] there."""
    every = {e.of for e in equations if range_of(model, e.of, backward=True) == ALL}
    return [equation for equation in equations if equation.of.replace("[L]", "[l]") not in every - {equation.of}]


def range_of(model: Model, name: str, *, backward: bool) -> str:
    """The layers for which a quantity of layer l, or the gradient by it, is computed; empty for any other quantity.

    Layer L starts the recurrence of the gradients, and has equations of its own for what is computed there.
    """
    if model.layers is None or not name.endswith("[l]"):
        return ""
    return HIDDEN if backward and model.quantities[name].role is not Role.PARAMETER else ALL


def cost_operations(model: Model, name: str) -> Operations | None:
    """What a cost with sums over the layers takes; None for any other formula.

    In the model of the layers l and l + 1 the sum is its term of layer l, which uses nothing else, and the loss is that
    of layer l + 1: the sizes tell the two apart. A sum over L layers takes L - 1 additions.
    """
    number = len(sums(model.layers.written[name])) if model.layers is not None and name in model.layers.written else 0
    if model.layers is None or not number:
        return None
    found = operations(build(model.layers.window, model.functions).definitions[name].value)
    parts = [_apart(count) for count in (found.multiply_adds, found.elementwise, found.functions)]
    parts[1] += Count({}, {SECOND: Count({(): number})})
    return Operations(*parts)


def _apart(count: Count) -> Count:
    """The monomials of layer l summed over the layers, those of layer l + 1 for layer L."""
    once: dict[tuple[str, ...], int] = {}
    each: dict[tuple[str, ...], int] = {}
    for factors, times in count.monomials.items():
        if any(factor.endswith(("[l]", "[l-1]")) for factor in factors):
            each[factors] = times
        else:
            once[tuple(factor.replace("[l+1]", "[L]") for factor in factors)] = times
    return Count(once, {ALL: Count(each)} if each else {})
