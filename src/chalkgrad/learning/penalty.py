"""Adding a penalty to a model: one more term in the text of its cost, so that it is derived like everything else."""

from __future__ import annotations

import re
from decimal import Decimal

from ..errors import ModelError
from ..library import penalty
from ..model.model import Model, Role
from ..notation.surface import Minus, Plus, Product, Quotient
from ..notation.text import text
from .read import read_model


def with_l2(model: Model, strength: float) -> Model:
    """The model whose cost has the library's L2 penalty of every weight matrix added; ``strength`` is λ.

    In training, m in that term is the number of training examples, not the size of a batch.
    """
    if strength == 0:
        return model
    entry = penalty("l2")
    cost = model.quantities[model.cost]
    weights = [q.name for q in model.quantities.values() if q.role is Role.PARAMETER and None not in q.layout]
    if cost.written is None or cost.written.span is None or not weights or model.example_axis is None:
        raise ModelError("A penalty needs a cost that is written as an equation, and a weight matrix to act on.")
    number = f"{Decimal(repr(strength)).normalize():f}"  # the notation has no 1e-05
    terms = [
        _renamed(text(entry.value), {entry.argument: name, entry.settings[0]: number, "m": model.example_axis.name})
        for name in weights
    ]
    start, end = cost.written.span.start, cost.written.span.end
    right = model.source[start:end]
    if not isinstance(cost.written, Plus | Product | Quotient | Minus):
        right = f"({right})"
    return read_model(
        f"{model.source[:start]}{right} + {' + '.join(terms)}{model.source[end:]}",
        cost.written.span.filename,
        model.library,
    )


def _renamed(formula: str, names: dict[str, str]) -> str:
    return re.sub(r"[^\W\d]\w*", lambda match: names.get(match.group(), match.group()), formula)
