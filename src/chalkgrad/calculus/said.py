"""A part of a line as a reason names it: with the letters of the line, or without them as the line is in matrices."""

from __future__ import annotations

from collections.abc import Collection

from ..notation.spell import spell
from ..notation.surface import Kind, Name, Product, Surface, walk_surface, with_parts
from ..notation.text import text
from ..terms import Add, Component, Delta, Derivative, Entry, Max, Sum, Term, replace_entries, walk


def said(term: Term, letters: bool = False) -> str:
    """The factor or summand in text. With ``letters`` as it stands in index form: ``A2[i,e] (1 - A2[i,e])``.

    Else it is said as the line in matrices has it, ``A2 ⊙ (1 - A2)``, if every entry has the same letters.
    """
    entries = [node for node in walk(term) if isinstance(node, Entry) and node.indices]
    pointwise = not any(isinstance(node, (Sum, Max, Delta, Derivative, Component)) for node in walk(term))
    if letters or not pointwise or len({node.indices for node in entries}) != 1:
        return text(spell(term))
    bare = spell(replace_entries(term, lambda entry: Entry(entry.name, ())))
    return text(_entrywise(bare, {node.name for node in entries}))


def bracketed(term: Term, letters: bool = False) -> str:
    """The same as a factor among others."""
    return f"({said(term, letters)})" if isinstance(term, Add) else said(term, letters)


def _entrywise(surface: Surface, arrays: Collection[str]) -> Surface:
    """Products of two arrays with ⊙, the scalars before them."""

    surface = with_parts(surface, lambda part: _entrywise(part, arrays))
    if not isinstance(surface, Product) or surface.kind is not Kind.JUXTAPOSED:
        return surface
    whole = [f for f in surface.factors if any(isinstance(n, Name) and n.text in arrays for n in walk_surface(f))]
    if len(whole) < 2:
        return surface
    body = Product(Kind.ELEMENTWISE, tuple(whole))
    front = [factor for factor in surface.factors if factor not in whole]
    return Product(Kind.JUXTAPOSED, (*front, body)) if front else body
