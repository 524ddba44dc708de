"""The same network with every matrix turned: examples in rows instead of columns, X W instead of W X.

An index form does not care in which order the indices of an entry are written. So the turned model has the same
equations between entries; only the layouts change, and the matrix form of each equation is recovered anew.
"""

from __future__ import annotations

from dataclasses import replace

from ..model import Model, Quantity
from ..notation.spell import spell
from ..notation.surface import Surface
from ..terms import Definition, Entry, Equality, Fact, Membership, Term, replace_entries
from .matrix import NoMatrixForm, recovered


def turned(model: Model) -> Model:
    """The model with rows and columns of every quantity exchanged; ``Z1 = W1 X + b1`` becomes ``Z1 = X W1 + b1``."""
    quantities = {name: _turned_quantity(quantity) for name, quantity in model.quantities.items()}
    layouts = {name: quantity.layout for name, quantity in quantities.items()}
    definitions: dict[str, Definition] = {}
    for name, definition in model.definitions.items():
        quantity = quantities[name]
        value = _reversed(definition.value)
        indices = tuple(reversed(definition.indices))
        definitions[name] = Definition(name, indices, quantity.layout, value)
        places = iter(indices)
        row = next(places) if quantity.layout[0] else None
        column = next(places) if quantity.layout[1] else None
        written: Surface
        try:
            written = recovered(value, row, column, layouts, model.functions)
        except NoMatrixForm:
            written = spell(value, model.functions)
        quantities[name] = replace(quantity, written=written)
    facts = tuple(_turned_fact(fact) for fact in model.facts)
    made = replace(model, quantities=quantities, definitions=definitions, facts=facts)
    return replace(made, source=made.text)


def _turned_quantity(quantity: Quantity) -> Quantity:
    rows, columns = quantity.layout
    return replace(quantity, layout=(columns, rows), indices=tuple(reversed(quantity.indices)))


def _reversed(term: Term) -> Term:
    return replace_entries(term, lambda entry: Entry(entry.name, tuple(reversed(entry.indices))))


def _turned_fact(fact: Fact) -> Fact:
    match fact:
        case Equality(indices, left, right, text):
            swapped = text.replace("colsum", "\0").replace("rowsum", "colsum").replace("\0", "rowsum")
            return Equality(indices, _reversed(left), _reversed(right), swapped)
        case Membership(entry, values, text):
            return Membership(Entry(entry.name, tuple(reversed(entry.indices))), values, text)
