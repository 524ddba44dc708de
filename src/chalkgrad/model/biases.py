"""Biases that nobody declared: a column beside ``W1 X``, a row beside ``X W1``, and never one for each example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from ..errors import ShapeError, Span
from ..notation.scope import Scope, show_layout
from ..notation.surface import Indexed, Minus, Name, Plus, Surface, walk_surface
from ..terms import Axis, Layout


class Written(Protocol):
    """An equation: what it defines, its right-hand side and its place."""

    name: str
    right: Surface
    place: Span


E = TypeVar("E", bound=Written)


def example_axes(named: Mapping[str, Axis], data: Sequence[Layout]) -> frozenset[Axis]:
    """The axes that count examples: m, else the columns that all data share, or the rows if the columns differ.

    Of data declared with numbers, ``X: 100 x 3; Y: 100 x 2``, each has rows of its own; they are of one length.
    """
    if "m" in named:
        return frozenset({named["m"]})
    if len(data) < 2 or all(columns is None for _, columns in data):
        return frozenset()
    shared = []
    for side in (0, 1):
        axes = [layout[side] for layout in data]
        alike = {axis.size or axis for axis in axes if axis is not None}
        elsewhere = {layout[1 - side] for layout in data}
        if None not in axes and len(alike) == 1 and elsewhere.isdisjoint(axes):
            shared.append(frozenset(axis for axis in axes if axis is not None))
    return shared[0] if len(shared) == 1 else frozenset()


def biases_first(ordered: Iterable[E], scope: Scope) -> Iterator[E]:
    """The equations so that a bias is met where it is added before it is met elsewhere, as in ``R = sum(b1^2)``.

    Each still comes after those it uses.
    """
    equations = list(ordered)
    added = {name for equation in equations for name in _added(equation.right)}
    waiting: dict[str, E] = {}
    for equation in equations:
        used = _names(equation.right)
        early = {name for name in used & added if scope.is_loose_bias(name)} - _added(equation.right)
        if early or used & waiting.keys():
            waiting[equation.name] = equation
        else:
            yield equation
    yield from waiting.values()


def _added(formula: Surface) -> set[str]:
    """The names that are summands in a formula."""
    sums = [node for node in walk_surface(formula) if isinstance(node, Plus)]
    terms = [term.body if isinstance(term, Minus) else term for node in sums for term in node.terms]
    return {term.text for term in terms if isinstance(term, Name)}


def _names(formula: Surface) -> set[str]:
    nodes = list(walk_surface(formula))
    return {n.text for n in nodes if isinstance(n, Name)} | {n.name for n in nodes if isinstance(n, Indexed)}


def refuse_one_for_each_example(
    inferred: Iterable[str], layouts: Mapping[str, Layout], examples: frozenset[Axis], ordered: Iterable[Written]
) -> None:
    """Raises ShapeError for a parameter whose shape was inferred to have as many entries as there are examples."""
    for name in inferred:
        if examples.isdisjoint(layouts[name]):
            continue
        where = next(equation for equation in ordered if name in _names(equation.right))
        node = next(n for n in walk_surface(where.right) if isinstance(n, (Name, Indexed)) and name in _names(n))
        raise ShapeError(
            f"{name} would be {show_layout(layouts[name])}: a parameter with entries for each example",
            span=node.span or where.place,
            hint=f"Is a factor on the wrong side? With examples in columns a layer is W X + b, with examples in rows "
            f"X W + b. If it is meant: parameter {name}: {show_layout(layouts[name])}",
        )
