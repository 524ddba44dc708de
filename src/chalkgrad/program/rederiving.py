"""Gradients along the equations that run, where those taught would lose their digits.

``a = 1/(1 + e)`` with ``e = exp(-z)`` is taught as da, de, dz; at z = -104 de is infinite. What runs is
``a = sigmoid(z)`` and a loss that reads z through softplus. These equations have the same derivative by z, and it keeps
its digits: the chain rule is applied to them once more. The caller proves the result equal to the taught gradient.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..calculus.common_factors import cancel
from ..calculus.differentiate import Differentiator
from ..calculus.fractions import merge_powers
from ..calculus.sums import open_deltas, pick, pull_out, split_sums
from ..calculus.tidy import tidy
from ..convention import Convention
from ..errors import NotSupported
from ..model import Model
from ..terms import (
    ONE,
    ZERO,
    Add,
    Apply,
    Axis,
    Context,
    Definition,
    Div,
    Entry,
    Function,
    Index,
    Mul,
    Number,
    Power,
    Size,
    Sum,
    Term,
    all_indices,
    fresh_index,
    instantiate,
    map_children,
    names,
    replace_entries,
    walk,
)

#: A gradient through more names without adjoints of their own than this is left as it is taught.
DEEPEST = 6
#: A slope of more parts is not written out in a gradient.
LONGEST = 20


@dataclass(frozen=True)
class RunningGraph:
    """The equations that run, and which of the model's names they read around.

    ``changed`` are names whose equation runs in another form than it is taught. ``bypassed`` are names that some
    equation looks through: the loss reads z, not a. The derivative along these equations by such a name is not the
    taught one, so its adjoint stays as it is.
    """

    definitions: Mapping[str, Definition]
    changed: Collection[str]
    bypassed: Collection[str]
    adjoint_of: Mapping[str, str]
    model: Model
    convention: Convention

    def changed_around(self, name: str) -> bool:
        """Whether an equation that reads ``name`` runs in another form, and none looks through the name."""
        if name in self.bypassed:
            return False
        named = {*self.adjoint_of.values(), self.model.cost}
        return any(
            consumer in self.changed or consumer in self.bypassed or consumer not in named
            for consumer, running in self.definitions.items()
            if name in names(running.value)
        )

    def candidates(self, name: str, indices: tuple[Index, ...], context: Context) -> Iterator[Term]:
        """The derivative by ``name`` along the running equations, for each scale that dX may have; ``indices`` are
        those of its adjoint."""
        at = indices[::-1] if self.convention.is_turned else indices
        for axis in dict.fromkeys((None, self.model.example_axis)):
            found = _Sweep(self, context, axis).gradient(name, at, 0)
            if found is not None:
                yield _settled(_with_slopes(found, self.model.functions))


class _Sweep:
    """``example``: the axis by whose size the adjoints are multiplied, those of all names that have it or, for a plain
    sum of losses, of every name; or None."""

    def __init__(self, graph: RunningGraph, context: Context, example: Axis | None) -> None:
        self.graph = graph
        self.context = context
        self.example = example
        self.differentiator = Differentiator(graph.model.functions, graph.convention.kink)
        self.adjoints = {of: name for name, of in graph.adjoint_of.items()}

    def scale(self, name: str) -> Term | None:
        if self.example is None:
            return None
        if self.graph.convention.meaning != "sum" and self.example not in self.context.layouts[name]:
            return None
        return Size(self.example)

    def gradient(self, name: str, indices: tuple[Index, ...], depth: int) -> Term | None:
        """∂cost/∂name[indices] times the scale of its adjoint; None where a rule is missing."""
        total = self.plain(name, indices, depth)
        scale = self.scale(name)
        return total if total is None or scale is None else Mul((scale, total))

    def plain(self, name: str, indices: tuple[Index, ...], depth: int) -> Term | None:
        parts: list[Term] = []
        for consumer in self.graph.definitions.values():
            if name not in names(consumer.value):
                continue
            part = self.through(consumer, Entry(name, indices), depth)
            if part is None:
                return None
            if part is not ZERO:
                parts.append(part)
        return ZERO if not parts else parts[0] if len(parts) == 1 else Add(tuple(parts))

    def through(self, consumer: Definition, wrt: Entry, depth: int) -> Term | None:
        """Σ over the consumer's entries of its adjoint times its slope."""
        taken = set(all_indices(consumer.value)) | set(wrt.indices) | set(consumer.indices)
        places = []
        for index in consumer.indices:
            places.append(fresh_index(index, taken))
            taken.add(places[-1])
        at = tuple(places)
        outer = self.outer(consumer.name, at, depth)
        if outer is None or outer is ZERO:
            return outer
        try:
            slope = self.differentiator.of(instantiate(consumer.value, consumer.indices, at), wrt)
        except NotSupported:
            return None
        term: Term = Mul((outer, slope))
        for index in reversed(at):
            term = Sum(index, term)
        return term

    def outer(self, name: str, at: tuple[Index, ...], depth: int) -> Term | None:
        if name == self.graph.model.cost:
            return ONE
        if name in self.adjoints and name not in self.graph.bypassed:
            turned = at[::-1] if self.graph.convention.is_turned else at
            scale, adjoint = self.scale(name), Entry(self.adjoints[name], turned)
            return adjoint if scale is None else Div(adjoint, scale)
        return self.plain(name, at, depth + 1) if depth < DEEPEST else None


def risk(term: Term, shaky: Collection[str]) -> int:
    """How many places of a formula may overflow or cancel; ``shaky`` are names and functions that may be."""
    count = 0
    for node in walk(term):
        match node:
            case Div(_, denominator):
                count += bool(names(denominator))
            case Power(_, Number(value)):
                count += value < 0
            case Apply(("exp" | "log"), _):
                count += 1
            case Entry(name, _) | Apply(name, _):
                count += name in shaky
            case _:
                pass
    return count


def _with_slopes(term: Term, functions: Mapping[str, Function]) -> Term:
    """``softplus'(u)`` as ``sigmoid(u)``: slopes that do without the function's own value are put in."""
    term = map_children(term, lambda child: _with_slopes(child, functions))
    if isinstance(term, Apply) and term.function.endswith("'"):
        function = functions.get(term.function[:-1])
        if function is not None and function.slope is not None and _can_be_put_in(function.slope, function.own):
            given = dict(zip(function.arguments, term.arguments, strict=False))
            return replace_entries(
                function.slope, lambda entry: given.get(entry.name) or function.defaults.get(entry.name, entry)
            )
    return term


def _can_be_put_in(slope: Term, own: str) -> bool:
    """Whether a slope is short, and needs no value of the function; a long one is better called by its name."""
    return own not in names(slope) and sum(1 for _ in walk(slope)) <= LONGEST


def _settled(term: Term) -> Term:
    """Deltas have picked their terms, fixed factors stand in front, common factors are gone."""
    once = (tidy, open_deltas, split_sums, pick, pull_out)
    for change in (*once, *once, tidy, cancel, tidy, merge_powers):  # what one sum lets go, the next may pick
        term = change(term)
    return term
