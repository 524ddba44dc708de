"""Sums over all layers in the cost, ``sum_l sum(W[l]^2)``: when dW[l] needs the term of layer l alone.

It does if the sum enters the cost linearly, with a factor that no layer moves, and if its term of layer l uses
parameters of layer l only: then every other term is constant for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..errors import NotSupported
from ..notation.surface import Indexed, Minus, Name, Over, Plus, Product, Quotient, Surface, parts, walk_surface
from ..notation.text import text

WAY_OUT = "Write it as a summand of the cost: J = 1/m sum(C(A[L], Y)) + lambda/(2 m) sum_l sum(W[l]^2)"


def sums(surface: Surface) -> list[Surface]:
    """The sums over the layers in a formula."""
    return [node for node in walk_surface(surface) if _is_sum(node)]


def has_sum(surface: Surface) -> bool:
    """Whether a formula has a sum over the layers."""
    return bool(sums(surface))


def summed_names(surface: Surface) -> set[str]:
    """The names under the sums over the layers: W[l]."""
    return {name for node in sums(surface) for name in used_names(node)}


def used_names(surface: Surface) -> set[str]:
    """All names of quantities in a formula."""
    nodes = list(walk_surface(surface))
    return {n.text for n in nodes if isinstance(n, Name)} | {n.name for n in nodes if isinstance(n, Indexed)}


def check_sums(after: Mapping[str, Surface], computed: Collection[str]) -> None:
    """Raise NotSupported for a sum over the layers of which the term of layer l alone would not do.

    ``after`` are the formulas that follow the layers, the cost among them; ``computed`` what a layer computes: Z, A.
    """
    moving = {name for name, formula in after.items() if _moves(formula, after)}
    for name, formula in after.items():
        if not has_sum(formula):
            continue
        if any(name in used_names(other) for other in after.values()):
            raise NotSupported(f"{name} is a sum over the layers with a name of its own", hint=WAY_OUT)
        for found in sums(formula):
            if not any("[" in used for used in used_names(found)):
                raise NotSupported(
                    f"{text(found)} is the same for every layer, as nothing in it has an [l]",
                    hint="Leave sum_l out: lambda/(2 m) sum(W^2) where all layers share W.",
                )
        for found in _linear(name, formula, after):
            for used in sorted(used_names(found)):
                own = used.endswith("[l]") and used.removesuffix("[l]") not in computed
                if used in moving or ("[" in used and not own):
                    raise NotSupported(
                        f"{text(found)} uses {used}: the term of layer l may use the parameters of layer l",
                        hint=WAY_OUT,
                    )


def _linear(name: str, formula: Surface, after: Mapping[str, Surface], *, factor: bool = False) -> Iterator[Surface]:
    """The sums over the layers, each a summand up to a factor that no layer moves.

    Behind a ``factor`` there may be nothing else that a layer moves: the loss has a summand of its own.
    """
    match formula:
        case Plus() | Minus() if has_sum(formula):
            for part in parts(formula):
                yield from _linear(name, part, after, factor=factor)
        case _ if not has_sum(formula) and not (factor and _moves(formula, after)):
            return
        case Over() if _is_sum(formula) and not has_sum(formula.body):
            yield formula
        case Quotient(above, below) if not _moves(below, after):
            yield from _linear(name, above, after, factor=True)
        case Product(_, factors) if sum(_moves(each, after) for each in factors) == 1:
            for each in factors:
                yield from _linear(name, each, after, factor=True)
        case _:
            raise NotSupported(
                f"{name} has a sum over the layers that is no summand with a constant factor: {text(formula)}",
                hint=WAY_OUT,
            )


def _moves(factor: Surface, after: Mapping[str, Surface]) -> bool:
    """Whether a formula depends on a quantity of some layer, itself or through the others in ``after``."""
    waiting, seen = sorted(used_names(factor)), set[str]()
    while waiting:
        name = waiting.pop()
        if "[" in name:
            return True
        if name in after and name not in seen:
            seen.add(name)
            waiting += sorted(used_names(after[name]))
    return False


def _is_sum(node: Surface) -> bool:
    return isinstance(node, Over) and node.operator == "sum" and node.index == "l"
