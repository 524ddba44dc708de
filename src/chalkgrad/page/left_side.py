"""The left side of an equation of the model, as its reader wrote it."""

from __future__ import annotations

from ..model.model import Model, Quantity
from ..notation.surface import Indexed, Name, Surface, walk_surface


def left_side(quantity: Quantity, model: Model) -> Surface:
    """``Z1[i,e]`` where its equation is written in letters, else ``Z1``."""
    written = quantity.written
    if written is None or not any(isinstance(part, Indexed) for part in walk_surface(written)):
        return Name(quantity.name)
    letters = tuple(index.name for index in model.definitions[quantity.name].indices)
    return Indexed(quantity.name, letters) if letters else Name(quantity.name)
