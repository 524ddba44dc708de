"""Theta by its entries: column 0 is the bias, column j >= 1 the weights of input j.

In index form a matrix of parts has nothing to add to its parts: D1[i,0] is db1[i], and D1[i,j] is dW1[i,j]. So the
equations are those of the parts, and it is said where they stand in Theta.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..convention import Convention
from ..errors import InputError, NotSupported
from ..model import Model
from ..notation.surface import Transposed
from .derivation import Derivation
from .theta_layers import Layer, bare_name, layers, names_are_free


def told_by_entries(found: Derivation, model: Model, convention: Convention) -> Derivation:
    """The derivation in the parts, with a note for every Theta that says which entry is which."""
    names_are_free(found.model, the_layers(model, convention))
    derived = {equation.of for equation in found.equations}
    return replace(found, convention=convention, notes=(*found.notes, *theta_notes(model, convention, derived)))


def theta_notes(model: Model, convention: Convention, derived: Collection[str] | None = None) -> list[str]:
    """For every Theta, or each whose parts were ``derived``, where its parts stand. None without a Theta."""
    own = convention.adjoint_of
    return [
        f"{theta.name} = [{theta.bias}, {_shown(theta, theta.matrix)}] and D{theta.number} = [{own(theta.bias)}, "
        f"{_shown(theta, own(theta.matrix))}]: column 0 is the bias, column j the weights of input j"
        for theta in layers(model)
        if derived is None or {theta.bias, theta.matrix} <= {*derived}
    ]


def the_layers(model: Model, convention: Convention) -> tuple[Layer, ...]:
    """The Thetas of a model. Raises NotSupported where no weights stand beside a bias."""
    thetas = layers(model)
    if not thetas:
        raise NotSupported(
            f"not supported: the convention {convention.name} puts weights and bias into one matrix Theta = [b, W], "
            "and no equation here has the form W A + b with parameters W and b",
            hint="Choose a convention that leaves the parameters apart: --convention ng.",
        )
    return thetas


def entry_of_parts(model: Model, written: str) -> str:
    """``Theta1[2,0]`` or ``D1[2,0]`` as the entry of a part, ``b1[2]``; anything else as it is.

    Raises InputError for an entry that no Theta has, NotSupported for one of Delta.
    """
    name, bracket, inside = written.replace(" ", "").partition("[")
    for theta in layers(model):
        if name == f"Delta{theta.number}":
            raise NotSupported(
                f"not supported: one entry of {name}, which is no derivative of the cost by itself",
                hint=f"Ask for the same entry of D{theta.number}: it is that of {name}, with the factor and the "
                "penalty.",
            )
        if name not in (theta.name, f"D{theta.number}"):
            continue
        if not bracket:
            return theta.matrix
        words = inside.removesuffix("]").split(",")
        if len(words) != 2:
            raise InputError(
                f"{written} is no entry of {theta.name}",
                hint=f"Write {name}[i,j], with letters or numbers; column 0 is the bias.",
            )
        row, column = words
        part, at = (theta.bias, (row,)) if column == "0" else (theta.matrix, (row, column))
        if part == theta.matrix and isinstance(theta.weights, Transposed):
            at = (column, row)
        layout = model.quantities[part].layout
        sides = (0,) if part == theta.bias else (0, 1)
        kept = [word for word, side in zip(at, sides, strict=True) if layout[side] is not None]
        return f"{part}[{','.join(kept)}]" if kept else part
    return written


def _shown(theta: Layer, name: str) -> str:
    assert bare_name(theta.weights) == theta.matrix
    return f"{name}^T" if isinstance(theta.weights, Transposed) else name
