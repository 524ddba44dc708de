"""Every equation for a single entry, with its letters, its sums and Kronecker's delta."""

from __future__ import annotations

from dataclasses import replace

from ...errors import NotSupported
from ...model import Model, Quantity
from ...notation.spell import spell
from ..derivation import Derivation
from ..derive import derive
from ..form import Wanted

NAME = "index"
ABOUT = "every equation for a single entry, with sums over letters and Kronecker's delta"


def show(wanted: Wanted) -> Derivation:
    """The derivation with no line in matrices, the model's own equations included."""
    found = derive(wanted.model, wanted.convention, wanted.wrt, letters=True)
    return replace(found, model=in_letters(found.model), form="in index form")


def in_letters(model: Model) -> Model:
    """The model with every equation written in index form."""
    return replace(model, quantities={name: _in_letters(model, q) for name, q in model.quantities.items()})


def _in_letters(model: Model, quantity: Quantity) -> Quantity:
    if quantity.written is None or quantity.name not in model.definitions:
        return quantity
    try:
        return replace(quantity, written=spell(model.definitions[quantity.name].value, model.functions))
    except NotSupported:  # the argument of a vector function that has no spelling in letters
        return quantity
