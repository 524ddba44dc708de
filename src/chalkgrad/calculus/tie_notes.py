"""What a reader is told about the slope that a formula takes where pieces meet."""

from __future__ import annotations

from ..terms import Apply, Entry, Term, walk
from .differentiate import Differentiator
from .ties import ties_in


def tie_notes(term: Term, name: str, differentiator: Differentiator) -> list[str]:
    """Of every tie that the derivative by ``name`` shows, also inside functions whose pieces meet at no known number."""
    functions, kink = differentiator.functions, differentiator.kink
    said = dict.fromkeys(
        tie.note(condition, kink, functions, name) for condition, tie in ties_in(term, differentiator.met, name)
    )
    for node in walk(term):
        known = functions.get(node.function.rstrip("'")) if isinstance(node, Apply) else None
        if known is None or known.slope is not None or known.stands_for_any or known.axis_index is not None:
            continue
        variable = Entry(known.arguments[0], ())
        aside = Differentiator(functions, kink)
        slope = aside.of(known.value, variable)
        for condition, tie in ties_in(slope, aside.met, variable.name):
            said.setdefault(f"in {known.name}, {tie.note(condition, kink, functions)}")
    return list(said)
