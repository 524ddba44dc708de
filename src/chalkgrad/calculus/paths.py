"""How a name reaches the cost: its consumers, and the first line of its chain rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Model
from ..notation.elaborate import EXAMPLE_LETTERS, letter
from ..terms import (
    LAYERS,
    ONE,
    Axis,
    Component,
    Definition,
    Delta,
    Derivative,
    Div,
    Entry,
    Index,
    Mul,
    Neg,
    Sum,
    Term,
    dependent,
    free_indices,
    instantiate,
    names,
    rename_indices,
)
from .differentiate import Differentiator
from .factors import added, factored, product, summands
from .recognise import recognised
from .split import Split
from .sums import open_deltas, pick, split_sums
from .tidy import tidy

#: A part of the cost with more names than this is not written whole for each of them: only the summands with the name.
MOST_NAMES = 8


@dataclass(frozen=True)
class Path:
    """One consumer C of a name X at the indices of the chain-rule line.

    ``at`` are C's indices there; those not shared with X are in ``summed``. ``value`` is C's definition at ``at``.
    """

    consumer: str
    at: tuple[Index, ...]
    summed: tuple[Index, ...]
    value: Term

    @property
    def entry(self) -> Entry:
        return Entry(self.consumer, self.at)


def consumers(model: Model, name: str) -> list[str]:
    """The names (the cost left out) whose definitions mention ``name``, in order of computation."""
    return [user for user in model.users.get(name, ()) if user != model.cost]


def moved_by(model: Model, name: str) -> frozenset[str]:
    """The names (the cost left out) that are computed from ``name``."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = set(consumers(model, waiting.pop())) - found
        found |= new
        waiting += new
    return frozenset(found)


def letters_for(model: Model, name: str) -> tuple[Index, ...]:
    """The indices an adjoint is written with: j for the units of a layer that the next one sums over, else i."""
    quantity = model.quantities[name]
    axes = [index.axis for index in quantity.indices]
    units = [axis for axis in axes if axis != model.example_axis]
    first = "i"
    if len(units) == 1 and quantity.written is not None:
        for consumer in consumers(model, name):
            definition = recognised(model.definitions[consumer], model.functions, model.example_axis)
            sums_over = not isinstance(definition.value, Component) and units[0] not in {
                index.axis for index in definition.indices
            }
            first = "j" if sums_over else first
    chosen: list[Index] = []
    for axis in axes:
        taken = {index.name for index in chosen}
        word = letter(axis, taken, model.example_axis, (first, "i", "j", "k") if axis in units else EXAMPLE_LETTERS)
        chosen.append(Index(word, axis))
    return tuple(chosen)


def path(model: Model, differentiator: Differentiator, name: str, at: tuple[Index, ...], consumer: str) -> Path:
    """The indices of a consumer that the chain rule needs: an index forced equal by the derivative is not summed."""
    definition = recognised(model.definitions[consumer], model.functions, model.example_axis)
    fresh = _fresh(definition, at, model.example_axis)
    value = instantiate(definition.value, definition.indices, fresh)
    slope = differentiator.of(value, Entry(name, at))
    for _ in range(3):
        slope = tidy(pick(split_sums(open_deltas(slope))))
    forced = _forced(slope, set(fresh), set(at))
    final = tuple(forced.get(index, index) for index in fresh)
    summed = tuple(index for index in fresh if index not in forced)
    return Path(consumer, final, summed, instantiate(definition.value, definition.indices, final))


def _fresh(definition: Definition, at: tuple[Index, ...], example_axis: Axis | None) -> tuple[Index, ...]:
    """New letters for a consumer: i before others; k where a vector function runs over the same units."""
    taken = {index.name for index in at}
    order = ("k", "p", "q") if isinstance(definition.value, Component) else ("i", "k", "p", "q", "r")
    found: list[Index] = []
    for index in definition.indices:
        word = index.name if index.axis is LAYERS else letter(index.axis, taken, example_axis, order)
        taken.add(word)
        found.append(Index(word, index.axis))
    return tuple(found)


def _forced(slope: Term, fresh: set[Index], at: set[Index]) -> dict[Index, Index]:
    """Indices tied to one of X's by a delta in every summand."""
    common: set[Delta] | None = None
    for summand in summands(slope.body if isinstance(slope, Neg) else slope):
        deltas = {factor for factor in factored(summand).over if isinstance(factor, Delta)}
        common = deltas if common is None else common & deltas
    forced: dict[Index, Index] = {}
    for delta in sorted(common or (), key=lambda d: (d.left.name, d.right.name)):
        for mine, other in ((delta.left, delta.right), (delta.right, delta.left)):
            if mine in fresh and other in at:
                forced[mine] = other
    return forced


def chain_rule_line(
    name: str,
    at: tuple[Index, ...],
    paths: list[Path],
    parts: Split,
    scales: Mapping[str, Term],
    adjoints: Mapping[str, str],
    moved: frozenset[str] = frozenset(),
) -> Term:
    """dX[p] = ∂L/∂X (if the cost uses X itself) + Σ over consumers of dC · ∂C/∂X, scaled as the convention says.

    ``moved`` are the names that are computed from X.
    """
    terms: list[Term] = []
    mine = scales.get(name, ONE)
    for way in paths:
        theirs = scales.get(way.consumer, ONE)
        body: Term = Mul((Entry(adjoints[way.consumer], way.at), Derivative(way.entry, Entry(name, at))))
        for index in reversed(way.summed):
            body = Sum(index, body)
        terms.append(_scaled(theirs, mine, body))
    return added([*terms, *direct_terms(name, at, parts, scales, moved)])


def direct_terms(
    name: str,
    at: tuple[Index, ...],
    parts: Split,
    scales: Mapping[str, Term],
    moved: frozenset[str] = frozenset(),
) -> list[Term]:
    """The cost's own use of X: through each example's loss, and through the penalty.

    Where the cost also uses a name of ``moved``, which is computed from X and has a path of its own, only the summands
    with X are written: the derivative of the others would be counted twice.
    """
    terms: list[Term] = []
    mine = scales.get(name, ONE)
    variable = Entry(name, at)
    if parts.loss is not None and name in names(parts.loss):
        loss = _part_with(name, parts.loss, moved)
        if parts.example is not None and parts.example not in free_indices(loss):
            loss = parts.loss  # a sum over examples needs something that has one
        own = [index for index in at if parts.example is not None and index.axis == parts.example.axis]
        if parts.example is not None and own:  # an example by another letter, or by its number: A3[i,3]
            loss = rename_indices(loss, {parts.example: own[0]})
        body: Term = Derivative(loss, variable)
        if parts.example is not None and not own:
            body = Sum(parts.example, body)
        terms.append(_scaled(parts.scale, mine, body))
    if parts.penalty is not None and name in names(parts.penalty):
        terms.append(_scaled(ONE, mine, Derivative(_part_with(name, parts.penalty, moved), variable)))
    return terms


def _part_with(name: str, term: Term, moved: frozenset[str]) -> Term:
    is_whole = len(names(term)) <= MOST_NAMES and not names(term) & moved
    return term if is_whole else dependent(term, name)


def held(name: str, terms: Iterable[Term], moved: frozenset[str]) -> tuple[str, ...]:
    """The names computed from X that stand beside it in these terms, whose derivatives by X do not follow them."""
    found = {other: None for term in terms if name in names(term) for other in sorted(names(term) & moved)}
    return tuple(found)


def _scaled(theirs: Term, mine: Term, body: Term) -> Term:
    """(theirs / mine) · body; the same factor on both sides is not written."""
    if theirs is mine:
        return body
    if mine is ONE:
        return product([theirs, body])
    if theirs is ONE:
        return product([mine.denominator if isinstance(mine, Div) else Div(ONE, mine), body])
    return product([Div(theirs, mine), body])
