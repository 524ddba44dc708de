"""The network for a single column x: what is left of a model when the axis of the examples is taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ..errors import InputError, NotSupported
from ..model import Model, Quantity, Role
from ..notation.spell import spell
from ..notation.surface import Call, Minus, Surface
from ..notation.text import text
from ..terms import (
    Axis,
    Component,
    Definition,
    Entry,
    Equality,
    Fact,
    Index,
    Layout,
    Max,
    Membership,
    Neg,
    Size,
    Sum,
    Term,
    free_indices,
    names,
    replace_entries,
    walk,
)
from .asked import places
from .derive import reaching_cost
from .matrix import NoMatrixForm, recovered
from .split import Split, split

REFUSED = "not supported: the network for one example"
WAY_OUT = "Ask for the form index or matrix, which keep the whole batch."


@dataclass(frozen=True)
class OneExample:
    """``model`` is the network of one example of ``batch``, whose cost was taken apart into ``parts``.

    ``small`` gives the name here for each of the batch's names: ``a1`` for ``A1``; parameters keep theirs.
    """

    model: Model
    batch: Model
    small: Mapping[str, str]
    parts: Split
    index: Index


def one_example(batch: Model) -> OneExample:
    """Take the axis of the examples away; what has an entry for each of them gets a small letter: X becomes x.

    Raises InputError for a model without examples, NotSupported where they interact.
    """
    axis = batch.example_axis
    if batch.layers is not None:
        raise NotSupported(
            f"{REFUSED} of a network of any depth",
            hint='Choose a depth (--depth 3, model.at_depth(3, g="tanh") in Python), or ask for the form '
            "index or matrix.",
        )
    if axis is None:
        raise InputError(
            f"{batch.cost} is the loss of a single example already",
            hint="The form is for a model whose data have an axis of examples: X: n0 x m.",
        )
    parts = split(batch)
    _refuse_interaction(batch, axis)
    if parts.loss is None or parts.example is None:
        reason = parts.note or f"{batch.cost} does not depend on the examples"
        raise NotSupported(f"{REFUSED}. {reason}, so an example has no loss of its own.", hint=WAY_OUT)
    small = _small_names(batch, axis, parts.loss)
    return OneExample(_single(batch, axis, small, parts.loss), batch, small, parts, parts.example)


def _refuse_interaction(batch: Model, axis: Axis) -> None:
    """Every equation on the way to the cost must speak of one example at a time."""
    reaching = reaching_cost(batch)
    for name, definition in batch.definitions.items():
        if name not in reaching:
            continue
        for node in walk(definition.value):
            bound = isinstance(node, (Sum, Max, Component)) and node.bound.axis == axis
            if bound or (isinstance(node, Size) and node.axis == axis):
                written = batch.quantities[name].written
                shown = f" ({name} = {text(written)})" if written is not None else ""
                raise NotSupported(
                    f"{REFUSED}. The equation of {name} takes all examples together{shown}, so what one example gives "
                    "depends on the others, and the batch is no mean of single examples.",
                    hint=WAY_OUT,
                )


def _small_names(batch: Model, axis: Axis, loss: Term) -> dict[str, str]:
    """Small letters for what has a column for each example; a loss that has a name keeps it."""
    taken = {*batch.quantities, *batch.functions}
    found: dict[str, str] = {}
    for name, quantity in batch.quantities.items():
        single = name
        if axis in quantity.layout and not (isinstance(loss, Entry) and loss.name == name):
            single = name[:1].lower() + name[1:]
            while single != name and single in taken:
                single = f"{single}_one"
        taken.add(single)
        found[name] = single
    return found


def _single(batch: Model, axis: Axis, small: Mapping[str, str], loss: Term) -> Model:
    """The model of one example, with its loss as the cost."""

    def told(term: Term) -> Term:
        return replace_entries(
            term, lambda entry: Entry(small[entry.name], tuple(i for i in entry.indices if i.axis != axis))
        )

    named = isinstance(loss, Entry)
    cost = small[loss.name] if isinstance(loss, Entry) else _loss_name({*small.values(), *batch.functions})
    used = _used(batch, loss)
    definitions: dict[str, Definition] = {}
    quantities: dict[str, Quantity] = {}
    for name, quantity in batch.quantities.items():
        if name in used:
            layout = _without(quantity.layout, axis)
            indices = tuple(i for i in quantity.indices if i.axis != axis)
            quantities[small[name]] = Quantity(small[name], quantity.role, layout, indices, None, quantity.line)
    for name, definition in batch.definitions.items():
        if name in used:
            indices = tuple(i for i in definition.indices if i.axis != axis)
            layout = _without(definition.layout, axis)
            definitions[small[name]] = Definition(small[name], indices, layout, told(definition.value))
    if not named:
        definitions[cost] = Definition(cost, (), (None, None), told(loss))
        quantities[cost] = Quantity(cost, Role.COST, (None, None), ())
    layouts = {name: quantity.layout for name, quantity in quantities.items()}
    for name, definition in definitions.items():
        role = Role.COST if name == cost else quantities[name].role
        written = _written(definition.value, definition, layouts, batch)
        quantities[name] = replace(quantities[name], role=role, written=written, indices=definition.indices)
    facts = tuple(_about_one(fact, told, layouts, batch) for fact in batch.facts if _names_of(fact) <= used)
    predicted = small.get(batch.prediction or "")
    made = replace(
        batch,
        quantities=quantities,
        definitions=definitions,
        facts=facts,
        cost=cost,
        prediction=predicted if predicted in definitions else None,
        example_axis=None,
        sizes={name: size for name, size in batch.sizes.items() if name != axis.name},
        notes=(),
    )
    return replace(made, source=made.text)


def _used(batch: Model, loss: Term) -> set[str]:
    """The names that the loss of an example is computed from; a weight that only the penalty uses is not among them."""
    found: set[str] = set()
    waiting = list(names(loss))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in batch.definitions:
                waiting.extend(names(batch.definitions[name].value))
    return found


def _loss_name(taken: set[str]) -> str:
    word = "L"
    while word in taken:
        word += "_one"
    return word


def _without(layout: Layout, axis: Axis) -> Layout:
    rows, columns = layout
    return (None if rows == axis else rows, None if columns == axis else columns)


def _written(value: Term, definition: Definition, layouts: Mapping[str, Layout], batch: Model) -> Surface:
    """The equation in vectors; a sum over all entries keeps its one bracket, as in ``-sum(y log(a) + ...)``."""
    if isinstance(value, Neg):
        return Minus(_written(value.body, definition, layouts, batch))
    try:
        if isinstance(value, Sum) and not free_indices(value):
            row = value.bound if any(layout[0] == value.bound.axis for layout in layouts.values()) else None
            column = value.bound if row is None else None
            return Call("sum", (recovered(value.body, row, column, layouts, batch.functions),))
        return recovered(value, *places(definition.indices, definition.layout), layouts, batch.functions)
    except NoMatrixForm:
        return spell(value, batch.functions)


def _names_of(fact: Fact) -> frozenset[str]:
    return names(fact.left) | names(fact.right) if isinstance(fact, Equality) else names(fact.entry)


def _about_one(fact: Fact, told: Callable[[Term], Term], layouts: Mapping[str, Layout], batch: Model) -> Fact:
    """A declared fact, said about the one example: ``colsum(Y) = 1`` becomes ``sum(y) = 1``."""
    if isinstance(fact, Membership):
        entry = told(fact.entry)
        assert isinstance(entry, Entry)
        return Membership(entry, fact.values, f"{entry.name} in {fact.text.partition(' in ')[2]}")
    left, right = told(fact.left), told(fact.right)
    indices = tuple(index for index in fact.indices if index.axis != batch.example_axis)
    try:
        shown = text(recovered(left, None, None, layouts, batch.functions))
    except NoMatrixForm:
        shown = text(spell(left))
    return Equality(indices, left, right, f"{shown} = {text(spell(right))}")
