"""Parts of a gradient that are 0 by what a computed name is: Σ_e (Z[i,e] - mu[i]), where mu is the mean of Z."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..notation.spell import spell
from ..notation.text import text
from ..terms import (
    ZERO,
    Add,
    Definition,
    Entry,
    Sum,
    Term,
    instantiate,
    map_children,
    names,
    replace_entries,
    walk,
)
from .chain import Chain, Sheet
from .common_factors import cancel
from .fractions import collect
from .sums import pull_out, split_sums
from .tidy import tidy


@dataclass(frozen=True)
class _Vanishing:
    """``part`` is 0 once what ``entry`` is by its ``definition`` is put in."""

    part: Term
    entry: Entry
    definition: Definition

    @property
    def meaning(self) -> str:
        """``mu[i] = 1/m sum_e Z1[i,e]``."""
        value = instantiate(self.definition.value, self.definition.indices, self.entry.indices)
        return f"{text(spell(self.entry))} = {text(spell(value))}"

    def put_in(self, term: Term) -> Term:
        """The term with the definition put in wherever the name stands."""
        name, value, indices = self.definition.name, self.definition.value, self.definition.indices
        return replace_entries(term, lambda e: instantiate(value, indices, e.indices) if e.name == name else e)


def leave_out_vanishing(chain: Chain, definitions: Mapping[str, Definition]) -> None:
    """Every such part of the last line is left out: one step each, with the lines that show it is 0 inside."""
    while (found := _vanishing(chain.term, definitions)) is not None:
        _leave_out(chain, found)


def _leave_out(chain: Chain, found: _Vanishing) -> None:
    name, part = (found.definition.name,), found.part

    def write(sheet: Sheet) -> None:
        opened = _opened(part)
        value = found.put_in(opened)
        sheet.to("split-sum", "the sum is taken term by term", _with(sheet.term, part, opened))
        sheet.to("substitute", f"put in {found.meaning}", _with(sheet.term, opened, value), unfold=name)
        sheet.to("collect", "opposite terms cancel, and a product with 0 is 0", tidy(_with(sheet.term, value, ZERO)))

    chain.in_short("substitute", f"{text(spell(part))} is 0, as {found.meaning}", write, name)


def _vanishing(term: Term, definitions: Mapping[str, Definition]) -> _Vanishing | None:
    """The first part that vanishes, the largest first; nothing is worked out unless the same names meet in it."""
    for node in walk(term):
        if isinstance(node, (Sum, Add)):
            for name in names(node) & definitions.keys():
                inside = names(definitions[name].value)
                if inside and inside <= names(node) - {name}:
                    found = _by(node, definitions[name])
                    if found is not None:
                        return found
    return None


def _by(part: Term, definition: Definition) -> _Vanishing | None:
    """``part``, if it is 0 with the definition put in."""
    opened = _opened(part)
    entry = next(
        (node for node in walk(opened) if isinstance(node, Entry) and node.name == definition.name),
        None,
    )
    if entry is None:
        return None
    found = _Vanishing(part, entry, definition)
    return found if collect(tidy(cancel(_opened(tidy(found.put_in(opened)))))) is ZERO else None


def _opened(part: Term) -> Term:
    return pull_out(split_sums(part))


def _with(term: Term, old: Term, new: Term) -> Term:
    return new if term is old else map_children(term, lambda child: _with(child, old, new))
