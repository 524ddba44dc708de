"""The product at the end: the gradients on the way put into each other, until only the network's names are left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..terms import Entry, Term, instantiate, names, replace_entries, walk
from .chain import Chain
from .derivation import Equation
from .factors import flat_products
from .summary import summary

#: A line with more names than this is no longer read, so the rest stays under its names.
LONGEST = 24


def put_together(
    chain: Chain, path: Sequence[Equation], after: Callable[[Chain], None] | None = None, *, matrix: bool | None = None
) -> bool:
    """Put in the gradients of ``path``, the nearest first; False if that would make a line too long to read.

    Every line is proved equal to the one before, with the definition of what is put in opened. ``after`` may go on
    with the line at once; both together are then one step.
    """
    for equation in reversed(path):
        if equation.name not in names(chain.term):
            continue
        known = chain.board.definitions[equation.name]

        def put_in(entry: Entry, known=known) -> Term:  # type: ignore[no-untyped-def]
            return instantiate(known.value, known.indices, entry.indices) if entry.name == known.name else entry

        value = flat_products(replace_entries(chain.term, put_in))
        if sum(isinstance(node, Entry) for node in walk(value)) > LONGEST:
            return False
        branch, words = chain.branch(), f"put in {equation.name}"
        branch.to("substitute", words, value, unfold=(equation.name,), matrix=matrix)
        if after is not None:
            after(branch)
        chain.fold("substitute", words, branch, certificate=summary(branch.steps) if branch.steps else None)
    return True


def way_to(equations: Sequence[Equation], chosen: Equation) -> list[Equation]:
    """The gradients that one rests on, from the cost down, itself left out."""
    by_name = {equation.name: equation for equation in equations}
    needed: set[str] = set()
    waiting = [chosen]
    while waiting:
        equation = waiting.pop()
        lines = (equation.value.term, *(step.result.term for step in equation.steps[:1]))
        for name in {name for term in lines for name in names(term)}:
            if name in by_name and name not in needed and name != chosen.name:
                needed.add(name)
                waiting.append(by_name[name])
    return [equation for equation in equations if equation.name in needed]
