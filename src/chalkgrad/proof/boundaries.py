"""Where pieces of a formula meet: the comparisons in it, and leaves solved for so that both sides are equal.

``max(x, -1000000) = x`` is false, but no random point of moderate size shows it; ``1 if x = y else 0`` is 0 at every
random point. So points are drawn at the boundaries of comparisons, and on both sides of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..errors import ProofError
from ..terms import ZERO, Add, Apply, Compare, Context, Derivative, Entry, Neg, Term, children, free_indices, walk
from .expanding import apply_function
from .unknown import is_unknown

#: So many boundaries of one claim are looked at, and so many nodes are searched for them.
MOST_BOUNDARIES = 6
MOST_NODES = 4_000


@dataclass(frozen=True)
class Boundary:
    """``difference = 0`` is to be solved for the entry."""

    difference: Term
    entry: Entry


def boundaries(terms: Collection[Term], context: Context, computed: Collection[str]) -> tuple[Boundary, ...]:
    """The comparisons inside the terms, in their functions and in computed definitions, each with a leaf to solve for.

    A leaf serves when the difference mentions it at one place only, with the same free indices.
    """
    found: dict[Boundary, None] = {}
    for difference in _differences(terms, context, computed):
        entry = _solvable(difference, context, computed)
        if entry is not None:
            found[Boundary(difference, entry)] = None
        if len(found) == MOST_BOUNDARIES:
            break
    return tuple(found)


def _differences(terms: Collection[Term], context: Context, computed: Collection[str]) -> Iterator[Term]:
    waiting = list(terms)
    opened: set[str] = set()
    seen: set[Term] = set()
    while waiting and len(seen) < MOST_NODES:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting.extend(children(node))
        match node:
            case Compare(_, left, right) | Apply("max" | "min", (left, right)):
                yield left if right is ZERO else Add((left, Neg(right)))
            case Apply("abs", (body,)):
                yield body
            case Apply(function, arguments):
                record = context.functions.get(function.rstrip("'"))
                if record is not None and record.axis_index is None and not is_unknown(record):
                    waiting.append(_formula(record.value, function.rstrip("'"), arguments, context))
            case Entry(name, _) if name in computed:
                waiting.extend(_definition(name, opened, context))
            case Derivative(Entry(name, _), _):
                waiting.extend(_definition(name, opened, context))
            case _:
                pass


def _definition(name: str, opened: set[str], context: Context) -> tuple[Term, ...]:
    """A name's formula, the first time it is met."""
    if name in opened or name not in context.definitions:
        return ()
    opened.add(name)
    return (context.definitions[name].value,)


def _formula(value: Term, name: str, arguments: tuple[Term, ...], context: Context) -> Term:
    try:
        return apply_function(context.functions[name], value, arguments)
    except ProofError:
        return ZERO


def _solvable(difference: Term, context: Context, computed: Collection[str]) -> Entry | None:
    free = free_indices(difference)
    places: dict[str, set[Entry]] = {}
    for count, node in enumerate(walk(difference)):
        if count > MOST_NODES:
            return None
        if isinstance(node, Entry):
            places.setdefault(node.name, set()).add(node)
    for name, entries in places.items():
        entry = next(iter(entries))
        if (
            len(entries) == 1
            and not (name in computed and name in context.definitions)
            and frozenset(entry.indices) == free
            and len(free) == len(entry.indices)
        ):
            return entry
    return None
