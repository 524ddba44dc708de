"""Letters that no sum binds: ``J = -1/m sum_i y[i] log(a[i]) + (1 - y[i]) log(1 - a[i])``, the sum without brackets."""

from __future__ import annotations

from ..errors import NotationError, Span
from ..notation.surface import At, Indexed, Over, Surface, walk_surface
from ..terms import Index, Term, free_indices


def check_letters(value: Term, indices: tuple[Index, ...], written: Surface, place: Span) -> None:
    """Raises NotationError for an index that is neither on the left-hand side nor under a sum."""
    loose = sorted(index.name for index in free_indices(value) - set(indices) if not index.name.isdecimal())
    if not loose:
        return
    word = loose[0]
    nodes = list(walk_surface(written))
    used = [n for n in nodes if isinstance(n, (Indexed, At)) and word in n.indices]
    summed = any(isinstance(node, Over) and node.index == word for node in nodes)
    raise NotationError(
        f"the index {word} is used outside its sum" if summed else f"the index {word} is not summed over",
        span=used[-1].span if used and used[-1].span is not None else place,
        hint=f"A sum ends at the next + or -: put what is added up in brackets, sum_{word} (... + ...)."
        if summed
        else f"Sum over it, sum_{word} (...), or write it on the left.",
    )
